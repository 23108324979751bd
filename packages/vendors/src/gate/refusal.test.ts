import type { GateFault } from '@exchequer/model';
import { expect, test } from 'vitest';
import { statusToClient } from './refusal.ts';

const stop: GateFault = { kind: 'budget-exhausted', status: 429, message: 'Reached.', retry: false };

test.each([
  ['ai/6.0.326 ai-sdk/openai/3.0.141 ai-sdk/provider-utils/4.0.64 runtime/node.js/22', 402],
  ['myapp/1 ai-sdk/anthropic/3.0.138', 402],
  ['OpenAI/JS 6.9.1', 429],
  ['Anthropic/JS 0.71.0', 429],
  ['claude-cli/2.1.0 (external, cli)', 429],
  ['openai/python 2.1', 429],
  [undefined, 429],
])('a final stop reaches %s with %i', (agent, status) => {
  expect(statusToClient(429, stop, { 'user-agent': agent })).toBe(status);
});

test('a limit that may be tried again later keeps its status for everyone', () => {
  const limited: GateFault = { ...stop, kind: 'rate-limited', retry: true };
  expect(statusToClient(429, limited, { 'user-agent': 'ai-sdk/openai/3' })).toBe(429);
  expect(statusToClient(403, stop, { 'user-agent': 'ai-sdk/openai/3' })).toBe(403);
});
