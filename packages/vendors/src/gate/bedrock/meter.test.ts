import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReadCall, UsageMeter } from '../dialect.ts';
import { chunk, frame } from './frames.test-kit.ts';
import { bedrock } from './index.ts';

const claude = 'anthropic.claude-sonnet-4-5-20250929-v1:0';

function callOf(operation: string, model = claude): ReadCall {
  const match = bedrock.match('POST', `/model/${encodeURIComponent(model)}/${operation}`, {});
  return bedrock.read(match!, {}, Buffer.from('{"messages":[],"max_tokens":9}')) as ReadCall;
}

interface Answer {
  status?: number;
  model?: string;
  headers?: Record<string, string>;
}

function meterOf(operation: string, { status = 200, model, headers = {} }: Answer = {}): UsageMeter {
  const type = operation.endsWith('stream') ? 'application/vnd.amazon.eventstream' : 'application/json';
  return bedrock.meter(callOf(operation, model), {
    status,
    headers: { 'content-type': type, 'x-amzn-requestid': 'req-1', ...headers },
  });
}

/** Reads an answer in the given pieces and proves that it passes untouched. */
function metered(
  operation: string,
  bytes: Buffer | object,
  answer: Answer = {},
  cuts: readonly number[] = [],
) {
  const whole = Buffer.isBuffer(bytes) ? bytes : Buffer.from(JSON.stringify(bytes));
  const meter = meterOf(operation, answer);
  const bounds = [0, ...cuts, whole.length];
  const out = bounds.slice(1).map((end, at) => meter.push(whole.subarray(bounds[at], end)));
  expect(Buffer.concat([...out, meter.end()]).equals(whole)).toBe(true);
  return meter.reading();
}

const converseUsage = {
  inputTokens: 30,
  outputTokens: 628,
  totalTokens: 658,
  cacheReadInputTokens: 11,
  cacheWriteInputTokens: 12,
  cacheDetails: [
    { ttl: '1h', inputTokens: 7 },
    { ttl: '5m', inputTokens: 5 },
  ],
};
const converseCounts = {
  uncached_input: 30,
  cache_read: 11,
  cache_write_5m: 5,
  cache_write_1h: 7,
  cache_write_unknown: 0,
  output: 628,
};

