import { request } from 'node:http';
import { connect } from 'node:net';
import { contract, problemSchema } from '@exchequer/model/contract';
import { traverseContractProcedures } from '@orpc/server';
import { describe, expect, test } from 'vitest';
import {
  at,
  bearer,
  get,
  log,
  problemIn,
  rawRequest,
  send,
  startHttp,
  tokenFor,
  useTestServer,
} from './testing.ts';

useTestServer();

const routesOf = () => {
  const paths: string[] = [];
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure }) => {
    paths.push(procedure['~orpc'].route.path ?? '');
  });
  return paths;
};

describe('errors', () => {
  test('list every invalid field with its path', async () => {
    const response = await send(
      'POST',
      '/api/tokens',
      { name: '', scopes: ['all'], expires_at: 'soon' },
      bearer(await tokenFor(['admin'])),
    );
    const problem = await problemIn(response);
    expect(problem.status).toBe(400);
    expect(problem.fields?.map(({ path }) => path)).toEqual(['name', 'scopes.0', 'expires_at']);
  });

  test('name what is wrong with a body that is not JSON', async () => {
    const headers = { ...bearer(await tokenFor(['admin'])), 'content-type': 'application/json' };
    const response = await fetch(`${at.base}/api/tokens`, { method: 'POST', headers, body: '{"name": ' });
    expect((await problemIn(response)).code).toBe('malformed-json');
  });

  test('of our own making tell the caller no inner detail but the log everything', async () => {
    const response = await send('POST', '/v1/events', {}, bearer(await tokenFor(['ingest'])));
    const problem = await problemIn(response);
    expect(problem.status).toBe(500);
    expect(JSON.stringify(problem)).not.toContain('secret detail');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const line = log.find(({ requestId }) => requestId === problem.request_id);
    expect(line).toMatchObject({ status: 500, path: '/v1/events', error: expect.any(Error) });
  });

  test('of a path that leads nowhere are 404 for those who may know', async () => {
    const reader = bearer(await tokenFor(['read']));
    expect((await problemIn(await get('/api/nothing', reader))).code).toBe('not-found');
    expect((await get('/assets/gone.js')).status).toBe(404);
  });
});

describe('hostile requests', () => {
  test('under the name of another site are refused, under loopback names and addresses served', async () => {
    const port = new URL(at.base).port;
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      'localhost.evil.example',
      'evil.example@localhost',
    ]) {
      const answer = await rawRequest('/login', { host });
      expect([host, answer.status]).toEqual([host, 403]);
    }
    for (const host of ['localhost', `127.0.0.1:${port}`, `[::1]:${port}`, '10.0.0.7:4100']) {
      expect((await rawRequest('/login', { host })).status).toBe(200);
    }
    expect((await rawRequest('/healthz', { host: 'probe.internal' })).status).toBe(200);
  });

  test('with huge headers get a problem, not a crash', async () => {
    const answer = await rawRequest('/login', { host: 'localhost', 'x-big': 'y'.repeat(20_000) });
    expect(answer.status).toBe(431);
    expect(problemSchema.parse(JSON.parse(answer.body)).code).toBe('headers-too-large');
  });

  test('that are no HTTP at all get a problem, not a crash', async () => {
    const { hostname, port } = new URL(at.base);
    const text = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write('\x16\x03\x01garbage\r\n\r\n'));
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk)).on('close', () => resolve(answer));
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect((await get('/healthz')).status).toBe(200);
  });

  test('with a body beyond the limit are refused before it is read', async () => {
    const headers = { ...bearer(await tokenFor(['admin'])), 'content-length': String(3e9) };
    const { hostname, port } = new URL(at.base);
    const status = await new Promise<number>((resolve, reject) => {
      const req = request({ hostname, port, method: 'POST', path: '/api/tokens', headers }, (res) => {
        resolve(res.statusCode ?? 0);
        req.destroy();
      });
      req.on('error', reject);
      req.flushHeaders();
    });
    expect(status).toBe(413);
  });

  test('cannot leave the folder of the web app', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/%00.txt',
      '/%zz.txt',
    ]) {
      const answer = await rawRequest(path, { host: 'localhost' });
      expect(answer.body).not.toContain('not for the web');
      expect(answer.status).toBe(404);
    }
  });
});

describe('static files', () => {
  test('are compressed, cached for ever by their hash, and guarded by a strict policy', async () => {
    const script = await get('/assets/app-1a2b.js', { 'accept-encoding': 'gzip, br' });
    expect(script.headers.get('content-encoding')).toBe('br');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(await script.text()).toContain('xxxx');
    const page = await get('/');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self' 'sha256-[\w+/=]+';/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const again = await get('/', { 'if-none-match': page.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });
});

describe('the reference', () => {
  test('describes every path of the contract', async () => {
    const reader = bearer(await tokenFor(['read']));
    const document = (await (await get('/openapi.json', reader)).json()) as {
      openapi: string;
      paths: Record<string, unknown>;
    };
    expect(document.openapi).toMatch(/^3\.1/);
    const wire = Object.keys(document.paths).filter((path) => /^\/(v1|otlp)\//.test(path));
    expect(wire).toHaveLength(5);
    expect(Object.keys(document.paths)).toContain('/api/w/{workspace}/workers');
    expect(Object.keys(document.paths).length - wire.length).toBe(new Set(routesOf()).size);
  });

  test('is one page that loads nothing from the network', async () => {
    const html = await (await get('/docs', bearer(await tokenFor(['read'])))).text();
    expect(html).toContain('/api/tokens');
    expect(html).not.toMatch(/<(script|link|img|iframe)/);
  });
});

test('a port in use is named with the fix', async () => {
  const second = await startHttp(null);
  const port = Number(new URL(at.base).port);
  await expect(second.listen(port)).rejects.toMatchObject({
    code: 'port-in-use',
    message: expect.stringContaining(String(port)),
    fix: expect.stringContaining('--port'),
  });
});
