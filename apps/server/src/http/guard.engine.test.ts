import { contract, csrfHeader } from '@exchequer/model/contract';
import { traverseContractProcedures } from '@orpc/server';
import { describe, expect, test } from 'vitest';
import {
  admin,
  at,
  bearer,
  get,
  keyOfAgent,
  problemIn,
  send,
  signedIn,
  tokenFor,
  useTestServer,
} from './testing.ts';

useTestServer();

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
      '/mcp',
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

test('a gateway key reaches what an agent may ask, and is refused everywhere else', async () => {
  const key = bearer(keyOfAgent);
  const asked = ['/me/budget', '/me/requests', '/ask/estimate', '/ask/charges/x', '/recommendations'];
  const mayAsk = ({ method, path }: Route) =>
    asked.some((end) => path.endsWith(end)) || (method === 'GET' && path.endsWith('/recommendations/x'));
  // What nobody has to be known for, whoever they are.
  const openToAll = ['/api/settings', '/gateway/address', '/privacy/rules', '/api/sample'];
  const closed = guarded.filter(
    (route) =>
      !mayAsk(route) && !(route.method === 'GET' && openToAll.some((end) => route.path.endsWith(end))),
  );
  expect(guarded.length - closed.length).toBeLessThan(12);
  for (const { method, path } of closed) {
    const response = method === 'GET' ? await get(path, key) : await send(method, path, {}, key);
    expect([method, path, [403, 404].includes(response.status)]).toEqual([method, path, true]);
  }
  expect((await get('/openapi.json', key)).status).toBe(401);
  expect((await send('POST', '/v1/usage', {}, key)).status).toBe(401);
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

  test('are needed on every path of the contract, except for the own session, the settings, the rules of privacy, the state of the sample and the address of the gateway', async () => {
    const powerless = bearer(await tokenFor([]));
    // What clients have to be told anyway.
    const openToAll = ['/api/settings', '/gateway/address', '/privacy/rules', '/api/sample'];
    const isOpen = ({ method, path }: (typeof guarded)[number]) =>
      path === '/api/session' || (method === 'GET' && openToAll.some((end) => path.endsWith(end)));
    for (const { method, path } of guarded.filter((route) => !isOpen(route))) {
      const response =
        method === 'GET' ? await get(path, powerless) : await send(method, path, {}, powerless);
      // 404 where a part of the contract is not served by this router.
      expect([method, path, [403, 404].includes(response.status)]).toEqual([method, path, true]);
    }
    expect((await get('/api/session', powerless)).status).toBe(200);
    expect((await get('/api/settings', powerless)).status).toBe(200);
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
    const { secret, record } = await at.access.createToken(wish, admin);
    expect((await get('/api/tokens', bearer(secret))).status).toBe(200);
    const revoked = await send('DELETE', `/api/tokens/${record.id}`, undefined, bearer(secret));
    expect(await revoked.json()).toEqual({ revoked: true });
    expect((await problemIn(await get('/api/tokens', bearer(secret)))).code).toBe('token-revoked');
  });

  test('let the local command line alone make sign-in links', async () => {
    const refused = await send('POST', '/api/session/links', {}, bearer(await tokenFor(['admin'])));
    expect((await problemIn(refused)).code).toBe('local-only');
    const made = await send('POST', '/api/session/links', {}, bearer(at.access.localToken));
    const { url } = (await made.json()) as { url: string };
    expect(url).toMatch(new RegExp(`^${at.base}/login#token=exl_[\\w-]{43}$`));
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
    const { secret } = await at.access.newAdminLink(admin);
    const form = await fetch(`${at.base}/api/session`, {
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
