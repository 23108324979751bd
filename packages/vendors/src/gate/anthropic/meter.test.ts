import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callOf, cutAnywhere, eventStream, json, passed, sse } from '../meter.test-kit.ts';
import { anthropic } from './index.ts';

const body = { model: 'claude-opus-4-6', max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] };
const streamed = callOf(anthropic, '/v1/messages?beta=true', { ...body, stream: true });
const meterFor = () =>
  anthropic.meter(streamed, { status: 200, headers: { ...eventStream, 'request-id': 'req_011' } });
const plain = callOf(anthropic, '/v1/messages', body);

const start = (usage: object) => ({
  type: 'message_start',
  message: { id: 'msg_01', type: 'message', role: 'assistant', model: 'claude-opus-4-6', content: [], usage },
});
const text = (said: string) => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text: said },
});
const firstUsage = {
  input_tokens: 10,
  cache_creation_input_tokens: 300,
  cache_read_input_tokens: 4000,
  cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
  output_tokens: 1,
  service_tier: 'standard',
  inference_geo: 'us',
};
const stream = [
  start(firstUsage),
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  text('Grüße "usage":{} 漢字'),
  { type: 'content_block_stop', index: 0 },
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: {
      input_tokens: 12,
      cache_read_input_tokens: null,
      output_tokens: 50,
      output_tokens_details: { thinking_tokens: 20 },
      server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 },
    },
  },
  { type: 'message_stop' },
];
const counts = {
  uncached_input: 12,
  cache_read: 4000,
  cache_write_5m: 100,
  cache_write_1h: 200,
  cache_write_unknown: 0,
  output: 50,
  reasoning: 20,
  reasoning_reported: 1,
  web_searches: 2,
};

describe('messages', () => {
  test.each(['\n', '\r\n', '\r'])('a stream is metered and passes byte for byte (%j)', (end) => {
    const answer = sse(stream, end, true);
    const { out, reading } = cutAnywhere(meterFor, answer);
    expect(out.equals(answer)).toBe(true);
    expect(reading).toMatchObject({
      model: 'claude-opus-4-6',
      requestId: 'req_011',
      messageId: 'msg_01',
      serviceTier: 'standard',
      region: 'us',
      counts,
      final: true,
      flags: '',
      parts: [],
    });
  });

  test('later counts stand in place of earlier ones, never on top', () => {
    const twice = [...stream.slice(0, 6), stream[5] as object, stream[6] as object];
    expect(passed(meterFor(), sse(twice)).reading.counts).toMatchObject(counts);
  });

  test('a stream that breaks off keeps what was reported and bounds the rest', () => {
    const answer = sse([start(firstUsage), text('x'.repeat(400))]);
    const { reading } = passed(meterFor(), answer);
    expect(reading).toMatchObject({
      final: false,
      counts: { uncached_input: 10, cache_read: 4000, output: 1 },
      seenOutput: 200,
    });
  });

  test('an error in the middle of a stream is noted', () => {
    const answer = sse([start(firstUsage), { type: 'error', error: { type: 'overloaded_error' } }]);
    expect(passed(meterFor(), answer).reading).toMatchObject({ final: false, flags: 'stream-error' });
  });

  test('an answer in one piece is metered', () => {
    const answer = Buffer.from(
      JSON.stringify({
        id: 'msg_02',
        model: 'claude-haiku-4-5',
        content: [],
        usage: { ...firstUsage, speed: 'fast' },
      }),
    );
    const { out, reading } = cutAnywhere(
      () => anthropic.meter(plain, { status: 200, headers: json }),
      answer,
    );
    expect(out.equals(answer)).toBe(true);
    expect(reading).toMatchObject({ messageId: 'msg_02', speed: 'fast', counts: { output: 1 }, final: true });
  });

  test('compactions are added, other models are parts of their own', () => {
    const usage = {
      input_tokens: 10,
      output_tokens: 5,
      iterations: [
        {
          type: 'compaction',
          input_tokens: 1000,
          output_tokens: 100,
          cache_read_input_tokens: 7,
          cache_creation_input_tokens: 3,
        },
        { type: 'message', input_tokens: 10, output_tokens: 5 },
        { type: 'advisor_message', model: 'claude-opus-4-6', input_tokens: 500, output_tokens: 50 },
      ],
    };
    const answer = sse([
      start({ input_tokens: 1, output_tokens: 1 }),
      { type: 'message_delta', delta: {}, usage },
    ]);
    const { reading } = passed(meterFor(), answer);
    expect(reading).toMatchObject({
      counts: { uncached_input: 1010, cache_read: 7, cache_write_unknown: 3, output: 105 },
      parts: [{ model: 'claude-opus-4-6', counts: { uncached_input: 500, output: 50 } }],
    });
  });

  test('a fallback is priced as the model that answered, the declined attempt as its own', () => {
    const usage = {
      input_tokens: 20,
      output_tokens: 9,
      iterations: [
        { type: 'message', model: 'claude-opus-4-6', input_tokens: 20, output_tokens: 4 },
        { type: 'fallback_message', model: 'claude-sonnet-4-6', input_tokens: 20, output_tokens: 9 },
      ],
    };
    const answer = Buffer.from(JSON.stringify({ id: 'msg_03', model: 'claude-opus-4-6', usage }));
    const { reading } = passed(anthropic.meter(plain, { status: 200, headers: json }), answer);
    expect(reading).toMatchObject({
      model: 'claude-sonnet-4-6',
      counts: { uncached_input: 20, output: 9 },
      parts: [{ model: 'claude-opus-4-6', counts: { uncached_input: 20, output: 4 } }],
    });
  });

  test('errors count nothing and keep the request id', () => {
    const answer = Buffer.from('{"type":"error","error":{"type":"overloaded_error","message":"x"}}');
    const { out, reading } = passed(
      anthropic.meter(streamed, { status: 529, headers: { ...json, 'request-id': 'req_9' } }),
      answer,
    );
    expect(out.equals(answer)).toBe(true);
    expect(reading).toMatchObject({ counts: {}, final: false, requestId: 'req_9' });
  });

  test('a batch that was taken may put out all that its requests allow', () => {
    const batch = callOf(anthropic, '/v1/messages/batches', { requests: [{ custom_id: '1', params: body }] });
    const meter = (status: number) => anthropic.meter(batch, { status, headers: json });
    const answer = Buffer.from('{"id":"msgbatch_1","processing_status":"in_progress"}');
    expect(passed(meter(200), answer).reading).toMatchObject({
      final: false,
      serviceTier: 'batch',
      seenOutput: 100,
      flags: 'batch-upper-bound',
    });
    expect(passed(meter(400), answer).reading.seenOutput).toBe(0);
  });

  test('usage that is no usage is noted and counts nothing', () => {
    const answer = sse([
      start({ input_tokens: -1 }),
      { type: 'message_delta', usage: { output_tokens: 'many' } },
    ]);
    expect(passed(meterFor(), answer).reading).toMatchObject({
      counts: {},
      final: false,
      flags: 'unreadable-usage',
    });
  });

  test('whatever bytes come, nothing is thrown or lost', () => {
    const pieces = fc.oneof(
      fc.constantFrom(...stream.map((event) => sse([event]).toString('latin1')), 'data: {"type":"', '\n'),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 8 }),
        fc.array(fc.nat(400), { maxLength: 6 }),
        (texts, cuts) => {
          const answer = Buffer.from(texts.join(''), 'latin1');
          const inside = cuts.filter((cut) => cut <= answer.length).sort((a, b) => a - b);
          expect(passed(meterFor(), answer, inside).out.equals(answer)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
