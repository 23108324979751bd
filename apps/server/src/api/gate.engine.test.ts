import { recordAudit } from '@exchequer/store/access';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, boss, callersOf } from '../testing/callers.ts';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

let server: TestHttpServer;
const w = '/api/w/live';

type Who = 'admin' | 'reader' | 'ada' | 'bo';
const { ask, must, codeOf, giveToken, signIn } = callersOf<Who>(() => server);

let ada = '';
let bo = '';

const event = (id: string, user: string, repo: string) => ({
  source: 'api',
  id,
  occurred_at: new Date(Date.now() - 60_000).toISOString(),
  model: 'claude-haiku-4-5',
  provider: 'anthropic',
  tokens: { uncached_input: 1_000_000, output: 100_000 },
  actor: { kind: 'email', id: user },
  session_id: `session-of-${user}`,
  repo,
});

beforeAll(async () => {
  server = await testHttpServer();
  await giveToken('admin', ['admin', 'read', 'ingest']);
  await giveToken('reader', ['read']);
  await must('admin', 'POST', `${w}/people/import`, {
    format: 'csv',
    text: 'name,email,team\nAda,ada@x.test,Eng\nBo,bo@x.test,Eng\n',
  });
  const { workers } = await must('admin', 'GET', `${w}/workers?limit=10`);
  const idOf = (name: string): string => workers.find((one: Answer) => one.name === name).id;
  [ada, bo] = [idOf('Ada'), idOf('Bo')];
  await signIn('ada', 'ada@x.test');
  await signIn('bo', 'bo@x.test');
});
afterAll(() => server?.remove());

describe('a person’s own page', () => {
  test('is refused to whoever is no worker, with who can link them', async () => {
    for (const who of ['admin', 'reader'] as const) {
      for (const path of ['budget', 'spend', 'keys', 'visibility']) {
        const { status, body } = await ask(who, 'GET', `${w}/me/${path}`);
        expect([status, body.code]).toEqual([403, 'forbidden']);
        expect(body.fix).toContain('exchequer login --worker');
      }
    }
    expect(await codeOf('ada', 'GET', '/api/w/sample/me/spend')).toEqual([403, 'no-worker']);
  });

  test('shows what they used, and of others nothing', async () => {
    const events = [event('a1', 'ada@x.test', 'acme/ada'), event('b1', 'bo@x.test', 'acme/bo')];
    await must('admin', 'POST', '/v1/usage', events);
    const own = await must('ada', 'GET', `${w}/me/spend`);
    expect(own).toMatchObject({
      worker: { id: ada, name: 'Ada' },
      team: 'Eng',
      today: '1.5',
      by_repo: [{ repo: 'acme/ada', cost: '1.5', tokens: '1100000' }],
      by_session: [{ session_id: 'session-of-ada@x.test', cost: '1.5' }],
    });
    expect(own.days).toHaveLength(30);
    expect(JSON.stringify(own)).not.toMatch(/bo@|acme\/bo/);
    expect((await must('bo', 'GET', `${w}/me/spend`)).by_repo).toMatchObject([{ repo: 'acme/bo' }]);
  });

  test('gives no way to the reports, to others’ keys or to the gate', async () => {
    for (const path of ['keys', 'gateway', 'gateway/rules', 'upstreams', 'routes', 'workers?limit=1']) {
      expect((await ask('ada', 'GET', `${w}/${path}`)).status, path).toBe(403);
    }
    expect((await must('ada', 'GET', `${w}/gateway/address`)).url).toBe('http://127.0.0.1:4110');
  });

  test('says which envelopes pay, leaf first, and takes a wish for more of those alone', async () => {
    expect(await must('ada', 'GET', `${w}/me/budget`)).toMatchObject({ envelopes: [], spendable: null });
    const put = (wish: object) =>
      must('admin', 'PUT', `${w}/budget/envelopes`, { period: 'month', enforcement: 'hard', ...wish });
    const company = await put({ name: 'Company', kind: 'company', limit: '1000' });
    const mine = await put({ name: 'Ada', kind: 'person', ref: ada, parent_id: company.id, limit: '10' });
    const others = await put({ name: 'Bo', kind: 'person', ref: bo, parent_id: company.id, limit: '5' });
    const budget = await must('ada', 'GET', `${w}/me/budget`);
    expect(budget.envelopes.map(({ name }: Answer) => name)).toEqual(['Ada', 'Company']);
    expect(budget).toMatchObject({ worker: { name: 'Ada' }, spendable: budget.envelopes[0].free });
    expect(budget.envelopes[0].limit).toBe('10');
    expect(budget.request_url).toMatch(/\/w\/live\/me$/);
    const wish = { amount: '5', reason: 'release', idempotency_key: 'k1' };
    const made = await must('ada', 'POST', `${w}/me/requests`, { ...wish, envelope_id: mine.id });
    expect(made.state).toBe('open');
    expect(await must('ada', 'POST', `${w}/me/requests`, { ...wish, envelope_id: mine.id })).toEqual(made);
    expect(
      await codeOf('ada', 'POST', `${w}/me/requests`, {
        ...wish,
        idempotency_key: 'k2',
        envelope_id: others.id,
      }),
    ).toEqual([404, 'envelope-unknown']);
  });

  test('is not told by the statements of the ledger either', async () => {
    const more = [event('a2', 'ada@x.test', 'acme/ada'), event('b2', 'bo@x.test', 'acme/bo')];
    await must('admin', 'POST', '/v1/usage', more);
    const month = new Date().toISOString().slice(0, 7);
    const { envelopes } = await must('admin', 'GET', `${w}/budget/envelopes`);
    const idOf = (name: string): string => envelopes.find((one: Answer) => one.name === name).id;
    const units = async (who: Who): Promise<string[]> =>
      (await must(who, 'GET', `${w}/ledger/units?kind=envelope&period=${month}`)).items.map(
        ({ label }: Answer) => label,
      );
    await expect
      .poll(() => units('admin'), { timeout: 20_000 })
      .toEqual(expect.arrayContaining(['Ada', 'Bo']));
    expect(await units('reader')).toEqual(expect.arrayContaining(['Company', 'Persons, together']));
    expect(await units('reader')).not.toContain('Ada');
    const statement = `${w}/ledger/statement?kind=envelope&period=${month}&unit=`;
    expect(await codeOf('reader', 'GET', statement + idOf('Ada'))).toEqual([403, 'person-private']);
    expect((await must('reader', 'GET', statement + idOf('Company'))).unit.label).toBe('Company');
  });

  test('tells who looked, and not one’s own looks', async () => {
    const look = { action: 'grant.read', workspace: 'live', subject: ada, detail: { view: 'grant' } };
    await recordAudit(server.services.sql, { id: 'usr_hr', name: 'HR' }, new Date(), look);
    await recordAudit(server.services.sql, boss, new Date(), { ...look, subject: bo });
    const seen = await must('ada', 'GET', `${w}/me/visibility`);
    expect(seen.looks.filter(({ what }: Answer) => what.startsWith('saw'))).toMatchObject([
      { who: 'HR', what: 'saw your grants: grant' },
    ]);
    expect(seen.rules.length).toBeGreaterThan(5);
  });
});

