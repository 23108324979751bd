import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forgetOldGates } from '@exchequer/store/gate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Installed, installed, type Spender } from './testing/installed.ts';

let here: Installed;
let ada: Spender;

beforeAll(async () => {
  here = await installed();
  ada = await here.spender('Ada', '10');
}, 60_000);
afterAll(() => here?.remove(), 30_000);

const chat = (more: object = {}) => ({
  model: 'gpt-5-mini',
  max_completion_tokens: 200,
  messages: [{ role: 'user', content: 'hello' }],
  ...more,
});

const call = (path: string, body: object, secret = ada.secret, headers: Record<string, string> = {}) =>
  fetch(here.gateway.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** Rows of the journal, once the spool has been shipped. */
const rowsOf = async (id: string) =>
  here.tower.services.engine.query<Record<string, unknown>>(
    `select source, source_event_id, model, output, requests, estimated, flags, lease,
        toString(cost_contracted) as cost, worker_id, session_id
      from usage_journal where startsWith(source_event_id, {id:String})`,
    { id },
  );

const booked = async (id: string) => {
  let rows: Record<string, unknown>[] = [];
  await expect
    .poll(
      async () => {
        rows = await rowsOf(id);
        return rows.length;
      },
      { timeout: 10_000, interval: 100 },
    )
    .toBeGreaterThan(0);
  return rows;
};

describe('a call', () => {
  test('is answered as the provider answered it, and says what it cost', async () => {
    const costOf = async (model: string) =>
      (await call('/v1/chat/completions', chat({ model }))).headers.get('x-exchequer-cost');
    // A model's first answer may bring a name that was never priced here.
    expect(await costOf('gpt-5-mini')).toMatch(/^(unknown|0\.\d+)$/);
    await expect.poll(() => costOf('gpt-5-mini')).toMatch(/^0\.\d+$/);
    await expect.poll(() => costOf('gpt-nobody-prices')).toBe('unpriced');
    const response = await call('/v1/chat/completions', chat(), ada.secret, { 'x-exchequer-session': 's1' });
    expect(response.status).toBe(200);
    const body = (await response.json()) as { usage: { completion_tokens: number } };
    expect(body.usage.completion_tokens).toBe(16);
    const id = response.headers.get('x-exchequer-request-id') ?? '';
    const cost = Number(response.headers.get('x-exchequer-cost'));
    expect(cost).toBeGreaterThan(0);
    const { gateways } = await here.tower.must('GET', '/api/w/live/gateway');
    expect(gateways[0].version).toMatch(/^\d+\.\d+\.\d+/);
    const [row] = await booked(id);
    expect(row).toMatchObject({ source: 'gateway', output: '16', worker_id: ada.workerId, session_id: 's1' });
    expect(Number(row?.cost)).toBe(cost);
    expect(row?.lease).toMatch(/^lse_/);
    // All that the worker has left, not the little that the gateway has leased of it.
    const remaining = Number(response.headers.get('x-exchequer-remaining'));
    expect(remaining).toBeLessThanOrEqual(10 - cost);
    expect(remaining).toBeGreaterThan(9.9);
  });
});

describe('a tree of envelopes that changes', () => {
  const leases = (envelopeId: string) =>
    here.tower.services.sql<{ id: string; state: string; path: string[]; held: string }[]>`
      select l.id, l.state, h.path, h.amount::text as held from gate_lease l
      join ledger_hold h on h.workspace = l.workspace and h.id = l.id
      where l.envelope_id = ${envelopeId} order by l.opened_at, l.id`;

  test('retires the lease of a moved envelope: the next call pays on the new path, the old lease ends', {
    timeout: 60_000,
  }, async () => {
    const dee = await here.spender('Dee', '5');
    expect((await call('/v1/chat/completions', chat(), dee.secret)).status).toBe(200);
    const envelopes = '/api/w/live/budget/envelopes';
    const [company] = (await here.tower.must('GET', envelopes)).envelopes;
    const [team] = await here.tower.services.sql<{ id: string }[]>`select id from team limit 1`;
    const between = await here.tower.must('PUT', envelopes, {
      ...{
        name: 'Between',
        kind: 'team',
        ref: team?.id,
        parent_id: company.id,
        limit: '50',
        period: 'month',
      },
      enforcement: 'hard',
    });
    await here.tower.must('PUT', `${envelopes}`, {
      ...{ id: dee.envelopeId, name: 'Dee', kind: 'person', ref: dee.workerId, parent_id: between.id },
      ...{ limit: '5', period: 'month', enforcement: 'hard' },
    });
    await expect
      .poll(
        async () => {
          await call('/v1/chat/completions', chat(), dee.secret);
          return (await leases(dee.envelopeId)).map(({ path }) => path.length);
        },
        { timeout: 10_000 },
      )
      .toEqual([2, 3]);
    await expect
      .poll(async () => (await leases(dee.envelopeId)).map(({ state }) => state === 'open'), {
        timeout: 30_000,
      })
      .toEqual([false, true]);
  });
});

describe('refusals', () => {
  test('without a key, with an unknown one and at an unknown place, in the client’s own format', async () => {
    const none = await fetch(`${here.gateway.url}/v1/messages`, { method: 'POST', body: '{}' });
    expect([none.status, await none.json()]).toMatchObject([401, { type: 'error' }]);
    const unknown = await call('/v1/chat/completions', chat(), 'exq_nobody');
    expect([unknown.status, await unknown.json()]).toMatchObject([401, { error: {} }]);
    expect((await call('/v1/nonsense', {})).status).toBe(404);
    expect((await call('/v1/chat/completions', { model: 7 })).status).toBe(400);
  });

  test('Vertex AI’s paths are refused, and it is said where else to go', async () => {
    const before = here.upstream.truth.arrived;
    for (const model of [
      'google/models/gemini-2.5-flash:generateContent',
      'anthropic/models/claude:rawPredict',
    ]) {
      const response = await call(`/v1/projects/p/locations/global/publishers/${model}`, { contents: [] });
      expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('Vertex AI')]);
    }
    expect(here.upstream.truth.arrived).toBe(before);
  });

  test('a batch, whose cost no gateway sees, is refused unless the rules admit batches', async () => {
    const before = here.upstream.truth.arrived;
    const file = { input_file_id: 'file-1', endpoint: '/v1/chat/completions', completion_window: '24h' };
    const params = { model: 'claude-haiku-4-5', max_tokens: 10, messages: [] };
    const refused = [
      await call('/v1/batches', file),
      await call('/v1/messages/batches', { requests: [{ custom_id: 'a', params }] }),
    ];
    for (const response of refused) {
      expect([response.status, await response.text()]).toEqual([
        403,
        expect.stringContaining('--batches admit'),
      ]);
    }
    expect(here.upstream.truth.arrived).toBe(before);
    await here.tower.must('PUT', '/api/w/live/gateway/rules', { batches: 'admit' });
    await expect
      .poll(async () => (await call('/v1/batches', file)).status, { timeout: 10_000 })
      .not.toBe(403);
    await here.tower.must('PUT', '/api/w/live/gateway/rules', { batches: 'refuse' });
  });

  test('a call that the budget cannot cover is refused once and for good, and nothing stays held', async () => {
    const bo = await here.spender('Bo', '0.0001');
    const before = here.upstream.truth.arrived;
    const response = await call('/v1/chat/completions', chat({ max_completion_tokens: 100_000 }), bo.secret);
    expect(response.status).toBe(429);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(await response.json()).toMatchObject({ error: { type: 'billing_error' } });
    expect(here.upstream.truth.arrived).toBe(before);
    expect(await budgetOf(bo)).toMatchObject({ held: '0', spent: '0' });
  });
});

