import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '@exchequer/core/access';
import { contract, csrfHeader, problemSchema, type Scope } from '@exchequer/model/contract';
import { type Access, createAccess } from '@exchequer/store/access';
import { migrate, migrations } from '@exchequer/store/migrations';
import { connectPostgres, type EmbeddedPostgres, startEmbedded } from '@exchequer/store/postgres';
import { traverseContractProcedures } from '@orpc/server';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { router } from '../api/router.ts';
import type { Services } from '../services.ts';
import { createHttpServer, type HttpLogLine, type HttpServer, readBody } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'exchequer-http-'));
const webRoot = join(folder, 'web');
const log: HttpLogLine[] = [];
const admin: Actor = {
  id: 'usr_x',
  kind: 'person',
  name: 'Ada',
  scopes: ['admin'],
  workspace: 'live',
  workerId: null,
};
let server: EmbeddedPostgres;
let sql: Sql;
let access: Access;
let http: HttpServer;
let base: string;
let ids = 0;
const newId = (prefix: string) => `${prefix}${++ids}`;

function startHttp(publicUrl: string | null): HttpServer {
  return createHttpServer({
    services: { sql, access } as unknown as Services,
    router,
    webRoot,
    publicUrl,
    newId,
    healthy: async () => true,
    now: () => new Date(),
    log: (line) => log.push(line),
    ingest: async (req, res, actor, path) => {
      if (path === '/v1/events') throw new Error('secret detail of a bug');
      const body = await readBody(req, 1000);
      res.end(`${actor.name} ${path} ${body.length}`);
      return true;
    },
    raw: [
      {
        method: 'GET',
        path: /^\/api\/w\/live\/test\.csv$/,
        scope: 'read',
        handle: async ({ res }, { actor }) => void res.end(`a,b\n${actor.kind},1\n`),
      },
    ],
  });
}

beforeAll(async () => {
  mkdirSync(join(webRoot, 'assets'), { recursive: true });
  writeFileSync(join(webRoot, 'index.html'), '<!doctype html><script>let a=1</script><div id="root"></div>');
  writeFileSync(join(webRoot, 'assets', 'app-1a2b.js'), `console.log(${JSON.stringify('x'.repeat(5000))})`);
  writeFileSync(join(folder, 'secret.txt'), 'not for the web');
  server = await startEmbedded({ home: folder });
  sql = connectPostgres(server.url, { max: 4 });
  await migrate(sql, migrations);
});

beforeEach(async () => {
  await http?.close(0);
  access = await createAccess({ sql, now: () => new Date(), newId, onBackgroundError: () => {} });
  http = startHttp(null);
  base = await http.listen(0);
});

afterAll(async () => {
  await http?.close(0);
  await sql?.end();
  await server?.stop();
  if (server && !server.data.startsWith(folder)) rmSync(join(server.data, '..'), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(base + path, { headers, redirect: 'manual' });
const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(base + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const problemIn = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = problemSchema.strict().parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(problem.request_id).toBe(response.headers.get('request-id'));
  expect(problem.fix.length).toBeGreaterThan(5);
  return problem;
};

async function tokenFor(scopes: Scope[]): Promise<string> {
  const wish = { name: 'test', scopes, workspace: 'live' as const, expiresAt: null };
  return (await access.createToken(wish, admin)).secret;
}

async function signedIn() {
  const link = await access.newAdminLink(admin);
  const response = await send('POST', '/api/session', { token: link.secret });
  expect(response.status).toBe(200);
  const setCookie = response.headers.get('set-cookie') ?? '';
  const session = (await response.json()) as { csrf_token: string };
  return { link, setCookie, cookie: setCookie.split(';')[0] ?? '', csrf: session.csrf_token };
}

/** A request as `fetch` would not send it: any Host, any header. */
function rawRequest(
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const req = request({ hostname, port, path, headers }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    req.on('error', reject).end();
  });
}

interface Route {
  method: string;
  path: string;
}
const routes: Route[] = [];
traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure }) => {
  const { method = 'POST', path = '' } = procedure['~orpc'].route;
  routes.push({ method, path: path.replace('{workspace}', 'live').replace(/\{\w+\}/g, 'x') });
});
const guarded = routes.filter(({ method, path }) => !(method === 'POST' && path === '/api/session'));

