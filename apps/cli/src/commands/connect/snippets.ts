import { chatCall, type Guide } from './guide.ts';

const noFile = 'These settings stand in your own code or environment, so that --apply has no file to change.';

export const aiSdk: Guide = {
  title: 'AI SDK',
  text: ({ gateway, key }) => `import { createOpenAI } from '@ai-sdk/openai';
import { createAnthropic } from '@ai-sdk/anthropic';

// Both base URLs end in /v1; the key comes from the environment: EXCHEQUER_KEY=${key}
const apiKey = process.env.EXCHEQUER_KEY;
export const openai = createOpenAI({ baseURL: '${gateway}/v1', apiKey });
export const anthropic = createAnthropic({ baseURL: '${gateway}/v1', apiKey });`,
  file: () => null,
  notes: () => [
    noFile,
    'A budget stop is an error with statusCode 429 that is not to be repeated; AI SDK’s own retries are set by maxRetries.',
  ],
  call: chatCall,
};

export const langchain: Guide = {
  title: 'LangChain',
  text: ({ gateway, key }) => `# Python; the key comes from the environment: EXCHEQUER_KEY=${key}
import os
from langchain_openai import ChatOpenAI
from langchain_anthropic import ChatAnthropic

key = os.environ["EXCHEQUER_KEY"]
openai = ChatOpenAI(model="gpt-5-mini", base_url="${gateway}/v1", api_key=key)
claude = ChatAnthropic(model="claude-haiku-4-5", base_url="${gateway}", api_key=key)

// JavaScript
import { ChatOpenAI } from '@langchain/openai';
const model = new ChatOpenAI({
  model: 'gpt-5-mini',
  apiKey: process.env.EXCHEQUER_KEY,
  configuration: { baseURL: '${gateway}/v1' },
});`,
  file: () => null,
  notes: () => [noFile, 'The Anthropic base URL has no /v1: its client adds it.'],
  call: chatCall,
};

export const curl: Guide = {
  title: 'curl',
  text: ({ gateway, key }) => `curl ${gateway}/v1/chat/completions \\
  -H 'authorization: Bearer ${key}' -H 'content-type: application/json' \\
  -d '{"model":"gpt-5-nano","max_completion_tokens":16,"messages":[{"role":"user","content":"Hello"}]}'

# what is left
curl ${gateway}/v1/me/budget -H 'authorization: Bearer ${key}'`,
  file: () => null,
  notes: () => [noFile],
  call: chatCall,
};