test('a refusal names a cheaper model that would fit, of those that the key allows', async () => {
  const models = ['gpt-5', 'gpt-5-mini', 'gpt-5-nano', 'text-embedding-3-small'];
  const ed = await here.spender('Ed', '0.004', { models });
  const response = await call(
    '/v1/chat/completions',
    chat({ model: 'gpt-5', max_completion_tokens: 1_000 }),
    ed.secret,
  );
  const body = (await response.json()) as { error: { message: string }; exchequer: Record<string, string> };
  expect(response.status).toBe(429);
  expect(body.error.message).toContain('gpt-5-mini would fit.');
  expect(body.exchequer).toMatchObject({ cheaper_model: 'gpt-5-mini', free: '0.004' });
  expect(Number(body.exchequer.cheaper_model_needs)).toBeLessThan(0.004);
  const fits = await call('/v1/chat/completions', chat({ max_completion_tokens: 1_000 }), ed.secret);
  expect(fits.status).toBe(200);
});

test('a credential that its provider refuses rests, and the next of the pool is tried before the client hears', async () => {
  const asked: string[] = [];
  const picky = createServer((req, res) => {
    const key = String(req.headers.authorization);
    asked.push(key);
    const [status, body] = key.endsWith('good')
      ? [200, { model: 'gpt-5-mini', usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }]
      : [401, { error: { message: 'revoked' } }];
    res.writeHead(status as number, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => picky.listen(0, '127.0.0.1', listening));
  const { port } = picky.address() as AddressInfo;
  const upstreams = '/api/w/live/upstreams/picky';
  const wish = {
    name: 'picky',
    kind: 'compatible',
    base_url: `http://127.0.0.1:${port}/v1`,
    allow_private: true,
  };
  for (const name of ['bad', 'good']) {
    await here.tower.must('PUT', upstreams, { ...wish, add_credential: { name, secret: `sk-${name}` } });
  }
  const target = { upstream_id: 'picky', model: '', weight: 1, order: 0, role: 'normal' };
  const route = { name: 'picky', position: 0, models: ['picky-*'], targets: [target], retries: 0 };
  await here.tower.must('PUT', '/api/w/live/routes/picky', route);
  const ask = async () => (await call('/v1/chat/completions', chat({ model: 'picky-1' }))).status;
  // Until the gateway has heard of the route, calls go to the other upstream of their dialect.
  const reached = async () => (await ask()) === 200 && asked.length > 0;
  await expect.poll(reached, { timeout: 10_000 }).toBe(true);
  expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 200]);
  expect(asked.filter((key) => key.endsWith('bad'))).toHaveLength(1);
  const metrics = await (await fetch(`${here.gateway.url}/metrics`)).text();
  expect(metrics).toContain('credentials_refused_total{upstream="picky",credential="bad"} 1');
  await here.tower.must('DELETE', '/api/w/live/routes/picky');
  await new Promise((closed) => picky.close(closed).closeAllConnections());
});