describe('without credentials', () => {
  test('no path of the contract answers, nor any other with data', async () => {
    expect(guarded.length).toBeGreaterThan(20);
    const others = [
      '/api',
      '/api/nothing',
      '/openapi.json',
      '/docs',
      '/v1',
      '/v1/usage',
      '/otlp/v1/logs',
      '/otlp/x',
    ];
    const all = [...guarded, ...others.map((path) => ({ method: 'GET', path }))];
    for (const { method, path } of all) {
      const response = method === 'GET' ? await get(path) : await send(method, path, {});
      expect(`${method} ${path} ${response.status}`).toBe(`${method} ${path} 401`);
      expect((await problemIn(response)).code).toBe('credentials-missing');
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
    }
  });

  test('only the page itself, which holds no data, and a minimal health answer are open', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await get('/login')).status).toBe(200);
    expect((await get('/w/live/explore')).headers.get('content-type')).toContain('text/html');
    const docs = await get('/docs', { accept: 'text/html' });
    expect([docs.status, docs.headers.get('location')]).toEqual([302, '/login']);
  });

  test('or with a wrong, cut or misplaced token there is only 401', async () => {
    const secret = await tokenFor(['admin']);
    for (const authorization of ['Bearer x', `Bearer ${secret.slice(0, -1)}`, `Basic ${secret}`, 'Bearer']) {
      expect((await get('/api/tokens', { authorization })).status).toBe(401);
    }
    expect((await get(`/api/tokens?token=${secret}`)).status).toBe(401);
    expect((await get('/api/tokens', { cookie: `exq_session=${secret}` })).status).toBe(401);
  });
});

describe('scopes', () => {
  test('of a reader do not reach admin paths or ingest', async () => {
    const reader = bearer(await tokenFor(['read']));
    for (const path of ['/api/tokens', '/api/sessions', '/api/audit']) {
      expect((await problemIn(await get(path, reader))).code).toBe('forbidden');
    }
    expect((await send('POST', '/v1/usage', {}, reader)).status).toBe(403);
    expect((await get('/api/w/live/test.csv', reader)).status).toBe(200);
  });

  test('are needed on every path of the contract, except to see and end the own session', async () => {
    const powerless = bearer(await tokenFor([]));
    for (const { method, path } of guarded.filter((route) => route.path !== '/api/session')) {
      const response =
        method === 'GET' ? await get(path, powerless) : await send(method, path, {}, powerless);
      // 404 where a part of the contract is not served by this router.
      expect([method, path, [403, 404].includes(response.status)]).toEqual([method, path, true]);
    }
    expect((await get('/api/session', powerless)).status).toBe(200);
  });

  test('of an ingest token reach ingest alone', async () => {
    const ingest = bearer(await tokenFor(['ingest']));
    const answer = await send('POST', '/otlp/v1/logs', { a: 1 }, ingest);
    expect(await answer.text()).toBe('test /otlp/v1/logs 7');
    expect((await get('/api/w/live/test.csv', ingest)).status).toBe(403);
    expect((await get('/api/tokens', ingest)).status).toBe(403);
  });

  test('of a revoked token end with the next request', async () => {
    const wish = { name: 't', scopes: ['admin' as const], workspace: 'live' as const, expiresAt: null };
    const { secret, record } = await access.createToken(wish, admin);
    expect((await get('/api/tokens', bearer(secret))).status).toBe(200);
    const revoked = await send('DELETE', `/api/tokens/${record.id}`, undefined, bearer(secret));
    expect(await revoked.json()).toEqual({ revoked: true });
    expect((await problemIn(await get('/api/tokens', bearer(secret)))).code).toBe('token-revoked');
  });

  test('let the local command line alone make sign-in links', async () => {
    const refused = await send('POST', '/api/session/links', {}, bearer(await tokenFor(['admin'])));
    expect((await problemIn(refused)).code).toBe('local-only');
    const made = await send('POST', '/api/session/links', {}, bearer(access.localToken));
    const { url } = (await made.json()) as { url: string };
    expect(url).toMatch(new RegExp(`^${base}/login#token=exl_[\\w-]{43}$`));
  });
});

