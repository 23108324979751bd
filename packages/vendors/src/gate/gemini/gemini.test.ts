import type { GateFault, Upstream } from '@exchequer/model';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallChange, ReadCall } from '../dialect.ts';
import { gemini } from './index.ts';

const json = { 'content-type': 'application/json', 'x-goog-api-key': 'exq_caller' };
const generate = '/v1beta/models/gemini-2.5-flash:generateContent';
const hello = { contents: [{ role: 'user', parts: [{ text: 'Say hello to the world.' }] }] };

function read(path: string, body: object | string): ReadCall {
  const match = gemini.match('POST', path, json);
  expect(match, path).not.toBeNull();
  const call = gemini.read(match!, json, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
  expect(call).not.toHaveProperty('kind');
  return call as ReadCall;
}

describe('paths of Gemini', () => {
  test('name the operation and the model, with and without a version', () => {
    expect(gemini.match('POST', generate, json)).toEqual({
      dialect: 'gemini',
      endpoint: 'generate',
      path: generate,
      query: '',
      pathModel: 'gemini-2.5-flash',
    });
    const paths: readonly (readonly [string, string, string])[] = [
      [
        '/models/gemini-3-pro:streamGenerateContent?alt=sse',
        'generate',
        '/v1beta/models/gemini-3-pro:streamGenerateContent',
      ],
      ['/v1/models/m:countTokens', 'count_tokens', '/v1/models/m:countTokens'],
      ['/v1/v1beta/models/m:embedContent', 'embeddings', '/v1beta/models/m:embedContent'],
      ['/v1alpha/models/m:batchEmbedContents', 'embeddings', '/v1alpha/models/m:batchEmbedContents'],
    ];
    for (const [target, endpoint, path] of paths) {
      expect(gemini.match('POST', target, {}), target).toMatchObject({ endpoint, path });
    }
  });

  test('of models are Google’s where the version or the place of the key says so', () => {
    expect(gemini.match('GET', '/v1beta/models?pageSize=5', {})).toMatchObject({
      endpoint: 'models',
      query: '?pageSize=5',
    });
    expect(gemini.match('GET', '/v1/models/gemini-2.5-pro', json)).toMatchObject({
      pathModel: 'gemini-2.5-pro',
    });
    expect(gemini.match('GET', '/v1/models?key=exq_a', {})).toMatchObject({ endpoint: 'models', query: '' });
    expect(gemini.match('GET', '/v1/models', { authorization: 'Bearer exq_a' })).toBeNull();
  });

  test('are none of Gemini’s where nobody could meter them, or where they lead elsewhere', () => {
    for (const wrong of [
      '/v1beta/models/veo-3:predictLongRunning',
      '/v1beta/models/m:batchGenerateContent',
      '/v1beta/cachedContents',
      '/v1beta/models/../files:generateContent',
      '/v1beta/models/a%2Fb:generateContent',
      '/v1beta/models/m:constructor',
      '/v1/chat/completions',
    ]) {
      expect(gemini.match('POST', wrong, json), wrong).toBeNull();
    }
    expect(gemini.match('GET', generate, json)).toBeNull();
  });

  test('carry no key, no field mask and no foreign format onwards', () => {
    const target = `${generate}?key=exq_secret&fields=candidates&$fields=x&alt=proto&prettyPrint=false&callback=f&access_token=t`;
    expect(gemini.match('POST', target, {})?.query).toBe('?prettyPrint=false');
    expect(gemini.match('POST', `${generate}?$alt=sse&%6bey=exq_secret`, {})?.query).toBe('?$alt=sse');
  });
});

describe('the caller’s key', () => {
  test('is taken from where Google’s clients put it', () => {
    expect(gemini.keyOf(json, '')).toBe('exq_caller');
    expect(gemini.keyOf({}, '?alt=sse&key=exq_query')).toBe('exq_query');
    expect(gemini.keyOf({ authorization: 'Bearer exq_bearer' }, '')).toBe('exq_bearer');
    expect(gemini.keyOf({ 'x-goog-api-key': 'AIza' }, '?key=exq_query')).toBe('exq_query');
    expect(gemini.keyOf({}, '?alt=sse')).toBeNull();
  });
});

describe('reading a call of Gemini', () => {
  test('tells the limit of all answers together, in every spelling that Google takes', () => {
    const limits: readonly (readonly [object, number | null])[] = [
      [{}, null],
      [{ generationConfig: { maxOutputTokens: 100 } }, 100],
      [{ generationConfig: { maxOutputTokens: 100, candidateCount: 3 } }, 300],
      [{ generation_config: { max_output_tokens: '70', candidate_count: 2 } }, 140],
      [{ generationConfig: { maxOutputTokens: 5, max_output_tokens: 50 } }, 50],
      [{ generationConfig: { maxOutputTokens: 1e300, candidateCount: 1e300 } }, 1e18],
    ];
    for (const [config, limit] of limits) {
      expect(read(generate, { ...hello, ...config }).maxOutput, JSON.stringify(config)).toBe(limit);
    }
    expect(read('/v1beta/models/e:embedContent', { content: hello.contents[0] }).maxOutput).toBe(0);
  });

  test('tells streams and tiers', () => {
    const call = read('/v1beta/models/m:streamGenerateContent', { ...hello, serviceTier: 'FLEX' });
    expect(call).toMatchObject({ stream: true, serviceTier: 'flex', model: 'm' });
    expect(call.fingerprint()).toMatch(/^[0-9a-f]{64}$/);
  });

  test('counts text by its bytes, media by what they are at most, and what is elsewhere by the largest context', () => {
    const plain = read(generate, hello).inputTokens;
    expect(plain).toBeGreaterThan(8);
    expect(plain).toBeLessThan(JSON.stringify(hello).length);
    const data = Buffer.alloc(300_000, 7).toString('base64');
    const with_ = (part: object) => read(generate, { contents: [{ parts: [part] }] }).inputTokens;
    expect(with_({ inlineData: { mimeType: 'image/png', data } })).toBeLessThan(4_400);
    expect(with_({ inline_data: { mime_type: 'image/png', data: 'AAAA' } })).toBeGreaterThan(4_199);
    expect(with_({ inlineData: { mimeType: 'audio/mp3', data } })).toBeGreaterThan(300 * 32 - 1);
    expect(with_({ inlineData: { mimeType: 'application/pdf', data } })).toBeGreaterThan(30 * 1_120 - 1);
    expect(with_({ inlineData: { mimeType: 'text/plain', data } })).toBeGreaterThan(299_999);
    expect(with_({ fileData: { fileUri: 'https://x/files/1' } })).toBeGreaterThan(1_048_575);
    expect(read(generate, { ...hello, cachedContent: 'cachedContents/1' }).inputTokens).toBeGreaterThan(
      1_048_575,
    );
    expect(read(generate, { ...hello, tools: [{ url_context: {} }] }).inputTokens).toBeGreaterThan(1_048_575);
    const searching = read(generate, { ...hello, tools: [{ googleSearch: {} }] });
    expect(searching.inputTokens).toBeGreaterThan(plain * 6);
    expect(searching.extras.webSearches).toBe(5);
  });

  test('refuses what is no JSON object, or says one thing under two names', () => {
    const match = gemini.match('POST', generate, json)!;
    for (const body of [
      '',
      '[]',
      '{"a":',
      '{"generationConfig":{},"generation_config":{}}',
      '{"x":["inlineData\\q"]}',
    ]) {
      expect(gemini.read(match, json, Buffer.from(body)), body).toMatchObject({
        kind: 'malformed-body',
        status: 400,
      });
    }
  });
});

const upstream: Upstream = {
  id: 'ups_1',
  name: 'google',
  kind: 'gemini',
  dialect: 'gemini',
  provider: 'google',
  baseUrl: 'https://generativelanguage.googleapis.com',
  options: {},
  allowPrivate: false,
  credentials: [],
  timeouts: { connectMs: 1, firstByteMs: 1, idleMs: 1 },
  enabled: true,
};

function send(path: string, body: object, change: CallChange = {}, to = upstream) {
  const bytes = Buffer.from(JSON.stringify(body));
  const match = gemini.match('POST', path, json)!;
  const call = gemini.read(match, json, bytes) as ReadCall;
  const headers = {
    ...json,
    authorization: 'Bearer exq_caller',
    'x-goog-fieldmask': 'candidates',
    'x-http-method-override': 'GET',
    'x-goog-api-client': 'google-genai-sdk/2.32.0',
    'accept-encoding': 'gzip',
  };
  const request = gemini.request(
    call,
    { method: 'POST', headers, body: bytes },
    { upstream: to, credential: { id: 'c', name: 'c', secret: 'google-secret' }, change, now: new Date(0) },
  );
  return { request, bytes };
}

describe('the request to Gemini', () => {
  test('is the caller’s body with the upstream’s key, and nothing of the caller’s', () => {
    const { request, bytes } = send(`${generate}?key=exq_caller&alt=sse`, hello);
    expect(request.body).toBe(bytes);
    expect(request.path).toBe(`${generate}?alt=sse`);
    expect(request.headers).toEqual({
      'accept-encoding': 'identity',
      'content-type': 'application/json',
      'x-goog-api-client': 'google-genai-sdk/2.32.0',
      'x-goog-api-key': 'google-secret',
    });
    const versioned = { ...upstream, baseUrl: `${upstream.baseUrl}/v1beta` };
    expect(send(generate, hello, {}, versioned).request.path).toBe(
      '/models/gemini-2.5-flash:generateContent',
    );
  });

  test('asks for another model and a lower limit, leaving the rest as it was', () => {
    const change = { model: 'gemini-3-pro', maxOutput: 60 };
    const body = { generationConfig: { temperature: 1, candidateCount: 2, maxOutputTokens: 100 }, ...hello };
    const { request } = send(generate, body, change);
    expect(request.path).toBe('/v1beta/models/gemini-3-pro:generateContent');
    expect(JSON.parse(request.body.toString())).toEqual({
      ...hello,
      generationConfig: { temperature: 1, candidateCount: 2, maxOutputTokens: 30 },
    });
    const low = { ...hello, generation_config: { max_output_tokens: 10 } };
    expect(send(generate, low, change).request.body.toString()).toBe(JSON.stringify(low));
    const none = send(generate, hello, { maxOutput: 60 }).request.body.toString();
    expect(none).toBe(`{"generationConfig":{"maxOutputTokens":60},${JSON.stringify(hello).slice(1)}`);
  });

  test('names another model for embeddings in the body, too', () => {
    const one = { model: 'models/a', content: { parts: [{ text: 'x' }] } };
    const { request } = send('/v1beta/models/a:batchEmbedContents', { requests: [one] }, { model: 'b' });
    expect(JSON.parse(request.body.toString())).toEqual({ requests: [{ ...one, model: 'models/b' }] });
    const single = send('/v1beta/models/a:embedContent', one, { model: 'b' }).request;
    expect(JSON.parse(single.body.toString())).toEqual({ ...one, model: 'models/b' });
  });
});

describe('a refusal by Gemini', () => {
  const refuse = (fault: Partial<GateFault>) => {
    const whole: GateFault = {
      kind: 'budget-exhausted',
      status: 429,
      message: 'Budget of $4 reached.',
      retry: false,
      ...fault,
    };
    const refusal = gemini.refuse(whole, { endpoint: 'generate', stream: true });
    return { ...refusal, ...JSON.parse(refusal.body) };
  };

  test('of money is a failed precondition, which Google’s clients do not repeat', () => {
    const refusal = refuse({ facts: { envelope: 'env_1', left: '0.00' } });
    expect(refusal.status).toBe(400);
    expect(refusal.headers['x-should-retry']).toBe('false');
    expect(refusal.error).toEqual({
      code: 400,
      message: 'Budget of $4 reached.',
      status: 'FAILED_PRECONDITION',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'BUDGET_EXHAUSTED',
          domain: 'exchequer',
          metadata: { envelope: 'env_1', left: '0.00' },
        },
      ],
    });
  });

  test('that may be repeated says when', () => {
    const { status, error, headers } = refuse({ kind: 'rate-limited', retry: true, retryAfterSeconds: 7 });
    expect({ status, code: error.status }).toEqual({ status: 429, code: 'RESOURCE_EXHAUSTED' });
    expect(error.details[1]).toEqual({
      '@type': 'type.googleapis.com/google.rpc.RetryInfo',
      retryDelay: '7s',
    });
    expect(headers['retry-after']).toBe('7');
  });

  test('has Google’s word for each status', () => {
    const words = ([401, 403, 404, 413, 502, 503, 504, 500] as const).map(
      (status) => refuse({ kind: 'no-route', status }).error.status,
    );
    expect(words).toEqual([
      'UNAUTHENTICATED',
      'PERMISSION_DENIED',
      'NOT_FOUND',
      'INVALID_ARGUMENT',
      'UNAVAILABLE',
      'UNAVAILABLE',
      'DEADLINE_EXCEEDED',
      'INTERNAL',
    ]);
  });
});

