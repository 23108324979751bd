import type { GateFault, Upstream } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import { callOf, matchOf } from '../meter.test-kit.ts';
import { anthropic } from './index.ts';

const upstream: Upstream = {
  id: 'ups_1',
  name: 'Anthropic',
  kind: 'anthropic',
  dialect: 'anthropic',
  provider: 'anthropic',
  baseUrl: 'https://api.anthropic.com',
  options: {},
  allowPrivate: false,
  credentials: [],
  timeouts: { connectMs: 1, firstByteMs: 1, idleMs: 1 },
  enabled: true,
};
const credential = { id: 'crd_1', name: 'main', secret: 'sk-ant-1' };
const message = { model: 'claude-opus-4-6', max_tokens: 4000, messages: [{ role: 'user', content: 'Hi' }] };

describe('paths', () => {
  test.each([
    ['POST', '/v1/messages?beta=true', 'messages', '/v1/messages', '?beta=true'],
    ['POST', '/messages', 'messages', '/v1/messages', ''],
    ['POST', '/v1/v1/messages', 'messages', '/v1/messages', ''],
    [
      'POST',
      '/v1/messages/count_tokens?beta=true',
      'count_tokens',
      '/v1/messages/count_tokens',
      '?beta=true',
    ],
    ['POST', '/v1/messages/batches', 'batches', '/v1/messages/batches', ''],
    ['GET', '/v1/messages/batches/b_1/results', 'passthrough', '/v1/messages/batches/b_1/results', ''],
    ['HEAD', '/', 'passthrough', '/', ''],
  ])('%s %s', (method, path, endpoint, to, query) => {
    expect(matchOf(anthropic, path, method)).toMatchObject({ endpoint, path: to, query });
  });

  test.each([
    ['GET', '/v1/messages'],
    ['POST', '/v1/complete'],
    ['POST', '/v1/messages/../organizations'],
    ['POST', '/v1/messages/%2e%2e/x'],
    ['GET', '/v1/organizations/usage'],
    ['GET', '/v1/models'],
  ])('%s %s is none of Anthropic’s here', (method, path) => {
    expect(anthropic.match(method, path, {})).toBeNull();
  });

  test('models are Anthropic’s where its version is named', () => {
    expect(anthropic.match('GET', '/v1/models', { 'anthropic-version': '2023-06-01' })?.endpoint).toBe(
      'models',
    );
  });

  test('a key of ours is found in either header', () => {
    expect(anthropic.keyOf({ authorization: 'Bearer exq_1' }, '')).toBe('exq_1');
    expect(anthropic.keyOf({ 'x-api-key': 'exq_2', authorization: 'Bearer sk-ant' }, '')).toBe('exq_2');
    expect(anthropic.keyOf({}, '')).toBeNull();
  });
});

describe('reading', () => {
  test('a message tells model, stream, limit and the session of Claude Code', () => {
    const user = 'user_aa_account_bb_session_12345678-aaaa-bbbb-cccc-1234567890ab';
    const call = callOf(anthropic, '/v1/messages', { ...message, stream: true, metadata: { user_id: user } });
    expect(call).toMatchObject({
      model: 'claude-opus-4-6',
      stream: true,
      maxOutput: 4000,
      labels: { session: '12345678-aaaa-bbbb-cccc-1234567890ab' },
    });
  });

  test('headers of Claude Code name session and sub-agent, before what metadata says', () => {
    const body = Buffer.from(JSON.stringify({ ...message, metadata: { user_id: '_session_other-one' } }));
    const headers = {
      'x-claude-code-session-id': 's1',
      'x-claude-code-agent-id': 'a2',
      'x-claude-code-parent-agent-id': 'a1',
    };
    expect(anthropic.read(matchOf(anthropic, '/v1/messages'), headers, body)).toMatchObject({
      labels: { session: 's1', agent: 'a2', parentAgent: 'a1' },
    });
  });

  test('pictures and documents are counted by the provider’s limits and not as text', () => {
    const withContent = (content: object[]) =>
      callOf(anthropic, '/v1/messages', { ...message, messages: [{ role: 'user', content }] }).inputTokens;
    const data = 'A'.repeat(1_000_000);
    const source = { type: 'base64', media_type: 'image/png', data };
    expect(withContent([{ type: 'image', source }])).toBeLessThan(5_500);
    expect(withContent([{ type: 'tool_result', content: [{ type: 'image', source }] }])).toBeGreaterThan(
      4_784,
    );
    const pdf = withContent([{ type: 'document', source: { ...source, media_type: 'application/pdf' } }]);
    expect(pdf).toBeGreaterThan(75 * 5_000);
    expect(pdf).toBeLessThan(76 * 5_000);
    const asText = withContent([{ type: 'tool_use', id: 't', name: 'n', input: { type: 'image', source } }]);
    expect(asText).toBeGreaterThan(900_000);
  });

  test('searches that Anthropic may make add what they bring', () => {
    const tools = [{ type: 'web_search_20250305', name: 'web_search', max_uses: 3 }];
    const call = callOf(anthropic, '/v1/messages', { ...message, tools });
    expect(call.extras.webSearches).toBe(3);
    expect(call.inputTokens).toBeGreaterThan(45_000);
  });

  test('a batch is the sum of its requests, of one model', () => {
    const requests = [1, 2].map((id) => ({ custom_id: `${id}`, params: message }));
    expect(callOf(anthropic, '/v1/messages/batches', { requests })).toMatchObject({
      model: 'claude-opus-4-6',
      maxOutput: 8000,
      serviceTier: 'batch',
    });
    const mixed = { requests: [...requests, { custom_id: '3', params: { ...message, model: 'other' } }] };
    expect(() => callOf(anthropic, '/v1/messages/batches', mixed)).toThrow('one batch for each model');
  });

  test.each([
    ['{"model":"a"', 'no end|missing'],
    ['{"model":5,"messages":[]}', 'no name'],
    ['{"messages":[]}', 'no name'],
    ['', 'not a JSON object'],
    ['{"model":"\xff"}', 'UTF-8'],
  ])('refuses the body %j', (text, why) => {
    const read = anthropic.read(matchOf(anthropic, '/v1/messages'), {}, Buffer.from(text, 'latin1'));
    expect(read).toMatchObject({ kind: 'malformed-body', status: 400, retry: false });
    expect((read as GateFault).message).toMatch(new RegExp(why));
  });

  test('equal calls have equal fingerprints, other betas other ones', () => {
    const body = Buffer.from(JSON.stringify(message));
    const print = (headers: Record<string, string>) => {
      const read = anthropic.read(matchOf(anthropic, '/v1/messages'), headers, body);
      return 'fingerprint' in read ? read.fingerprint() : '';
    };
    expect(print({})).toMatch(/^[0-9a-f]{64}$/);
    expect(print({})).toBe(print({ 'user-agent': 'x' }));
    expect(print({})).not.toBe(print({ 'anthropic-beta': 'x' }));
  });
});

