import type { GateFault, Upstream } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import type { ReadCall } from '../dialect.ts';
import { callOf, matchOf } from '../meter.test-kit.ts';
import { openai } from './index.ts';

const upstream: Upstream = {
  id: 'ups_1',
  name: 'OpenAI',
  kind: 'openai',
  dialect: 'openai',
  provider: 'openai',
  baseUrl: 'https://api.openai.com',
  options: {},
  allowPrivate: false,
  credentials: [],
  timeouts: { connectMs: 1, firstByteMs: 1, idleMs: 1 },
  enabled: true,
};
const credential = { id: 'crd_1', name: 'main', secret: 'sk-1' };
const chat = { model: 'gpt-5', messages: [{ role: 'user', content: 'Hi' }] };

describe('paths', () => {
  test.each([
    ['POST', '/v1/chat/completions', 'chat'],
    ['POST', '/chat/completions', 'chat'],
    ['POST', '/v1/v1/chat/completions/', 'chat'],
    ['POST', '/v1/completions', 'completions'],
    ['POST', '/v1/responses', 'responses'],
    ['POST', '/v1/responses/compact', 'responses'],
    ['GET', '/v1/responses/resp_1?stream=true', 'passthrough'],
    ['DELETE', '/v1/responses/resp_1', 'passthrough'],
    ['POST', '/v1/responses/resp_1/cancel', 'passthrough'],
    ['POST', '/v1/responses/input_tokens', 'count_tokens'],
    ['POST', '/v1/embeddings', 'embeddings'],
    ['POST', '/v1/images/generations', 'images'],
    ['POST', '/v1/images/edits', 'images'],
    ['POST', '/v1/audio/transcriptions', 'transcription'],
    ['POST', '/v1/audio/translations', 'transcription'],
    ['POST', '/v1/audio/speech', 'speech'],
    ['POST', '/v1/batches', 'batches'],
    ['GET', '/v1/batches/b_1', 'passthrough'],
    ['POST', '/v1/files', 'files'],
    ['GET', '/v1/files/f_1/content', 'files'],
    ['GET', '/v1/models', 'models'],
    ['GET', '/v1/models/org/name', 'models'],
  ])('%s %s is %s', (method, path, endpoint) => {
    const match = matchOf(openai, path, method);
    expect(match.endpoint).toBe(endpoint);
    expect(match.path).toMatch(/^\/v1\/(?!v1)/);
  });

  test.each([
    ['POST', '/v1/fine_tuning/jobs'],
    ['POST', '/v1/videos'],
    ['POST', '/v1/vector_stores'],
    ['POST', '/v1/realtime/sessions'],
    ['GET', '/v1/organization/usage/completions'],
    ['GET', '/v1/chat//completions'],
    ['POST', '/v1/chat/completions/../../files'],
    ['POST', '/v1/constructor'],
    ['DELETE', '/v1/models/ft:x'],
    ['POST', 'v1/chat/completions'],
  ])('%s %s is none of OpenAI’s here', (method, path) => {
    expect(openai.match(method, path, {})).toBeNull();
  });
});

