import type { GateFault, Upstream } from '@exchequer/model';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallChange, ReadCall } from '../dialect.ts';
import { bedrock } from './index.ts';

const claude = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const path = (operation: string, model = claude) => `/model/${encodeURIComponent(model)}/${operation}`;
const json = { 'content-type': 'application/json' };

function read(operation: string, body: object | string, model = claude): ReadCall {
  const match = bedrock.match('POST', path(operation, model), json);
  expect(match).not.toBeNull();
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const call = bedrock.read(match!, json, bytes);
  expect(call).not.toHaveProperty('kind');
  return call as ReadCall;
}

const converse = { messages: [{ role: 'user', content: [{ text: 'Say hello to the world.' }] }] };

describe('paths of Bedrock', () => {
  test('name the operation and the model, however the model is written', () => {
    expect(bedrock.match('POST', path('converse-stream'), {})).toEqual({
      dialect: 'bedrock',
      endpoint: 'converse',
      path: path('converse-stream'),
      query: '',
      pathModel: claude,
    });
    expect(bedrock.match('POST', `/model/${claude}/invoke`, {})).toMatchObject({ pathModel: claude });
    const arn = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${claude}`;
    expect(read('converse', converse, arn).model).toBe(claude);
    const own = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc';
    expect(read('converse', converse, own).model).toBe(own);
  });

  test('are none of Bedrock’s where nobody could meter them, or where they lead elsewhere', () => {
    for (const wrong of [
      '/model/x/start-async-invoke',
      '/async-invoke',
      '/guardrail/g/version/1/apply',
      '/model/..%2F..%2Fadmin/converse',
      '/model/a%0d%0ab/converse',
      '/model/%zz/converse',
      '/model//converse',
      '/model/x/constructor',
    ]) {
      expect(bedrock.match('POST', wrong, {}), wrong).toBeNull();
    }
    expect(bedrock.match('GET', path('converse'), {})).toBeNull();
  });
});

describe('the caller’s key', () => {
  const keyOf = (authorization: string) => bedrock.keyOf({ authorization }, '');

  test('is a bearer token, or the access key id of a signed request', () => {
    expect(keyOf('Bearer exq_abc')).toBe('exq_abc');
    expect(
      keyOf(
        'AWS4-HMAC-SHA256 Credential=exq_abc/20261121/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=00',
      ),
    ).toBe('exq_abc');
    expect(keyOf('Basic Zm9v')).toBeNull();
    expect(bedrock.keyOf({}, '?key=exq_abc')).toBeNull();
  });
});

describe('reading a call of Bedrock', () => {
  test('tells the limit from the place that the model reads, and from no other', () => {
    const limits: readonly (readonly [string, string, object, number | null])[] = [
      ['converse', claude, { ...converse, inferenceConfig: { maxTokens: 100 } }, 100],
      ['converse', claude, { ...converse, max_tokens: 1 }, null],
      ['invoke', claude, { anthropic_version: 'bedrock-2023-05-31', max_tokens: 200, messages: [] }, 200],
      ['invoke', 'meta.llama3-70b-instruct-v1:0', { prompt: 'x', max_gen_len: 300, max_tokens: 1 }, 300],
      ['invoke', 'amazon.nova-pro-v1:0', { messages: [], inferenceConfig: { maxTokens: 400 } }, 400],
      ['invoke', 'amazon.nova-pro-v1:0', { messages: [], inferenceConfig: { max_new_tokens: 410 } }, 410],
      [
        'invoke',
        'amazon.titan-text-express-v1',
        { inputText: 'x', textGenerationConfig: { maxTokenCount: 500 } },
        500,
      ],
      ['invoke', 'ai21.jamba-1-5-large-v1:0', { messages: [], max_tokens: 60, n: 3 }, 180],
      ['invoke', 'openai.gpt-oss-120b-1:0', { messages: [], max_completion_tokens: 70 }, 70],
      ['invoke', 'cohere.embed-multilingual-v3', { texts: ['x'], input_type: 'search_document' }, 0],
      ['invoke', 'mistral.mistral-large-2407-v1:0', { prompt: 'x' }, null],
      ['invoke', 'mistral.mistral-large-2407-v1:0', { max_tokens: 1e300, n: 1e300 }, 1e18],
      ['count-tokens', claude, { input: { converse } }, 0],
    ];
    for (const [operation, model, body, limit] of limits) {
      expect(read(operation, body, model).maxOutput, `${model} ${operation}`).toBe(limit);
    }
  });

  test('tells streams, tiers and labels', () => {
    const call = read('converse-stream', {
      ...converse,
      serviceTier: { type: 'flex' },
      requestMetadata: { 'exchequer-project': 'apollo', other: 'x' },
    });
    expect(call).toMatchObject({ stream: true, serviceTier: 'flex', labels: { project: 'apollo' } });
    expect(call.labels).not.toHaveProperty('other');
    expect(call.fingerprint()).toMatch(/^[0-9a-f]{64}$/);
  });

  test('counts text by its bytes, pictures by the largest, and what is not seen by the largest context', () => {
    const text = read('converse', converse).inputTokens;
    expect(text).toBeGreaterThan(8);
    expect(text).toBeLessThan(JSON.stringify(converse).length);
    const with_ = (content: object) =>
      read('converse', { messages: [{ role: 'user', content: [content] }] }).inputTokens;
    const bytes = Buffer.alloc(300_000, 7).toString('base64');
    expect(with_({ image: { format: 'png', source: { bytes } } })).toBeLessThan(5_200);
    expect(with_({ image: { format: 'png', source: { bytes: 'AAAA' } } })).toBeGreaterThan(4_999);
    expect(with_({ document: { format: 'pdf', name: 'd', source: { bytes } } })).toBeGreaterThan(
      30 * 4_600 - 1,
    );
    expect(with_({ video: { format: 'mp4', source: { s3Location: { uri: 's3://b/v' } } } })).toBeGreaterThan(
      999_999,
    );
    const invoke = {
      max_tokens: 1,
      messages: [
        {
          role: 'user',
          content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: bytes } }],
        },
      ],
    };
    expect(read('invoke', invoke).inputTokens).toBeLessThan(5_300);
    expect(read('converse', { ...converse, toolConfig: { tools: [] } }).inputTokens).toBeGreaterThan(1_000);
    expect(read('converse', converse, 'arn:aws:bedrock:us-east-1:1:prompt/P:1').inputTokens).toBeGreaterThan(
      999_999,
    );
  });

  test('refuses what is no JSON object, packed, or no UTF-8', () => {
    const match = bedrock.match('POST', path('converse'), {})!;
    const refused = (body: Buffer, headers = {}) => bedrock.read(match, { ...json, ...headers }, body);
    for (const body of ['', '[]', '{"a":1', '{"a":1,"a":2}', '{"messages":["image\\q"]}', '{} {}']) {
      expect(refused(Buffer.from(body)), body).toMatchObject({
        kind: 'malformed-body',
        status: 400,
        retry: false,
      });
    }
    expect(refused(Buffer.from([0x7b, 0xff, 0x7d]))).toMatchObject({ kind: 'malformed-body' });
    expect(refused(Buffer.from('{}'), { 'content-encoding': 'gzip' })).toMatchObject({
      kind: 'malformed-body',
    });
  });
});

const upstream: Upstream = {
  id: 'ups_1',
  name: 'bedrock',
  kind: 'bedrock',
  dialect: 'bedrock',
  provider: 'aws',
  baseUrl: 'https://bedrock-runtime.eu-west-1.amazonaws.com',
  options: {},
  allowPrivate: false,
  credentials: [],
  timeouts: { connectMs: 1, firstByteMs: 1, idleMs: 1 },
  enabled: true,
};

function send(
  body: object,
  {
    change = {},
    secret = 'AKIDEXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    to = upstream,
    operation = 'converse',
  }: { change?: CallChange; secret?: string; to?: Upstream; operation?: string } = {},
) {
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = {
    ...json,
    authorization: 'Bearer exq_caller',
    'x-amz-security-token': 'the-callers-token',
    'x-amz-date': '20200101T000000Z',
    'amz-sdk-invocation-id': 'x',
    'x-amzn-bedrock-trace': 'ENABLED',
    'accept-encoding': 'gzip',
  };
  const request = bedrock.request(
    read(operation, body),
    { method: 'POST', headers, body: bytes },
    {
      upstream: to,
      credential: { id: 'c', name: 'c', secret },
      change,
      now: new Date('2026-11-21T12:34:56.789Z'),
    },
  );
  return { request, bytes };
}

describe('the request to Bedrock', () => {
  test('is the caller’s body under the upstream’s own signature', () => {
    const { request, bytes } = send(converse);
    expect(request.body).toEqual(bytes);
    expect(request.path).toBe(path('converse'));
    expect(JSON.stringify(request.headers)).not.toMatch(/exq_|the-callers|20200101|gzip/);
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'x-amz-date': '20261121T123456Z',
      'x-amzn-bedrock-trace': 'ENABLED',
    });
    expect(request.headers.host).toBeUndefined();
  });

  test('is signed as AWS’s own signer signs it', () => {
    // Made with @smithy/signature-v4 5.7.5 over the same request.
    expect(send(converse).request.headers.authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-west-1/bedrock/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amzn-bedrock-trace, Signature=a65c1da4208d021c313f5f1c27f063057de6a7df3dc8753916c02f069ba0ede3',
    );
    const token = send(converse, {
      secret: 'AKIDEXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY:session+token/==',
    });
    expect(token.request.headers['x-amz-security-token']).toBe('session+token/==');
    expect(token.request.headers.authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-west-1/bedrock/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amzn-bedrock-trace, Signature=78c7e2c45e5afa448135481cec727689afa9a51a28a8dae890a7aadf4e55cb81',
    );
  });

  test('carries a Bedrock API key as it is', () => {
    const { request } = send(converse, { secret: 'ABSKexample' });
    expect(request.headers.authorization).toBe('Bearer ABSKexample');
    expect(request.headers['x-amz-date']).toBeUndefined();
  });

  test('is signed for the region of its host, unless the upstream names another', () => {
    const scope = (to: Upstream) =>
      /Credential=([^,]+)/.exec(String(send(converse, { to }).request.headers.authorization))?.[1];
    expect(scope(upstream)).toContain('/eu-west-1/bedrock/');
    expect(
      scope({ ...upstream, baseUrl: 'http://127.0.0.1:9/aws', options: { region: 'us-gov-west-1' } }),
    ).toContain('/us-gov-west-1/');
    expect(scope({ ...upstream, baseUrl: 'http://127.0.0.1:9' })).toContain('/us-east-1/');
  });

  test('asks for another model in its path and lowers the limit in its body, leaving the rest as it was', () => {
    const other = send(converse, { change: { model: 'eu.amazon.nova-pro-v1:0', maxOutput: 50 } }).request;
    expect(other.path).toBe('/model/eu.amazon.nova-pro-v1%3A0/converse');
    expect(other.body.toString()).toBe(
      `{"inferenceConfig":{"maxTokens":50},${JSON.stringify(converse).slice(1)}`,
    );
    const low = { ...converse, inferenceConfig: { temperature: 0.2, maxTokens: 40 } };
    expect(send(low, { change: { maxOutput: 50 } }).request.body.toString()).toBe(JSON.stringify(low));
    const high = { ...converse, inferenceConfig: { temperature: 0.2, maxTokens: 400 } };
    expect(JSON.parse(send(high, { change: { maxOutput: 50 } }).request.body.toString())).toEqual({
      ...converse,
      inferenceConfig: { temperature: 0.2, maxTokens: 50 },
    });
    const invoke = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 200, messages: [] };
    const lowered = send(invoke, { operation: 'invoke', change: { maxOutput: 50 } }).request;
    expect(JSON.parse(lowered.body.toString())).toEqual({ ...invoke, max_tokens: 50 });
  });
});

describe('a refusal by Bedrock', () => {
  const refuse = (fault: Partial<GateFault>) => {
    const whole: GateFault = {
      kind: 'budget-exhausted',
      status: 429,
      message: 'Budget of $4 reached.',
      retry: false,
      ...fault,
    };
    const { status, headers, body } = bedrock.refuse(whole, { endpoint: 'converse', stream: true });
    return { status, type: headers['x-amzn-errortype'], headers, body: JSON.parse(body) };
  };

  test('of money has a name and a status that no AWS SDK repeats', () => {
    const refusal = refuse({ facts: { envelope: 'env_1', left: '0.00' } });
    expect(refusal).toMatchObject({ status: 400, type: 'ServiceQuotaExceededException' });
    expect(refusal.headers['x-should-retry']).toBe('false');
    expect(refusal.body).toEqual({
      message: 'Budget of $4 reached.',
      reason: 'budget-exhausted',
      facts: { envelope: 'env_1', left: '0.00' },
    });
    expect(refuse({ kind: 'loop-detected' }).status).toBe(400);
  });

  test('that may be repeated says when', () => {
    const limited = refuse({ kind: 'rate-limited', retry: true, retryAfterSeconds: 7 });
    expect(limited).toMatchObject({ status: 429, type: 'ThrottlingException' });
    expect(limited.headers['retry-after']).toBe('7');
  });

  test('that is final never has a status that is repeated', () => {
    expect(refuse({ kind: 'upstream-unreachable', status: 502 })).toMatchObject({
      status: 424,
      type: 'ModelErrorException',
    });
    expect(refuse({ kind: 'key-unknown', status: 401 })).toMatchObject({
      status: 403,
      type: 'UnrecognizedClientException',
    });
    expect(refuse({ kind: 'no-route', status: 404 })).toMatchObject({
      status: 404,
      type: 'ResourceNotFoundException',
    });
  });
});

describe('whatever a body of Bedrock holds', () => {
  const member = fc.constantFrom(
    ...[
      'inferenceConfig',
      'textGenerationConfig',
      'max_tokens',
      'max_gen_len',
      'n',
      'messages',
      'requestMetadata',
      'image',
    ],
  );
  const inner = fc.constantFrom('maxTokens', 'max_new_tokens', 'maxTokenCount', 'source', 'bytes', 'x');
  const value = fc.oneof(
    fc.nat(500),
    fc.jsonValue({ maxDepth: 2 }),
    fc.dictionary(inner, fc.oneof(fc.nat(500), fc.jsonValue())),
  );
  const model = fc.constantFrom(
    claude,
    'amazon.nova-pro-v1:0',
    'amazon.titan-text-express-v1',
    'meta.llama3-8b',
    'mistral.x',
  );

  test('reading it never throws, and a lowered call allows no more than was said', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('converse', 'invoke'),
        model,
        fc.dictionary(member, value),
        fc.integer({ min: 1, max: 300 }),
        (operation, name, body, maxOutput) => {
          const bytes = Buffer.from(JSON.stringify(body));
          const match = bedrock.match('POST', path(operation, name), json)!;
          const call = bedrock.read(match, json, bytes);
          if ('kind' in call) return;
          const to = {
            upstream,
            credential: { id: 'c', name: 'c', secret: 'key' },
            change: { maxOutput },
            now: new Date(0),
          };
          const sent = bedrock.request(call, { method: 'POST', headers: json, body: bytes }, to).body;
          const again = bedrock.read(match, json, sent) as ReadCall;
          const answers = typeof body.n === 'number' && body.n > 1 ? Math.ceil(body.n) : 1;
          expect(again.maxOutput).toBeLessThanOrEqual(Math.max(maxOutput, answers));
        },
      ),
      { numRuns: 150 },
    );
  });
});
