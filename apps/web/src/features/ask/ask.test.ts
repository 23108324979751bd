import { expect, test } from 'vitest';
import { looksLikeCall, readCall } from './read-call.ts';

test('a call is read as it is typed, with thousands, millions and classes of tokens', () => {
  expect(readCall('claude-sonnet-4-5 12k in 1.5M cached 2,000 out 3 calls')).toEqual({
    model: 'claude-sonnet-4-5',
    input_tokens: 12_000,
    cache_read_tokens: 1_500_000,
    output_tokens: 2_000,
    calls: 3,
  });
  expect(readCall('anthropic/claude-opus-4-5 4000 chars 1k max')).toEqual({
    provider: 'anthropic',
    model: 'claude-opus-4-5',
    input_characters: 4_000,
    max_output_tokens: 1_000,
  });
});

test('what is not said whole is not asked', () => {
  for (const typed of ['', 'gpt-5', 'gpt-5 12k', 'gpt-5 12k apples', 'gpt-5 in 12k', 'gpt-5 3 calls'])
    expect([typed, readCall(typed)]).toEqual([typed, null]);
});

test('ids of calls are told from names of pages', () => {
  expect(['evt_00a1', 'req_011CQ', 'chatcmpl-9x8y7', 'call_k2_1a'].every(looksLikeCall)).toBe(true);
  expect(['budgets', 'request', 'call', 'req_', 'evt 12'].some(looksLikeCall)).toBe(false);
});
