import { join } from 'node:path';
import type { Terminal } from '../../output/index.ts';
import { exports, type Guide, type Place } from './guide.ts';
import { json } from './json.ts';

// The base URL has no /v1: Claude Code adds it.
const variables = ({ gateway, key }: Place) => ({ ANTHROPIC_BASE_URL: gateway, ANTHROPIC_AUTH_TOKEN: key });

const statusLine = ({ statusLine: command }: Place) =>
  command === undefined
    ? []
    : [
        { path: ['statusLine', 'type'], value: 'command' },
        { path: ['statusLine', 'command'], value: command },
      ];

/** The settings of the person, which hold for every project. A project's own may be committed. */
export const claudeSettings = ({ env, homeDir }: Pick<Terminal, 'env' | 'homeDir'>): string =>
  join(env.CLAUDE_CONFIG_DIR || join(homeDir, '.claude'), 'settings.json');

export const claudeCode: Guide = {
  title: 'Claude Code',
  text: (place) =>
    `${exports(variables(place))}\n\n` +
    '# or, for good, in ~/.claude/settings.json:\n' +
    JSON.stringify({ env: variables(place) }, null, 2),
  file: (place, terminal) => ({
    path: claudeSettings(terminal),
    notation: json,
    settings: [
      ...Object.entries(variables(place)).map(([name, value]) => ({ path: ['env', name], value })),
      ...statusLine(place),
    ],
  }),
  notes: ({ tower }) => [
    'Look at /status inside Claude Code: it names the base URL and the token it uses.',
    'Never put the key into .claude/settings.json of a project: that file is committed.',
    'Unset ANTHROPIC_API_KEY: Claude Code would send both, and a key of Anthropic’s own is none of the gateway’s.',
    'VS Code: the same two variables in claudeCode.environmentVariables of its settings.',
    `To let it ask for its budget: claude mcp add --transport http exchequer ${tower}/mcp --header "Authorization: Bearer $EXCHEQUER_KEY"`,
  ],
  call: ({ gateway, key }, model = 'claude-haiku-4-5') => ({
    url: `${gateway}/v1/messages`,
    headers: { authorization: `Bearer ${key}`, 'anthropic-version': '2023-06-01' },
    body: { model, max_tokens: 1, messages: [{ role: 'user', content: '.' }] },
  }),
};
