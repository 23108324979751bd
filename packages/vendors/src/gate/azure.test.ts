import type { GateFault, Upstream } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import { matchAzure } from './azure.ts';
import type { CallChange, ReadCall } from './dialect.ts';
import { openai } from './openai/index.ts';

const chat = '/openai/deployments/team-gpt/chat/completions?api-version=2024-10-21';
const upstream = (
  options: Record<string, string> = {},
  baseUrl = 'https://res.openai.azure.com',
): Upstream => ({
  id: 'ups_1',
  name: 'azure',
  kind: 'azure',
  dialect: 'openai',
  provider: 'azure',
  baseUrl,
  options,
  allowPrivate: false,
  credentials: [],
  timeouts: { connectMs: 1, firstByteMs: 1, idleMs: 1 },
  enabled: true,
});
const credential = { id: 'crd_1', name: 'a', secret: 'azure-secret' };

function sent(target: string, body: object, to: Upstream, change: CallChange = {}) {
  const headers = { 'api-key': 'exq_caller', 'content-type': 'application/json' };
  const bytes = Buffer.from(JSON.stringify(body));
  const match = openai.match('POST', target, headers);
  expect(match).not.toBeNull();
  const call = openai.read(match!, headers, bytes) as ReadCall;
  expect((call as unknown as GateFault).kind).toBeUndefined();
  const request = openai.request(
    call,
    { method: 'POST', headers, body: bytes },
    { upstream: to, credential, change, now: new Date(0) },
  );
  return { call, request, body: JSON.parse(request.body.toString()) };
}

const hello = { messages: [{ role: 'user', content: 'Hi' }], max_tokens: 9 };

describe('Azure OpenAI', () => {
  test('matches deployments, the v1 API and the undated paths, and nothing beside them', () => {
    expect(matchAzure('POST', chat)).toEqual({
      dialect: 'openai',
      endpoint: 'chat',
      path: '/v1/chat/completions',
      query: '?api-version=2024-10-21',
      pathModel: 'team-gpt',
    });
    expect(matchAzure('POST', '/openai/v1/responses')).toMatchObject({
      endpoint: 'responses',
      pathModel: '',
    });
    expect(matchAzure('POST', '/openai/responses?api-version=2025-03-01-preview')).toMatchObject({
      path: '/v1/responses',
    });
    expect(matchAzure('GET', '/openai/models')).toMatchObject({ endpoint: 'models' });
    for (const path of [
      '/openai/deployments/x/responses',
      '/openai/deployments/x%2fy/chat/completions',
      '/openai/deployments/../chat/completions',
      '/openai/deployments/x/fine_tuning/jobs',
      '/v1/chat/completions',
    ]) {
      expect(matchAzure('POST', path), path).toBeNull();
    }
  });

  test('takes the deployment for the model, whatever the body names', () => {
    const { call } = sent(chat, { ...hello, model: 'something-cheap' }, upstream());
    expect(call.model).toBe('team-gpt');
    expect(call.maxOutput).toBe(9);
  });

  test('goes to the deployment under a dated version, with the key of the upstream', () => {
    const { request, body } = sent(chat, hello, upstream());
    expect(request.path).toBe('/openai/deployments/team-gpt/chat/completions?api-version=2024-10-21');
    expect(request.headers['api-key']).toBe('azure-secret');
    expect(JSON.stringify(request)).not.toContain('exq_caller');
    expect(body).toEqual(hello);
    const own = sent(chat, hello, upstream({ api_version: '2025-01-01-preview' }), { model: 'spare' });
    expect(own.request.path).toBe(
      '/openai/deployments/spare/chat/completions?api-version=2025-01-01-preview',
    );
  });

  test('goes to the v1 API without one, and then the body names the model', () => {
    const { request, body } = sent('/openai/deployments/team-gpt/chat/completions', hello, upstream());
    expect(request.path).toBe('/openai/v1/chat/completions');
    expect(body).toEqual({ ...hello, model: 'team-gpt' });
    const plain = sent('/v1/chat/completions', { ...hello, model: 'gpt-5' }, upstream({ api_version: 'v1' }));
    expect(plain.request.path).toBe('/openai/v1/chat/completions?api-version=v1');
    expect(plain.body.model).toBe('gpt-5');
  });

  test('reaches a deployment from a plain call of OpenAI', () => {
    const { request } = sent(
      '/v1/chat/completions',
      { ...hello, model: 'gpt-5' },
      upstream({ api_version: '2024-10-21' }),
    );
    expect(request.path).toBe('/openai/deployments/gpt-5/chat/completions?api-version=2024-10-21');
  });

  test('bears base URLs that end with /openai or /openai/v1', () => {
    const bases = ['https://res.openai.azure.com/openai', 'https://res.openai.azure.com/openai/v1'];
    const paths = bases.map(
      (base) => sent('/v1/embeddings', { model: 'e', input: 'x' }, upstream({}, base)).request.path,
    );
    expect(paths).toEqual(['/v1/embeddings', '/embeddings']);
  });

  test('leaves Azure’s version out of calls that go elsewhere', () => {
    const other: Upstream = { ...upstream(), kind: 'openai', baseUrl: 'https://api.openai.com' };
    const { request, body } = sent(`${chat}&trace=1`, hello, other);
    expect(request.path).toBe('/v1/chat/completions?trace=1');
    expect(request.headers.authorization).toBe('Bearer azure-secret');
    expect(body.model).toBe('team-gpt');
  });
});