describe('what a whole answer of Bedrock says', () => {
  test('of Converse, in its body', () => {
    const reading = metered('converse', {
      metrics: { latencyMs: 1275 },
      output: {
        message: { content: [{ text: 'Hi {"usage":{"inputTokens":1}} "usage"' }], role: 'assistant' },
      },
      stopReason: 'end_turn',
      usage: converseUsage,
      serviceTier: { type: 'priority' },
      performanceConfig: { latency: 'optimized' },
    });
    expect(reading).toMatchObject({
      model: '',
      serviceTier: 'priority',
      speed: 'optimized',
      requestId: 'req-1',
      final: true,
      flags: '',
      counts: converseCounts,
    });
  });

  test('of InvokeModel, in the shape of every family', () => {
    const shapes: readonly (readonly [string, object, object])[] = [
      [
        claude,
        {
          id: 'msg_bdrk_1',
          type: 'message',
          model: 'claude-sonnet-4-5-20250929',
          usage: {
            input_tokens: 3,
            cache_read_input_tokens: 4,
            cache_creation_input_tokens: 15,
            cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 10 },
            output_tokens: 6,
          },
        },
        { uncached_input: 3, cache_read: 4, cache_write_5m: 5, cache_write_1h: 10, output: 6 },
      ],
      [
        'amazon.nova-pro-v1:0',
        {
          output: {},
          usage: {
            inputTokens: 7,
            outputTokens: 8,
            cacheReadInputTokenCount: 2,
            cacheWriteInputTokenCount: 1,
          },
        },
        { uncached_input: 7, output: 8, cache_read: 2, cache_write_unknown: 1 },
      ],
      [
        'meta.llama3-70b-instruct-v1:0',
        { generation: 'x', prompt_token_count: 9, generation_token_count: 10 },
        { uncached_input: 9, output: 10 },
      ],
      [
        'openai.gpt-oss-120b-1:0',
        {
          id: 'c',
          usage: { prompt_tokens: 20, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 4 } },
        },
        { uncached_input: 16, cache_read: 4, output: 5 },
      ],
    ];
    for (const [model, body, counts] of shapes) {
      const headers = {
        'x-amzn-bedrock-input-token-count': '999',
        'x-amzn-bedrock-output-token-count': '999',
      };
      const reading = metered('invoke', body, { model, headers });
      expect(reading, model).toMatchObject({ final: true, flags: '' });
      expect(reading.counts, model).toMatchObject(counts);
    }
  });

  test('in its headers, where the body says nothing or is no JSON', () => {
    const headers = {
      'x-amzn-bedrock-input-token-count': '12',
      'x-amzn-bedrock-output-token-count': '34',
      'x-amzn-bedrock-cache-read-input-token-count': '5',
      'x-amzn-bedrock-service-tier': 'flex',
    };
    for (const body of [{ results: [] }, Buffer.from('plain')]) {
      const reading = metered('invoke', body, { headers, model: 'mistral.mistral-large-2407-v1:0' });
      expect(reading).toMatchObject({
        final: true,
        serviceTier: 'flex',
        counts: { uncached_input: 12, output: 34, cache_read: 5 },
      });
    }
  });

  test('is not final where it says nothing at all, and then what was said counts as put out', () => {
    const reading = metered('converse', { output: { message: { content: [{ text: 'abcdefghij' }] } } });
    expect(reading).toMatchObject({ final: false, counts: {} });
    expect(reading.seenOutput).toBe(5);
  });

  test('is no usage where it is an error, or counts tokens', () => {
    for (const reading of [
      metered('converse', { message: 'Too many tokens', usage: converseUsage }, { status: 429 }),
      metered('count-tokens', { inputTokens: 9 }),
    ]) {
      expect(reading).toMatchObject({ final: false, counts: {}, seenOutput: 0, requestId: 'req-1' });
    }
  });

  test('is flagged where its counts are no counts', () => {
    const reading = metered('converse', { usage: { inputTokens: -1, outputTokens: 'many' } });
    expect(reading).toMatchObject({ final: false, counts: {}, flags: 'unreadable-usage' });
  });
});

const converseStream = Buffer.concat([
  frame('messageStart', { role: 'assistant', p: 'abcd' }),
  frame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Grüße, Welt' }, p: 'abcdefghijklmnop' }),
  frame('contentBlockStop', { contentBlockIndex: 0 }),
  frame('messageStop', { stopReason: 'end_turn' }),
  frame('metadata', { usage: converseUsage, metrics: { latencyMs: 1 }, serviceTier: { type: 'default' } }),
]);