describe('sending on', () => {
  const send = (body: object, change = {}, headers = {}) => {
    const call = callOf(anthropic, '/v1/messages?beta=true', body);
    const incoming = { method: 'POST', headers, body: Buffer.from(JSON.stringify(body)) };
    return anthropic.request(call, incoming, { upstream, credential, change, now: new Date(0) });
  };

  test('the body goes on byte for byte; the caller’s key, cookies and hops stay here', () => {
    const headers = {
      host: 'gate',
      'x-api-key': 'exq_1',
      authorization: 'Bearer exq_1',
      cookie: 'a=b',
      connection: 'close, x-private',
      'x-private': '1',
      'content-length': '5',
      'transfer-encoding': 'chunked',
      'x-exchequer-project': 'p',
      'x-forwarded-for': '10.0.0.1',
      'anthropic-beta': 'context-1m',
      'content-type': 'application/json',
      'user-agent': 'claude-cli/2.1',
    };
    const sent = send(message, {}, headers);
    expect(sent.path).toBe('/v1/messages?beta=true');
    expect(sent.body.toString()).toBe(JSON.stringify(message));
    expect(sent.headers).toEqual({
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'context-1m',
      'content-type': 'application/json',
      'user-agent': 'claude-cli/2.1',
      'accept-encoding': 'identity',
      'x-api-key': 'sk-ant-1',
    });
  });

  test('another model and a lower limit are written in place', () => {
    const sent = send(message, { model: 'claude-haiku-4-5', maxOutput: 100 });
    expect(sent.body.toString()).toBe(
      JSON.stringify({ ...message, model: 'claude-haiku-4-5', max_tokens: 100 }),
    );
    expect(send(message, { maxOutput: 9000 }).body.toString()).toBe(JSON.stringify(message));
  });

  test('thinking stays below a lowered limit, and is left out where it cannot', () => {
    const thinking = { ...message, thinking: { type: 'enabled', budget_tokens: 3000 } };
    const lowered = (maxOutput: number) => JSON.parse(send(thinking, { maxOutput }).body.toString());
    expect(lowered(2000)).toMatchObject({
      max_tokens: 2000,
      thinking: { type: 'enabled', budget_tokens: 1999 },
    });
    expect(lowered(500)).toMatchObject({ max_tokens: 500, thinking: { type: 'disabled' } });
  });
});

describe('refusing', () => {
  test('a budget stop is a billing error that nobody repeats', () => {
    const fault: GateFault = {
      kind: 'budget-exhausted',
      status: 429,
      message: 'Monthly budget of $400 reached.',
      retry: false,
      retryAfterSeconds: 60,
      facts: { request_id: 'gw_1' },
    };
    const refusal = anthropic.refuse(fault, null);
    expect(refusal).toMatchObject({
      status: 429,
      headers: { 'x-should-retry': 'false', 'request-id': 'gw_1' },
    });
    expect(refusal.headers).not.toHaveProperty('retry-after');
    expect(JSON.parse(refusal.body)).toMatchObject({
      type: 'error',
      error: { type: 'billing_error', message: 'Monthly budget of $400 reached.' },
      request_id: 'gw_1',
    });
  });

  test('a rate limit may be repeated after the time it names', () => {
    const fault: GateFault = {
      kind: 'rate-limited',
      status: 429,
      message: 'Slow down.',
      retry: true,
      retryAfterSeconds: 1.2,
    };
    const refusal = anthropic.refuse(fault, null);
    expect(refusal.headers).toMatchObject({ 'x-should-retry': 'true', 'retry-after': '2' });
    expect(JSON.parse(refusal.body).error.type).toBe('rate_limit_error');
  });
});