describe('reading', () => {
  test('a chat tells model, stream, tier, labels and the limit of all its answers', () => {
    const call = callOf(openai, '/v1/chat/completions', {
      ...chat,
      stream: true,
      n: 3,
      max_completion_tokens: 100,
      service_tier: 'flex',
      metadata: { exchequer_project: 'apollo', other: 'x' },
    });
    expect(call).toMatchObject({
      model: 'gpt-5',
      stream: true,
      maxOutput: 300,
      serviceTier: 'flex',
      labels: { project: 'apollo' },
    });
    expect(callOf(openai, '/v1/chat/completions', chat).maxOutput).toBeNull();
  });

  test('each endpoint has its own limit', () => {
    const limit = (path: string, body: object) => callOf(openai, path, { model: 'm', ...body }).maxOutput;
    expect(limit('/v1/responses', { input: 'x', max_output_tokens: 7, max_tokens: 9 })).toBe(7);
    expect(limit('/v1/completions', { prompt: 'x', max_tokens: 5, best_of: 4, n: 2 })).toBe(20);
    expect(limit('/v1/embeddings', { input: 'x' })).toBe(0);
    expect(limit('/v1/images/generations', { prompt: 'x', n: 2, partial_images: 1 })).toBe(2 * 8_292);
    expect(limit('/v1/audio/speech', { input: 'abcd' })).toBe(8);
  });

  test('input is bounded by the bytes of the body, media by the provider’s limits', () => {
    const tokens = (content: unknown) =>
      callOf(openai, '/v1/chat/completions', { ...chat, messages: [{ role: 'user', content }] }).inputTokens;
    const url = `data:image/png;base64,${'A'.repeat(1_000_000)}`;
    expect(tokens('word '.repeat(2000))).toBeLessThan(5_000);
    expect(tokens('word '.repeat(2000))).toBeGreaterThan(4_000);
    expect(tokens([{ type: 'image_url', image_url: { url } }])).toBeLessThan(4_200);
    expect(tokens([{ type: 'image_url', image_url: { url: 'https://x/y.png' } }])).toBeGreaterThan(4_000);
    expect(tokens([{ type: 'image_url', image_url: { url, detail: 'original' } }])).toBeGreaterThan(25_000);
    expect(tokens([{ type: 'text', text: url }])).toBeGreaterThan(900_000);
    const audio = { type: 'input_audio', input_audio: { data: 'A'.repeat(40_000), format: 'mp3' } };
    expect(tokens([audio])).toBeLessThan(500);
    expect(tokens([audio])).toBeGreaterThan(300);
    expect(tokens([{ type: 'file', file: { file_id: 'f_1' } }])).toBeGreaterThan(100_000);
  });

  test('stored conversations and searches at the provider are held for', () => {
    const tokens = (more: object) =>
      callOf(openai, '/v1/responses', { model: 'm', input: 'x', ...more }).inputTokens;
    expect(tokens({ previous_response_id: null })).toBeLessThan(100);
    expect(tokens({ previous_response_id: 'resp_1' })).toBeGreaterThan(200_000);
    const tools = [{ type: 'web_search' }];
    expect(tokens({ tools, max_tool_calls: 2 })).toBeGreaterThan(30_000);
    expect(callOf(openai, '/v1/responses', { model: 'm', input: 'x', tools }).extras.webSearches).toBe(5);
    const lookalike = [{ type: 'function', name: 'web_search' }];
    expect(callOf(openai, '/v1/responses', { model: 'm', input: 'web_search' }).extras.webSearches).toBe(0);
    expect(
      callOf(openai, '/v1/responses', { model: 'm', input: 'x', tools: lookalike }).extras.webSearches,
    ).toBe(5);
  });

  const form = (parts: readonly (readonly [string, string | Buffer])[], end = '--b--\r\n'): Buffer =>
    Buffer.concat([
      ...parts.map(([name, value]) =>
        Buffer.concat([
          Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"`),
          Buffer.from(typeof value === 'string' ? '\r\n\r\n' : '; filename="x"\r\ncontent-type: a/b\r\n\r\n'),
          Buffer.from(value),
          Buffer.from('\r\n'),
        ]),
      ),
      Buffer.from(end),
    ]);
  const multipart = { 'content-type': 'multipart/form-data; boundary="b"' };
  const readForm = (path: string, body: Buffer, headers = multipart): ReadCall | GateFault =>
    openai.read(matchOf(openai, path), headers, body);

  test('a transcription holds the seconds of its sound', () => {
    const mp3 = form([
      ['model', 'whisper-1'],
      ['stream', 'true'],
      ['file', Buffer.alloc(60_000, 0xff)],
    ]);
    expect(readForm('/v1/audio/transcriptions', mp3)).toMatchObject({
      model: 'whisper-1',
      stream: true,
      extras: { seconds: 60 },
      maxOutput: 600,
    });
    const wav = Buffer.alloc(64_044);
    wav.write('RIFF', 0);
    wav.write('WAVE', 8);
    wav.writeUInt32LE(32_000, 28);
    const sound = form([
      ['file', wav],
      ['model', 'gpt-4o-transcribe'],
    ]);
    expect(readForm('/v1/audio/transcriptions', sound)).toMatchObject({ extras: { seconds: 3 } });
  });

  test('a change of pictures holds what it sends and what it asks for', () => {
    const body = form([
      ['model', 'gpt-image-1'],
      ['n', '2'],
      ['image[]', Buffer.from([1])],
      ['image[]', Buffer.from([2])],
      ['prompt', 'a cat'],
    ]);
    const call = readForm('/v1/images/edits', body);
    expect(call).toMatchObject({ model: 'gpt-image-1', extras: { images: 2 }, maxOutput: 16_384 });
    expect('inputTokens' in call && call.inputTokens).toBeGreaterThan(13_200);
  });

  test.each([
    ['no boundary', form([['model', 'm']]), { 'content-type': 'multipart/form-data' }],
    ['another boundary', form([['model', 'm']]), { 'content-type': 'multipart/form-data; boundary=c' }],
    ['an end that is missing', form([['model', 'm']], ''), multipart],
    ['no model', form([['n', '1']]), multipart],
    [
      'two models',
      form([
        ['model', 'a'],
        ['model', 'b'],
      ]),
      multipart,
    ],
    ['JSON', Buffer.from('{"model":"m"}'), { 'content-type': 'application/json' }],
  ])('a form with %s is refused', (_, body, headers) => {
    expect(readForm('/v1/audio/transcriptions', body, headers)).toMatchObject({ kind: 'malformed-body' });
  });

  test('packed, broken and ambiguous bodies are refused', () => {
    const read = (body: Buffer, headers = {}) =>
      openai.read(matchOf(openai, '/v1/chat/completions'), headers, body);
    const plain = Buffer.from(JSON.stringify(chat));
    expect(read(plain, { 'content-encoding': 'gzip' })).toMatchObject({ kind: 'malformed-body' });
    expect(read(plain.subarray(0, -1))).toMatchObject({ kind: 'malformed-body', status: 400 });
    expect(read(Buffer.from('{"model":"a","model":"b"}'))).toMatchObject({ kind: 'malformed-body' });
    expect(read(Buffer.from([0x7b, 0x22, 0xc3, 0x22, 0x7d]))).toMatchObject({
      message: expect.stringContaining('UTF-8'),
    });
  });

  test.each(['/v1/chat/completions', '/v1/responses', '/v1/images/generations'])(
    'a call of %s that names no model is refused, since nobody could say what it costs',
    (path) => {
      for (const body of [{ input: 'x' }, { model: '' }, { model: null }]) {
        expect(() => callOf(openai, path, body)).toThrow('"model" is missing');
      }
    },
  );

  test('a batch names its models in its file alone', () => {
    expect(callOf(openai, '/v1/batches', { input_file_id: 'file_1' })).toMatchObject({ model: '' });
  });

  test('calls that cost nothing are not read', () => {
    const call = openai.read(matchOf(openai, '/v1/files'), {}, Buffer.from('anything'));
    expect(call).toMatchObject({ model: '', inputTokens: 0, maxOutput: null });
  });
});