const claudeStream = Buffer.concat([
  chunk({
    type: 'message_start',
    message: {
      id: 'msg_bdrk_2',
      model: 'claude-sonnet-4-5-20250929',
      usage: {
        input_tokens: 40,
        cache_read_input_tokens: 3,
        cache_creation_input_tokens: 0,
        output_tokens: 1,
      },
    },
  }),
  chunk({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello there' } }),
  chunk({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 17 } }),
  chunk({
    type: 'message_stop',
    'amazon-bedrock-invocationMetrics': {
      inputTokenCount: 40,
      outputTokenCount: 17,
      invocationLatency: 800,
      firstByteLatency: 300,
      cacheReadInputTokenCount: 3,
    },
  }),
]);

describe('what a stream of Bedrock says', () => {
  test('stands in the metadata of Converse, wherever the stream is split', () => {
    const whole = metered('converse-stream', converseStream);
    expect(whole).toMatchObject({ final: true, serviceTier: 'default', counts: converseCounts, flags: '' });
    for (let at = 0; at <= converseStream.length; at++) {
      expect(metered('converse-stream', converseStream, {}, [at])).toEqual(whole);
    }
  });

  test('stands in the events of the model, whose later counts replace earlier ones', () => {
    const reading = metered('invoke-with-response-stream', claudeStream);
    expect(reading).toMatchObject({
      model: '',
      messageId: 'msg_bdrk_2',
      final: true,
      counts: { uncached_input: 40, cache_read: 3, output: 17 },
    });
  });

  test('stands in the invocation metrics, where the model says nothing itself', () => {
    const stream = Buffer.concat([
      chunk({ generation: 'Hi', prompt_token_count: null, generation_token_count: 1 }),
      chunk({
        generation: '',
        stop_reason: 'stop',
        'amazon-bedrock-invocationMetrics': { inputTokenCount: 14, outputTokenCount: 23 },
      }),
    ]);
    const reading = metered('invoke-with-response-stream', stream, {
      model: 'meta.llama3-70b-instruct-v1:0',
    });
    expect(reading).toMatchObject({ final: true, counts: { uncached_input: 14, output: 23 } });
  });

  test('of Nova stands in an event of its own', () => {
    const stream = Buffer.concat([
      chunk({ contentBlockDelta: { delta: { text: 'Hi' }, contentBlockIndex: 0 } }),
      chunk({
        metadata: { usage: { inputTokens: 5, outputTokens: 2, cacheReadInputTokenCount: 1 } },
        'amazon-bedrock-invocationMetrics': { inputTokenCount: 5, outputTokenCount: 2 },
      }),
    ]);
    const reading = metered('invoke-with-response-stream', stream, { model: 'amazon.nova-lite-v1:0' });
    expect(reading.counts).toMatchObject({ uncached_input: 5, output: 2, cache_read: 1 });
  });

  test('that is cut off is what was read so far, with what passed by', () => {
    const early = metered('converse-stream', converseStream.subarray(0, converseStream.length - 30));
    expect(early).toMatchObject({ final: false, counts: {}, flags: 'truncated-stream' });
    expect(early.seenOutput).toBeGreaterThanOrEqual(Math.ceil(Buffer.byteLength('Grüße, Welt') / 2));
    const first = chunk({
      type: 'message_start',
      message: { usage: { input_tokens: 40, output_tokens: 1 } },
    });
    const begun = metered('invoke-with-response-stream', first);
    expect(begun).toMatchObject({ final: false, counts: { uncached_input: 40, output: 1 } });
  });

  test('that ends with an exception is not final', () => {
    const failed = Buffer.concat([
      frame('contentBlockDelta', { delta: { text: 'Hi' } }),
      frame('modelStreamErrorException', { message: 'broken' }, 'exception'),
    ]);
    expect(metered('converse-stream', failed)).toMatchObject({
      final: false,
      flags: 'stream-error',
      seenOutput: 1,
    });
  });

  test('with a wrong checksum loses that event, says so, and passes on every byte', () => {
    const spoilt = Buffer.from(converseStream);
    spoilt[150] = (spoilt[150] ?? 0) ^ 0x10;
    const reading = metered('converse-stream', spoilt);
    expect(reading.flags).toContain('broken-frame');
    const lost = Buffer.from(converseStream);
    lost[9] = (lost[9] ?? 0) ^ 1;
    const unread = metered('converse-stream', lost);
    expect(unread).toMatchObject({ final: false, counts: {}, flags: 'broken-frame' });
    expect(unread.seenOutput).toBe((lost.length - 12) / 2);
    const last = Buffer.from(converseStream);
    last[last.length - 2] = (last.at(-2) ?? 0) ^ 1;
    expect(metered('converse-stream', last)).toMatchObject({ final: false, counts: {} });
  });

  test('passes untouched whatever it is and however it comes', () => {
    const streams = [converseStream, claudeStream];
    fc.assert(
      fc.property(
        fc.constantFrom('converse-stream', 'invoke-with-response-stream', 'converse', 'invoke'),
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
          fc.constantFrom(...streams),
          fc.tuple(fc.constantFrom(...streams), fc.nat(400), fc.nat(255)).map(([stream, at, byte]) => {
            const spoilt = Buffer.from(stream);
            spoilt[at] = byte;
            return spoilt;
          }),
        ),
        fc.array(fc.nat(900), { maxLength: 12 }),
        (operation, bytes, cuts) => {
          const ordered = cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b);
          metered(operation, bytes, {}, ordered);
        },
      ),
      { numRuns: 400 },
    );
  });
});