describe('keys', () => {
  test('of one’s own are made, seen, rotated and revoked; the secret is told once', async () => {
    const { key, secret } = await must('ada', 'POST', `${w}/me/keys`, { name: 'laptop' });
    expect(secret).toMatch(/^exq_/);
    expect(key).toMatchObject({ state: 'active', worker: { id: ada }, models: [] });
    const listed = await must('ada', 'GET', `${w}/me/keys`);
    expect(JSON.stringify(listed)).not.toContain(secret);
    const next = await must('ada', 'POST', `${w}/me/keys/${key.id}/rotate`, { overlap_seconds: 60 });
    expect(next.secret).not.toBe(secret);
    expect(await must('ada', 'DELETE', `${w}/me/keys/${next.key.id}`)).toMatchObject({ state: 'revoked' });
  });

  test('of others are not even there', async () => {
    const { key } = await must('bo', 'POST', `${w}/me/keys`, { name: 'laptop' });
    expect(await codeOf('ada', 'DELETE', `${w}/me/keys/${key.id}`)).toEqual([404, 'key-unknown']);
    expect(await codeOf('ada', 'POST', `${w}/me/keys/${key.id}/rotate`, {})).toEqual([404, 'key-unknown']);
    expect(await codeOf('ada', 'DELETE', `${w}/keys/${key.id}`)).toEqual([403, 'forbidden']);
    expect((await must('bo', 'GET', `${w}/me/keys`)).keys[0].state).toBe('active');
  });

  test('are listed to readers without secrets and spend, and changed by admins alone', async () => {
    const { keys } = await must('reader', 'GET', `${w}/keys`);
    expect(keys.length).toBeGreaterThan(0);
    expect(JSON.stringify(keys)).not.toMatch(/cost|spent|secret|hash/);
    const wish = { name: 'ci', worker_id: bo, models: ['gpt-*'], requests_per_minute: 5 };
    expect(await codeOf('reader', 'POST', `${w}/keys`, wish)).toEqual([403, 'forbidden']);
    const { key } = await must('admin', 'POST', `${w}/keys`, wish);
    expect(await must('admin', 'PATCH', `${w}/keys/${key.id}`, { loop_limit: 5 })).toMatchObject({
      models: ['gpt-*'],
      requests_per_minute: 5,
      loop_limit: 5,
    });
    expect(await codeOf('reader', 'DELETE', `${w}/keys/${key.id}`)).toEqual([403, 'forbidden']);
    await must('admin', 'DELETE', `${w}/keys/${key.id}`);
    expect(await codeOf('admin', 'POST', `${w}/keys/${key.id}/rotate`, {})).toEqual([409, 'key-over']);
  });

  test('have an end: no one makes them without bound', async () => {
    for (let at = 0; at < 20; at++) await ask('bo', 'POST', `${w}/me/keys`, { name: `k${at}` });
    const more = await codeOf('bo', 'POST', `${w}/me/keys`, { name: 'one more' });
    expect([more, await codeOf('ada', 'POST', `${w}/me/keys`, { name: ' ' })]).toEqual([
      [422, 'too-many-keys'],
      [400, 'bad-request'],
    ]);
  });
});

