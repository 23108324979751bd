import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callOf, cutAnywhere, eventStream, json, matchOf, passed, sse } from '../meter.test-kit.ts';
import { openai } from './index.ts';

const chat = { model: 'gpt-5', messages: [{ role: 'user', content: 'Hi' }] };
const asked = { stream: true, stream_options: { include_usage: true } };

const chunk = (delta: object, more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-5-2025-08-07',
  service_tier: 'priority',
  choices: [{ index: 0, delta, finish_reason: null }],
  usage: null,
  ...more,
});
const chatUsage = {
  prompt_tokens: 100,
  completion_tokens: 20,
  total_tokens: 120,
  prompt_tokens_details: { cached_tokens: 40, cache_write_tokens: 10, audio_tokens: 5, image_tokens: 6 },
  completion_tokens_details: { reasoning_tokens: 8, audio_tokens: 2 },
};
const chatCounts = {
  uncached_input: 50,
  cache_read: 40,
  cache_write_unknown: 10,
  output: 20,
  reasoning: 8,
  reasoning_reported: 1,
  audio_input: 5,
  audio_output: 2,
  image_input: 6,
};
const usageChunk = chunk({}, { choices: [], usage: chatUsage });
const chatEvents = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'Grüße, 漢字 "usage":{}' }),
  chunk({ tool_calls: [{ index: 0, function: { arguments: '{"usage":{"prompt_tokens":9}}' } }] }),
  chunk({}, { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
];

describe('chat completions', () => {
  const streamed = (body: object) => {
    const call = callOf(openai, '/v1/chat/completions', { ...chat, stream: true, ...body });
    return () => openai.meter(call, { status: 200, headers: { ...eventStream, 'x-request-id': 'req_1' } });
  };

  test.each(['\n', '\r\n', '\r'])(
    'a stream is metered and loses the usage that only the gateway asked for (%j)',
    (end) => {
      const answer = sse([...chatEvents, usageChunk, '[DONE]'], end);
      const { out, reading } = cutAnywhere(streamed({}), answer);
      expect(out.toString()).toBe(sse([...chatEvents, '[DONE]'], end).toString());
      expect(reading).toMatchObject({
        model: 'gpt-5-2025-08-07',
        serviceTier: 'priority',
        requestId: 'req_1',
        messageId: 'chatcmpl-1',
        counts: chatCounts,
        final: true,
        flags: '',
      });
    },
  );

  test('a stream whose client asked for usage passes byte for byte', () => {
    const answer = sse([...chatEvents, usageChunk, '[DONE]']);
    const { out, reading } = cutAnywhere(streamed(asked), answer);
    expect(out.equals(answer)).toBe(true);
    expect(reading).toMatchObject({ counts: chatCounts, final: true });
  });

  test('usage on the last chunk with choices is counted and left to the client', () => {
    const answer = sse([chunk({ content: 'a' }), { ...chatEvents[3], usage: chatUsage }, '[DONE]']);
    const { out, reading } = passed(streamed({})(), answer);
    expect(out.equals(answer)).toBe(true);
    expect(reading).toMatchObject({ counts: chatCounts, final: true });
  });

  test('running usage on every chunk is overwritten, and is not final until the stream is', () => {
    const early = chunk({ content: 'a' }, { usage: { prompt_tokens: 100, completion_tokens: 1 } });
    const meter = streamed({})();
    meter.push(sse([early]));
    expect(meter.reading()).toMatchObject({ final: false, counts: { output: 1 } });
    meter.push(sse([chunk({ content: 'b' }, { usage: chatUsage }), '[DONE]']));
    expect(meter.reading()).toMatchObject({ final: true, counts: { output: 20 } });
  });

  test('a stream that breaks off is bounded by the text that was seen', () => {
    const text = 'word '.repeat(200);
    const meter = streamed({})();
    meter.push(sse([chunk({ role: 'assistant' }), chunk({ content: text })]));
    meter.push(Buffer.from('data: {"id":"chatcm'));
    meter.end();
    expect(meter.reading()).toMatchObject({
      final: false,
      counts: {},
      seenOutput: 500,
      messageId: 'chatcmpl-1',
    });
  });

  test('a start of an event that never ends is let through', () => {
    const start = Buffer.from('data: {"id":"chatcm');
    const { out } = passed(streamed({})(), start);
    expect(out.equals(start)).toBe(true);
    const endless = Buffer.concat([start, Buffer.alloc(300_000, 0x61)]);
    const meter = streamed({})();
    const sent = [meter.push(start), meter.push(endless.subarray(start.length)), meter.end()];
    expect(Buffer.concat(sent).equals(endless)).toBe(true);
    expect(sent[1]?.length).toBe(endless.length);
  });

  test('errors and garbage inside a stream are noted and passed on', () => {
    const answer = Buffer.concat([
      sse([chunk({ content: 'a' }), '{"error":{"message":"overloaded","type":"server_error"}}']),
      Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0xfe, 0x0a, 0x0a]),
      Buffer.from('data: {"usage":{broken\n\n\u0000\n\n'),
    ]);
    const { out, reading } = cutAnywhere(streamed({}), answer);
    expect(out.equals(answer)).toBe(true);
    expect(reading).toMatchObject({ final: false, flags: 'stream-error broken-stream' });
  });

  test('an answer in one piece is metered', () => {
    const call = callOf(openai, '/v1/chat/completions', chat);
    const answer = Buffer.from(
      JSON.stringify({
        id: 'chatcmpl-2',
        model: 'gpt-5',
        service_tier: 'default',
        choices: [],
        usage: chatUsage,
      }),
    );
    const { out, reading } = cutAnywhere(() => openai.meter(call, { status: 200, headers: json }), answer);
    expect(out.equals(answer)).toBe(true);
    expect(reading).toMatchObject({
      messageId: 'chatcmpl-2',
      serviceTier: 'standard',
      counts: chatCounts,
      final: true,
    });
  });

  test('usage at the end of a very long answer is found, tool schemas named usage are not taken for it', () => {
    const call = callOf(openai, '/v1/responses', { model: 'gpt-5', input: 'x' });
    const answer = JSON.stringify({
      id: 'resp_9',
      model: 'gpt-5',
      output: [{ type: 'image_generation_call', result: 'A'.repeat(5_000_000) }],
      service_tier: 'flex',
      usage: { input_tokens: 7, output_tokens: 3 },
      tools: [{ parameters: { properties: { usage: { type: 'object', input_tokens: {} } } } }],
    });
    const { reading } = passed(openai.meter(call, { status: 200, headers: json }), Buffer.from(answer));
    expect(reading).toMatchObject({
      messageId: 'resp_9',
      model: 'gpt-5',
      serviceTier: 'flex',
      counts: { uncached_input: 7, output: 3 },
      final: true,
    });
  });

  test.each([
    ['an error', 500, json],
    ['a packed answer', 200, { ...json, 'content-encoding': 'gzip' }],
  ])('%s passes and counts nothing', (_, status, headers) => {
    const call = callOf(openai, '/v1/chat/completions', chat);
    const answer = Buffer.from(JSON.stringify({ usage: chatUsage, error: { message: 'no' } }));
    const { out, reading } = passed(openai.meter(call, { status, headers }), answer);
    expect(out.equals(answer)).toBe(true);
    expect(reading).toMatchObject({ counts: {}, final: false });
  });

  test('whatever bytes come, nothing is thrown, and nothing is lost that is not the added chunk', () => {
    const pieces = fc.oneof(
      fc.constantFrom(
        ...chatEvents.map((event) => sse([event]).toString('latin1')),
        '\n',
        '\r',
        'data: ',
        'data: {',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 8 }),
        fc.array(fc.nat(400), { maxLength: 6 }),
        (texts, cuts) => {
          const answer = Buffer.from(texts.join(''), 'latin1');
          const inside = cuts.filter((cut) => cut <= answer.length).sort((a, b) => a - b);
          expect(passed(streamed({})(), answer, inside).out.equals(answer)).toBe(true);
          expect(passed(streamed(asked)(), answer, inside).out.equals(answer)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('responses', () => {
  const usage = {
    input_tokens: 200,
    input_tokens_details: {
      cached_tokens: 50,
      cache_write_tokens: 60,
      cache_write_tokens_details: { ttl_30m_tokens: 20, ttl_12h_tokens: 40 },
    },
    output_tokens: 30,
    output_tokens_details: { reasoning_tokens: 25 },
    total_tokens: 230,
  };
  const counts = {
    uncached_input: 90,
    cache_read: 50,
    cache_write_30m: 20,
    cache_write_12h: 40,
    output: 30,
    reasoning: 25,
  };
  const response = { id: 'resp_1', object: 'response', model: 'gpt-5', service_tier: 'auto', usage: null };
  const call = callOf(openai, '/responses', { model: 'gpt-5', input: 'x', stream: true });
  const meterFor = () => openai.meter(call, { status: 200, headers: eventStream });

  test.each(['completed', 'incomplete', 'failed'])('a stream that ends as %s is metered', (end) => {
    const answer = sse(
      [
        { type: 'response.created', sequence_number: 0, response },
        {
          type: 'response.output_text.delta',
          sequence_number: 1,
          item_id: 'msg_1',
          delta: 'Hellö "usage":{',
        },
        { type: 'response.output_item.done', item: { id: 'msg_1' } },
        { type: `response.${end}`, response: { ...response, service_tier: 'flex', usage } },
      ],
      '\n',
      true,
    );
    const { out, reading } = cutAnywhere(meterFor, answer);
    expect(out.equals(answer)).toBe(true);
    expect(reading).toMatchObject({
      messageId: 'resp_1',
      model: 'gpt-5',
      serviceTier: 'flex',
      counts,
      final: true,
    });
  });

  test('a stream that stops early is bounded by its deltas', () => {
    const answer = sse([
      { type: 'response.created', response },
      { type: 'response.output_text.delta', delta: 'a'.repeat(100) },
      { type: 'response.function_call_arguments.delta', delta: 'b'.repeat(100) },
    ]);
    const { reading } = passed(meterFor(), answer);
    expect(reading).toMatchObject({ final: false, seenOutput: 100, messageId: 'resp_1' });
  });

  test('a response that fails says so, and counts what it reports', () => {
    const gone = { ...response, usage, error: { code: 'server_error' } };
    const failing = [
      { type: 'response.created', response },
      { type: 'response.failed', response: gone },
    ];
    expect(passed(meterFor(), sse(failing)).reading).toMatchObject({
      final: true,
      flags: 'stream-error',
      counts,
    });
    const error = [
      { type: 'response.created', response },
      { type: 'error', code: 'server_error' },
    ];
    expect(passed(meterFor(), sse(error)).reading).toMatchObject({ final: false, flags: 'stream-error' });
  });

  test('a response that goes on in the background may put out all that it is allowed to', () => {
    const background = callOf(openai, '/v1/responses', {
      model: 'gpt-5',
      input: 'x',
      background: true,
      max_output_tokens: 900,
    });
    const answer = Buffer.from(JSON.stringify({ ...response, status: 'queued' }));
    const { reading } = passed(openai.meter(background, { status: 200, headers: json }), answer);
    expect(reading).toMatchObject({ final: false, seenOutput: 900, flags: 'background' });
  });
});

describe('embeddings, pictures and sound', () => {
  const reading = (path: string, body: unknown, answer: unknown, headers: Record<string, string> = json) =>
    passed(
      openai.meter(callOf(openai, path, body), { status: 200, headers }),
      Buffer.isBuffer(answer) ? answer : Buffer.from(JSON.stringify(answer)),
    ).reading;

  test('embeddings report their input', () => {
    const answer = { object: 'list', data: [], model: 'e', usage: { prompt_tokens: 8, total_tokens: 8 } };
    expect(reading('/v1/embeddings', { model: 'e', input: 'x' }, answer)).toMatchObject({
      counts: { uncached_input: 8, output: 0 },
      final: true,
    });
  });

  test('pictures are output as pictures', () => {
    const usage = {
      input_tokens: 50,
      output_tokens: 4160,
      input_tokens_details: { text_tokens: 10, image_tokens: 40 },
    };
    const counts = { uncached_input: 50, image_input: 40, output: 4160, image_output: 4160 };
    const body = { model: 'gpt-image-1', prompt: 'x' };
    expect(reading('/v1/images/generations', body, { created: 1, data: [{}], usage })).toMatchObject({
      counts,
      final: true,
    });
    const stream = sse([
      { type: 'image_generation.partial_image', b64_json: 'A'.repeat(200_000) },
      { type: 'image_generation.completed', b64_json: 'A'.repeat(200_000), usage },
    ]);
    const streamed = reading('/v1/images/generations', { ...body, stream: true }, stream, eventStream);
    expect(streamed).toMatchObject({ counts, final: true });
  });

  test('speech without usage is carried by its characters', () => {
    const sound = { 'content-type': 'audio/mpeg' };
    const speech = (model: string) =>
      reading('/v1/audio/speech', { model, input: 'Grüße 👋', voice: 'x' }, Buffer.from([1, 2, 3]), sound);
    expect(speech('tts-1')).toMatchObject({
      counts: { uncached_input: 7 },
      final: true,
      flags: 'tokens-from-characters',
    });
    expect(speech('gpt-4o-mini-tts')).toMatchObject({
      counts: { uncached_input: 7 },
      final: false,
      seenOutput: 14,
    });
  });

  test('transcripts are charged by tokens or by seconds, as the provider says', () => {
    const form = '--b\r\ncontent-disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n--b--\r\n';
    const call = openai.read(
      matchOf(openai, '/v1/audio/transcriptions'),
      { 'content-type': 'multipart/form-data; boundary=b' },
      Buffer.from(form),
    );
    if ('kind' in call) throw new Error(call.message);
    const said = (answer: object) =>
      passed(openai.meter(call, { status: 200, headers: json }), Buffer.from(JSON.stringify(answer))).reading;
    const usage = {
      type: 'tokens',
      input_tokens: 14,
      input_token_details: { text_tokens: 4, audio_tokens: 10 },
      output_tokens: 5,
    };
    expect(said({ text: 'x', usage })).toMatchObject({
      counts: { uncached_input: 14, audio_input: 10, output: 5 },
      final: true,
    });
    expect(said({ text: 'x', usage: { type: 'duration', seconds: 12 } })).toMatchObject({
      counts: { uncached_input: 120, audio_input: 120 },
      final: true,
      flags: 'tokens-from-seconds',
    });
  });
});