describe('streams', () => {
  test('pass as they come, and are booked with what the provider reported at their end', async () => {
    const response = await call('/v1/chat/completions', chat({ stream: true }));
    const id = response.headers.get('x-exchequer-request-id') ?? '';
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(await response.text()).toMatch(/data: \[DONE\]/);
    expect(await booked(id)).toMatchObject([{ output: '16', estimated: 0 }]);
  });

  test('of Anthropic’s API too, with the key in its header', async () => {
    const body = { model: 'claude-haiku-4-5', max_tokens: 100, messages: [{ role: 'user', content: 'hi' }] };
    const response = await fetch(`${here.gateway.url}/v1/messages?beta=true`, {
      method: 'POST',
      headers: {
        'x-api-key': ada.secret,
        'anthropic-version': '2023-06-01',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ ...body, stream: true }),
    });
    const text = await response.text();
    expect([response.status, text]).toMatchObject([200, expect.stringContaining('message_stop')]);
    expect(await booked(response.headers.get('x-exchequer-request-id') ?? '')).toMatchObject([
      { estimated: 0 },
    ]);
  });

  test('that their client leaves are ended and booked with what was seen', async () => {
    const leaving = new AbortController();
    const response = await fetch(`${here.gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(
        chat({ stream: true, messages: [{ role: 'user', content: '[fake output-tokens=100 chunk-ms=30]' }] }),
      ),
      signal: leaving.signal,
    });
    const reader = response.body?.getReader();
    await reader?.read();
    leaving.abort();
    const [row] = await booked(response.headers.get('x-exchequer-request-id') ?? '');
    expect(row).toMatchObject({ estimated: 1, flags: expect.stringContaining('interrupted') });
    expect(Number(row?.output)).toBeLessThan(100);
  });
});

const budgetOf = async (spender: Spender) => {
  const response = await fetch(`${here.gateway.url}/v1/me/budget`, {
    headers: { authorization: `Bearer ${spender.secret}` },
  });
  const { envelopes } = (await response.json()) as {
    envelopes: { id: string; held: string; spent: string }[];
  };
  return envelopes[0];
};

describe('the gateway for itself', () => {
  test('shows a key’s holder their own budget, and Anthropic’s clients the limits', async () => {
    expect(await budgetOf(ada)).toMatchObject({ id: ada.envelopeId, limit: '10' });
    const limits = await fetch(`${here.gateway.url}/v1/organizations/spend_limits`, {
      headers: { 'x-api-key': ada.secret },
    });
    expect(await limits.json()).toMatchObject({ data: [{ type: 'spend_limit', amount: '1000' }, {}] });
  });

  test('answers health, readiness and Prometheus', async () => {
    const text = async (path: string) => (await fetch(here.gateway.url + path)).text();
    expect(await text('/healthz')).toBe('ok\n');
    expect(await text('/readyz')).toBe('ready\n');
    expect((await fetch(here.gateway.url, { method: 'HEAD' })).status).toBe(200);
    expect(await text('/metrics')).toMatch(
      /exchequer_gateway_requests_total\{endpoint="chat",status="2xx"\} \d/,
    );
  });

  test('a revoked key is refused within a second', async () => {
    const cy = await here.spender('Cy', '1');
    await here.tower.must('DELETE', `/api/w/live/keys/${cy.keyId}`);
    await expect
      .poll(async () => (await call('/v1/chat/completions', chat(), cy.secret)).status, { timeout: 1_000 })
      .toBe(401);
  });

  test('what was metered is in the books to the last unit, and after closing nothing is held', async () => {
    await here.gateway.close();
    const { services } = here.tower;
    const stops = await services.sql<{ name: string; calls: number }[]>`
      select w.name, sum(s.calls)::int as calls from gate_stop s join worker w on w.id = s.worker_id group by 1`;
    // Their own statement tells persons when a budget stopped them; nothing else reads it, and not for ever.
    expect([...stops]).toContainEqual({ name: 'Bo', calls: 1 });
    expect(await forgetOldGates(services.sql)).toBe(0);
    const sum = async () => {
      const [row] = await services.engine.query<{ cost: string }>(
        `select toString(sum(cost_contracted)) as cost from usage_journal where worker_id = {id:String}`,
        { id: ada.workerId },
      );
      return Number(row?.cost);
    };
    const level = async () => {
      const { envelopes } = await services.budgets.ofSpender('live', { workerId: ada.workerId });
      return envelopes[0];
    };
    await expect.poll(async () => Number((await level())?.spent), { timeout: 10_000 }).toBe(await sum());
    await here.restart();
    // What the life before could not close in time, the next one closes.
    const open = async () =>
      (await services.sql`select state from gate_lease where state not in ('closing', 'closed')`).length;
    await expect.poll(open, { timeout: 10_000 }).toBe(0);
  });
});