describe('upstreams', () => {
  test('need no more than a kind and a credential, and bring a route for everything of their API', async () => {
    const secret = 'sk-live-0123456789abcdef';
    const upstream = await must('admin', 'PUT', `${w}/upstreams/openai`, {
      kind: 'openai',
      add_credential: { name: 'main', secret },
    });
    expect(upstream).toMatchObject({
      name: 'OpenAI',
      base_url: 'https://api.openai.com',
      dialect: 'openai',
      provider: 'openai',
      credentials: [{ name: 'main' }],
    });
    expect(JSON.stringify(upstream)).not.toContain(secret);
    await must('admin', 'PUT', `${w}/upstreams/second`, {
      kind: 'compatible',
      base_url: 'https://llm.example',
    });
    await must('admin', 'PUT', `${w}/upstreams/anthropic`, { kind: 'anthropic' });
    const { routes } = await must('admin', 'GET', `${w}/routes`);
    expect(
      routes.map(({ dialect, models, targets }: Answer) => [dialect, models, targets[0].upstream_id]),
    ).toEqual([
      ['anthropic', ['*'], 'anthropic'],
      ['openai', ['*'], 'openai'],
    ]);
  });

  test('keep their name and address when only something else is changed', async () => {
    const changed = await must('admin', 'PUT', `${w}/upstreams/second`, {
      kind: 'compatible',
      idle_ms: 5_000,
    });
    expect(changed).toMatchObject({ base_url: 'https://llm.example', idle_ms: 5_000, name: 'Own server' });
  });

  test('without an address of their own are told what is missing', async () => {
    for (const kind of ['azure', 'compatible', 'bedrock']) {
      expect(await codeOf('admin', 'PUT', `${w}/upstreams/x`, { kind })).toEqual([422, 'address-invalid']);
    }
    const bedrock = await must('admin', 'PUT', `${w}/upstreams/aws`, {
      kind: 'bedrock',
      options: { region: 'eu-central-1' },
    });
    expect(bedrock.base_url).toBe('https://bedrock-runtime.eu-central-1.amazonaws.com');
  });

  test('do not lead into the private network unless that is said', async () => {
    for (const host of [
      '127.0.0.1:8000',
      '169.254.169.254',
      '[::1]',
      'localhost',
      '10.1.2.3',
      'db.internal',
    ]) {
      const wish = { kind: 'compatible', base_url: `http://${host}` };
      expect(await codeOf('admin', 'PUT', `${w}/upstreams/inside`, wish), host).toEqual([
        422,
        'address-private',
      ]);
    }
    const wish = { kind: 'compatible', base_url: 'http://127.0.0.1:8000', allow_private: true };
    expect(await must('admin', 'PUT', `${w}/upstreams/inside`, wish)).toMatchObject({ allow_private: true });
    expect(
      await codeOf('admin', 'PUT', `${w}/upstreams/inside`, { kind: 'compatible', allow_private: false }),
    ).toEqual([422, 'address-private']);
  });

  test('leave with the route that came with them, and not while another route needs them', async () => {
    const route = { name: 'small', models: ['gpt-*-mini'], targets: [{ upstream_id: 'second' }] };
    await must('admin', 'PUT', `${w}/routes/small`, route);
    expect(await codeOf('admin', 'DELETE', `${w}/upstreams/second`)).toEqual([409, 'upstream-in-use']);
    expect(await must('admin', 'DELETE', `${w}/upstreams/anthropic`)).toEqual({ done: true });
    expect(await codeOf('admin', 'DELETE', `${w}/upstreams/anthropic`)).toEqual([404, 'upstream-unknown']);
    const { routes } = await must('admin', 'GET', `${w}/routes`);
    expect(routes.map(({ id }: Answer) => id)).toEqual(['small', 'default-bedrock', 'default-openai']);
  });

  test('and rules are for admins alone', async () => {
    for (const path of ['upstreams', 'routes', 'gateway/rules']) {
      expect(await codeOf('reader', 'GET', `${w}/${path}`)).toEqual([403, 'forbidden']);
    }
    expect(await must('admin', 'PUT', `${w}/gateway/rules`, { holds: 'learned' })).toMatchObject({
      holds: 'learned',
      books_lost: 'refuse',
    });
    expect(await must('reader', 'GET', `${w}/gateway`)).toMatchObject({ requests: 0, gateways: [] });
    expect(await codeOf('admin', 'POST', `${w}/gateway/leases/lse_none/release`, {})).toEqual([
      404,
      'lease-unknown',
    ]);
  });
});