describe('whatever a body of Gemini holds', () => {
  const member = fc.constantFrom(
    ...[
      'generationConfig',
      'generation_config',
      'tools',
      'contents',
      'cachedContent',
      'inlineData',
      'requests',
      'model',
    ],
  );
  const inner = fc.constantFrom(
    'maxOutputTokens',
    'max_output_tokens',
    'candidateCount',
    'googleSearch',
    'data',
    'x',
  );
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.dictionary(inner, fc.oneof(fc.nat(500), fc.jsonValue({ maxDepth: 1 }))),
  );

  test('reading it never throws, and a lowered call allows no more than was said', () => {
    fc.assert(
      fc.property(fc.dictionary(member, value), fc.integer({ min: 1, max: 300 }), (body, maxOutput) => {
        const bytes = Buffer.from(JSON.stringify(body));
        const match = gemini.match('POST', generate, json)!;
        const call = gemini.read(match, json, bytes);
        if ('kind' in call) return;
        const to = {
          upstream,
          credential: { id: 'c', name: 'c', secret: 's' },
          change: { maxOutput },
          now: new Date(0),
        };
        const sent = gemini.request(call, { method: 'POST', headers: json, body: bytes }, to).body;
        const again = gemini.read(match, json, sent);
        const answers = (call as { answers?: number }).answers ?? 1;
        expect(again).toMatchObject({ maxOutput: expect.any(Number) });
        expect((again as ReadCall).maxOutput).toBeLessThanOrEqual(Math.max(maxOutput, answers));
      }),
      { numRuns: 150 },
    );
  });
});
