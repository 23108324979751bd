/** How one client is pointed at the gateway. */
export interface Setup {
  key: string;
  name: string;
  /** Where the lines belong. */
  place: string;
  code: (gateway: string, key: string) => string;
  note: string;
}

/** The same settings as `exchequer connect` writes. */
export const setups: readonly Setup[] = [
  {
    key: 'claude-code',
    name: 'Claude Code',
    place: '~/.claude/settings.json',
    code: (gateway, key) => `{
  "env": {
    "ANTHROPIC_BASE_URL": "${gateway}",
    "ANTHROPIC_AUTH_TOKEN": "${key}"
  }
}`,
    note: 'The address has no /v1 at its end. Or let it be done: exchequer connect claude-code --apply. Check with /status.',
  },
  {
    key: 'codex',
    name: 'Codex',
    place: '~/.codex/config.toml, and the key in the environment',
    code: (gateway, key) => `model_provider = "exchequer"

[model_providers.exchequer]
name = "Exchequer"
base_url = "${gateway}/v1"
env_key = "EXCHEQUER_KEY"
wire_api = "responses"

# shell
export EXCHEQUER_KEY="${key}"`,
    note: 'Codex speaks the Responses API alone; a provider named in a project’s own file is ignored.',
  },
  {
    key: 'cursor',
    name: 'Cursor',
    place: 'Settings → Models → OpenAI API key, then Override OpenAI Base URL',
    code: (gateway, key) => `Base URL  ${gateway}/v1
API key   ${key}`,
    note: 'Needs a paid plan and an address that Cursor’s own servers reach; Tab is not covered. What it misses comes in through Cursor’s admin API.',
  },
  {
    key: 'aider',
    name: 'aider',
    place: 'environment',
    code: (gateway, key) => `export OPENAI_API_BASE="${gateway}/v1"
export OPENAI_API_KEY="${key}"
aider --model openai/<model>`,
    note: 'The model is named with openai/ before it.',
  },
  {
    key: 'ai-sdk',
    name: 'AI SDK',
    place: 'your code',
    code: (gateway, key) => `import { createOpenAI } from '@ai-sdk/openai';
import { createAnthropic } from '@ai-sdk/anthropic';

const openai = createOpenAI({ baseURL: '${gateway}/v1', apiKey: '${key}' });
const anthropic = createAnthropic({ baseURL: '${gateway}/v1', apiKey: '${key}' });`,
    note: 'Keep the key in the environment, not in the code.',
  },
  {
    key: 'langchain',
    name: 'LangChain',
    place: 'your code',
    code: (gateway, key) => `import { ChatOpenAI } from '@langchain/openai';

const model = new ChatOpenAI({
  model: '<model>',
  apiKey: '${key}',
  configuration: { baseURL: '${gateway}/v1' },
});`,
    note: 'Keep the key in the environment, not in the code.',
  },
  {
    key: 'curl',
    name: 'curl',
    place: 'shell',
    code: (gateway, key) => `curl ${gateway}/v1/chat/completions \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "<model>", "messages": [{"role": "user", "content": "Hello"}]}'`,
    note: 'The answer says in x-exchequer-cost what it cost, and in x-exchequer-remaining what is left.',
  },
];