describe('sending on', () => {
  const send = (body: object, change = {}, to: Partial<Upstream> = {}, path = '/v1/chat/completions') => {
    const call = callOf(openai, path, body);
    const incoming = { method: 'POST', headers: {}, body: Buffer.from(JSON.stringify(body)) };
    return openai.request(call, incoming, {
      upstream: { ...upstream, ...to },
      credential,
      change,
      now: new Date(0),
    });
  };
  const sent = (...args: Parameters<typeof send>) => send(...args).body.toString();

  test('a call that needs no change goes on byte for byte, under the provider’s key', () => {
    expect(send(chat)).toEqual({
      method: 'POST',
      path: '/v1/chat/completions',
      headers: { 'accept-encoding': 'identity', authorization: 'Bearer sk-1' },
      body: Buffer.from(JSON.stringify(chat)),
    });
  });

  test('a base URL that ends with the version does not double it', () => {
    const paths = ['http://gpu:8000/v1', 'https://x/v1beta/openai', 'https://x/api'].map(
      (baseUrl) => send(chat, {}, { baseUrl }).path,
    );
    expect(paths).toEqual(['/chat/completions', '/chat/completions', '/v1/chat/completions']);
  });

  test('a chat stream is asked for its usage, whatever it says of it', () => {
    const stream = { ...chat, stream: true };
    expect(sent(stream)).toBe(`{"stream_options":{"include_usage":true},${JSON.stringify(stream).slice(1)}`);
    const others = { ...stream, stream_options: { include_obfuscation: false, include_usage: false } };
    expect(JSON.parse(sent(others)).stream_options).toEqual({
      include_obfuscation: false,
      include_usage: true,
    });
    const asked = { ...stream, stream_options: { include_usage: true } };
    expect(sent(asked)).toBe(JSON.stringify(asked));
    expect(sent(stream, {}, { options: { stream_usage: 'off' } })).toBe(JSON.stringify(stream));
    const response = { model: 'm', input: 'x', stream: true };
    expect(sent(response, {}, {}, '/v1/responses')).toBe(JSON.stringify(response));
  });

  test('another model is written in place', () => {
    expect(sent({ messages: [], model: 'a', n: 1 }, { model: 'org/b' })).toBe(
      '{"messages":[],"model":"org/b","n":1}',
    );
  });

  test('a lower limit is split among answers, and put in by the name the server knows', () => {
    expect(sent({ ...chat, n: 4, max_tokens: 100 }, { maxOutput: 200 })).toContain('"max_tokens":50}');
    expect(sent({ ...chat, max_tokens: 100 }, { maxOutput: 200 })).toContain('"max_tokens":100}');
    expect(sent(chat, { maxOutput: 200 })).toMatch(/^\{"max_completion_tokens":200,"model"/);
    expect(sent(chat, { maxOutput: 200 }, { kind: 'compatible' })).toMatch(/^\{"max_tokens":200,"model"/);
    expect(sent({ model: 'm', input: 'x' }, { maxOutput: 9 }, {}, '/v1/responses')).toMatch(
      /^\{"max_output_tokens":9,/,
    );
  });
});

describe('refusing', () => {
  test('a budget stop is final for every client', () => {
    const fault: GateFault = {
      kind: 'budget-exhausted',
      status: 429,
      message: 'Monthly budget reached.',
      retry: false,
    };
    const refusal = openai.refuse(fault, { endpoint: 'chat', stream: true });
    expect(refusal).toMatchObject({ status: 429, headers: { 'x-should-retry': 'false' } });
    expect(JSON.parse(refusal.body)).toEqual({
      error: {
        message: 'Monthly budget reached.',
        type: 'billing_error',
        param: null,
        code: 'insufficient_quota',
      },
    });
  });

  test('a key that is none is told in OpenAI’s words', () => {
    const fault: GateFault = { kind: 'key-unknown', status: 401, message: 'Unknown key.', retry: false };
    expect(JSON.parse(openai.refuse(fault, null).body).error.code).toBe('invalid_api_key');
  });
});