describe('signing in', () => {
  test('sets a cookie that scripts cannot read and other sites do not send', async () => {
    const { setCookie } = await signedIn();
    expect(setCookie).toMatch(/^exq_session=exs_[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
  });

  test('works once per link', async () => {
    const { link } = await signedIn();
    const again = await send('POST', '/api/session', { token: link.secret });
    expect((await problemIn(again)).code).toBe('link-used');
  });

  test('is refused for a while after many wrong links, and says for how long', async () => {
    for (let i = 0; i < 10; i++) await send('POST', '/api/session', { token: 'wrong' });
    const refused = await send('POST', '/api/session', { token: 'wrong' });
    expect((await problemIn(refused)).code).toBe('too-many-attempts');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('cannot be done by a form of another site', async () => {
    const { secret } = await access.newAdminLink(admin);
    const form = await fetch(`${base}/api/session`, {
      method: 'POST',
      body: new URLSearchParams({ token: secret }),
    });
    expect(form.status).toBe(415);
    expect((await send('POST', '/api/session', { token: 'x'.repeat(20_000) })).status).toBe(413);
  });

  test('out ends the session and takes the cookie away', async () => {
    const { cookie, csrf } = await signedIn();
    const out = await send('DELETE', '/api/session', {}, { cookie, [csrfHeader]: csrf });
    expect(await out.json()).toEqual({ ended: true });
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await problemIn(await get('/api/session', { cookie }))).code).toBe('session-ended');
  });
});

describe('a cookie alone', () => {
  test('may read', async () => {
    const { cookie, csrf } = await signedIn();
    const current = await get('/api/session', { cookie: `other=1; ${cookie}` });
    expect(await current.json()).toMatchObject({ csrf_token: csrf, actor: { kind: 'person' } });
  });

  test('may change nothing without the CSRF token of its own session', async () => {
    const [own, other] = [await signedIn(), await signedIn()];
    const wish = { name: 'n', scopes: ['read'] };
    const wrong: Record<string, string>[] = [{}, { [csrfHeader]: 'x' }, { [csrfHeader]: other.csrf }];
    for (const headers of wrong) {
      const response = await send('POST', '/api/tokens', wish, { cookie: own.cookie, ...headers });
      expect(response.status).toBe(403);
      expect((await problemIn(response)).code).toBe('csrf-mismatch');
    }
    const made = await send('POST', '/api/tokens', wish, { cookie: own.cookie, [csrfHeader]: own.csrf });
    expect(made.status).toBe(200);
  });

  test('does not ingest', async () => {
    const { cookie, csrf } = await signedIn();
    expect((await send('POST', '/v1/usage', {}, { cookie, [csrfHeader]: csrf })).status).toBe(401);
  });
});

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
    const response = await fetch(`${base}/api/tokens`, { method: 'POST', headers, body: '{"name": ' });
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
    const port = new URL(base).port;
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
    const { hostname, port } = new URL(base);
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
    const { hostname, port } = new URL(base);
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
    expect(Object.keys(document.paths)).toContain('/api/w/{workspace}/workers');
    expect(Object.keys(document.paths).length).toBe(new Set(routesOf()).size);
  });

  test('is one page that loads nothing from the network', async () => {
    const html = await (await get('/docs', bearer(await tokenFor(['read'])))).text();
    expect(html).toContain('/api/tokens');
    expect(html).not.toMatch(/<(script|link|img|iframe)/);
  });
});

const routesOf = () => {
  const paths: string[] = [];
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure }) => {
    paths.push(procedure['~orpc'].route.path ?? '');
  });
  return paths;
};

test('a port in use is named with the fix', async () => {
  const second = startHttp(null);
  const port = Number(new URL(base).port);
  await expect(second.listen(port)).rejects.toMatchObject({
    code: 'port-in-use',
    message: expect.stringContaining(String(port)),
    fix: expect.stringContaining('--port'),
  });
});
