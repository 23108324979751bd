import { maxTokensPerEvent } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseEvents, normaliseNative } from './index.ts';

const nowMs = Date.parse('2026-11-21T12:00:00Z');
const intake = { workspace: 'live', place: '/v1/usage', nowMs };
const record = (own: Record<string, unknown> = {}) => ({
  id: 'a',
  occurred_at: '2026-11-20T10:00:00+02:00',
  provider: 'openai',
  model: 'gpt-5.4',
  tokens: { uncached_input: 100, output: 20 },
  ...own,
});
const take = (own: Record<string, unknown>) => normaliseNative([record(own)], intake);
const withUsage = (provider: string, usage: unknown) => take({ provider, tokens: undefined, usage }).rows[0];

describe('a native record', () => {
  test('carries who, where and for whom, and the ids that prove the same call', () => {
    const [row] = take({
      source: 'billing',
      team: 'platform',
      actor: { kind: 'email', id: 'dev@example.com' },
      request_id: 'req_1',
      response_id: 'msg_1',
      reported_cost: 0.1,
    }).rows;
    expect(row).toMatchObject({
      source: 'api',
      source_event_id: 'billing/a',
      occurred_at: '2026-11-20T08:00:00.000Z',
      requests: 1,
      team_claim: 'platform',
      identity_kind: 'email',
      identity: 'dev@example.com',
      reported_cost: '0.1',
      aliases: [
        { alias: 'request:req_1', rank: 46 },
        { alias: 'message:msg_1', rank: 46 },
      ],
    });
  });

  test.each([
    ['negative counts', { tokens: { output: -1 } }, 'tokens.output'],
    ['absurd counts', { tokens: { output: maxTokensPerEvent + 1 } }, 'tokens.output'],
    ['fractions of tokens', { tokens: { output: 1.5 } }, 'tokens.output'],
    ['counts as words', { tokens: { output: 'many' } }, 'tokens.output'],
    ['reasoning above output', { tokens: { output: 1, reasoning: 2 } }, 'reasoning'],
    ['audio above its input', { tokens: { uncached_input: 1, audio_input: 2 } }, 'audio_input'],
    ['no class at all', { tokens: {} }, 'no class'],
    ['both kinds of counts', { usage: { prompt_tokens: 1 } }, 'exactly one'],
    ['an unknown field', { prompt: 'SECRET' }, 'prompt'],
    ['a future date', { occurred_at: '2026-11-23T00:00:00Z' }, 'future'],
    ['an ancient date', { occurred_at: '1999-01-01T00:00:00Z' }, '2020'],
    ['no date', { occurred_at: 'yesterday' }, 'occurred_at'],
    ['a negative cost', { reported_cost: '-1' }, 'reported_cost'],
    ['a cost finer than a pico-dollar', { reported_cost: '0.0000000000001' }, '12 decimals'],
    ['a usage object of nobody', { tokens: undefined, usage: { tokens: 5 } }, 'none of the fields'],
    [
      'a usage object with a negative count',
      { tokens: undefined, usage: { prompt_tokens: -5 } },
      'prompt_tokens',
    ],
  ])('%s is refused with its field and a fix, and without its content', (_name, own, why) => {
    const { rows, refused } = take(own);
    expect(rows).toEqual([]);
    expect(refused).toMatchObject([
      { index: 0, error: expect.stringContaining(why), fix: expect.stringMatching(/./) },
    ]);
    expect(JSON.stringify(refused)).not.toContain('SECRET');
  });

  test('whatever JSON comes, each record is a row or a refusal', () => {
    const item = fc.oneof(
      fc.jsonValue(),
      fc.jsonValue().map((tokens) => record({ tokens })),
      fc.jsonValue().map((usage) => record({ tokens: undefined, usage })),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 6 }), (items) => {
        const native = normaliseNative(items, intake);
        expect(native.rows.length + native.refused.length).toBe(items.length);
        const events = normaliseEvents(items, intake);
        expect(events.rows.length + events.refused.length).toBe(items.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a provider’s own usage object', () => {
  test('OpenAI chat includes cached and written tokens in the prompt', () => {
    const row = withUsage('openai', {
      prompt_tokens: 1000,
      completion_tokens: 50,
      total_tokens: 1050,
      prompt_tokens_details: { cached_tokens: 800, cache_write_tokens: 50, audio_tokens: 10 },
      completion_tokens_details: { reasoning_tokens: 30 },
    });
    expect(row).toMatchObject({
      uncached_input: 150,
      cache_read: 800,
      cache_write_unknown: 50,
      output: 50,
      reasoning: 30,
      reasoning_reported: 1,
      audio_input: 10,
    });
  });

  test('OpenAI Responses splits cache writes by lifetime', () => {
    const row = withUsage('openai', {
      input_tokens: 1000,
      input_tokens_details: {
        cached_tokens: 800,
        cache_write_tokens: 50,
        cache_write_tokens_details: { ttl_30m_tokens: 30, ttl_12h_tokens: 15 },
      },
      output_tokens: 9,
      output_tokens_details: { reasoning_tokens: 4 },
    });
    expect(row).toMatchObject({
      uncached_input: 150,
      cache_read: 800,
      cache_write_30m: 30,
      cache_write_12h: 15,
      cache_write_unknown: 5,
      output: 9,
      reasoning: 4,
    });
  });

  test('Anthropic excludes the cache from input, and leaves compaction out of the top level', () => {
    const row = withUsage('anthropic', {
      input_tokens: 3,
      cache_creation_input_tokens: 7883,
      cache_read_input_tokens: 17915,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 7883 },
      output_tokens: 27,
      server_tool_use: { web_search_requests: 2 },
      service_tier: 'standard',
      inference_geo: 'not_available',
      iterations: [
        { type: 'compaction', input_tokens: 100, output_tokens: 10 },
        { type: 'message', input_tokens: 3 },
      ],
    });
    expect(row).toMatchObject({
      uncached_input: 103,
      cache_read: 17915,
      cache_write_1h: 7883,
      cache_write_unknown: 0,
      output: 37,
      web_searches: 2,
      service_tier: 'standard',
      region: '',
    });
  });

  test('Gemini bills thoughts as output and tool prompts as input', () => {
    const row = withUsage('google', {
      promptTokenCount: 100,
      cachedContentTokenCount: 60,
      candidatesTokenCount: 5,
      thoughtsTokenCount: 7,
      toolUsePromptTokenCount: 9,
      promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 4 }],
    });
    expect(row).toMatchObject({
      uncached_input: 49,
      cache_read: 60,
      output: 12,
      reasoning: 7,
      audio_input: 4,
    });
  });

  test('Bedrock Converse excludes the cache and states its lifetimes', () => {
    const row = withUsage('aws', {
      inputTokens: 10,
      outputTokens: 2,
      cacheReadInputTokens: 5,
      cacheWriteInputTokens: 9,
      cacheDetails: [
        { ttl: '1h', inputTokens: 6 },
        { ttl: '5m', inputTokens: 3 },
      ],
    });
    expect(row).toMatchObject({
      uncached_input: 10,
      cache_read: 5,
      cache_write_5m: 3,
      cache_write_1h: 6,
      cache_write_unknown: 0,
      output: 2,
    });
  });

  test('cached tokens above the whole mean that the source left them out, and the row says so', () => {
    const row = withUsage('openai', {
      prompt_tokens: 10,
      prompt_tokens_details: { cached_tokens: 50 },
      completion_tokens: 1,
    });
    expect(row).toMatchObject({ uncached_input: 10, cache_read: 50, flags: 'inconsistent-input' });
  });
});
