import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PoolCost } from '@exchequer/model';
import type { KeptTarget } from '@exchequer/store/factory';
import { recordedDcgm, recordedVllm } from '@exchequer/vendors/factory/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Factory, openFactory } from '../compose-factory.ts';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

let server: TestHttpServer;
let exporter: Server;
let factory: Factory;
let base = '';
/** What the exporters answer at the moment. */
let moment = 0;
const startMs = Date.parse('2026-09-02T10:00:00Z');
const clock = { ms: startMs };

beforeAll(async () => {
  server = await testHttpServer();
  exporter = createServer((request, response) => {
    const recorded: Record<string, string> = {
      '/vllm': recordedVllm[moment] ?? '',
      '/dcgm': recordedDcgm[moment] ?? '',
      '/other': 'go_goroutines 9\n',
      '/page': '<html>hello</html>',
    };
    if (request.url === '/moved') return response.writeHead(302, { location: '/vllm' }).end();
    const text = recorded[request.url ?? ''];
    return response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>((done) => exporter.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(exporter.address() as AddressInfo).port}`;
  const { sql, engine } = server.services;
  const timeZone = () => 'UTC';
  let serial = 0;
  const newId = (prefix: string) => `${prefix}test${++serial}`;
  factory = openFactory({ sql, engine, timeZone, now: () => new Date(clock.ms), newId, log: () => {} });
  await factory.close();
});
afterAll(async () => {
  exporter?.close();
  await server?.remove();
});

const ownCost: PoolCost = {
  ...{ pool: 'llama', validFrom: '2026-01-01', gpus: 2, gpuPrice: '36000', depreciationMonths: 36 },
  ...{ gpuHour: '0', powerPerKwh: '0.2', puePermille: 1300, opsPerMonth: '600', capWatts: 1400 },
  ...{ sellablePermille: 500, pricePerMillion: '3', boundary: 'gpu', qualityParity: 'equal' },
};
const path = '/api/w/live/factory';
const range = { from: '2026-09-02', to: '2026-09-03', time_zone: 'UTC' };

async function add(kind: string, at: string): Promise<KeptTarget> {
  // Its own rounds would scrape in between: paused, and scraped by hand at the recorded moments.
  const { id } = await server.must('POST', `${path}/targets`, {
    kind,
    name: kind,
    url: base + at,
    pool: 'llama',
  });
  await server.must('PUT', `${path}/targets/${id}`, { state: 'paused' });
  const kept = (await factory.targets.list('live')).find((target) => target.id === id);
  if (!kept) throw new Error('it was not kept');
  return kept;
}

describe('scrapes of own inference', () => {
  test('with a restart in the middle give the tokens, joules and cost that hands compute', async () => {
    // Added while the first moment is answered, which a round of the server may have read already.
    const vllm = await add('vllm', '/vllm');
    const dcgm = await add('dcgm', '/dcgm');
    await server.services.sql`update scrape_state set state = null, pending = '[]'`;
    await server.services.engine.command('TRUNCATE TABLE factory_step');
    await server.services.engine.command('TRUNCATE TABLE factory_day');
    for (moment = 0; moment < recordedVllm.length; moment++) {
      clock.ms = startMs + moment * 15_000;
      expect(await factory.scrape(vllm)).toBe(true);
      expect(await factory.scrape(dcgm)).toBe(true);
    }
    await server.must('PUT', `${path}/costs`, {
      ...{ pool: 'llama', valid_from: '2026-01-01', gpus: 2, gpu_price: '36000', power_per_kwh: '0.2' },
      ...{ pue: 1.3, ops_per_month: '600', cap_watts: 1400, sellable_share: 0.5, price_per_million: '3' },
      quality_parity: 'equal',
    });
    const [report] = await server.must('POST', `${path}/report`, { range });
    // Worked out in the recorded test of the readers: 16,000 + 2,600 tokens, 24,750 J measured.
    expect(report).toMatchObject({
      ...{ pool: 'llama', prompt_tokens: '16000', generated_tokens: '2600', requests: '12' },
      ...{ measured_joules: '24750', joules: '32175', joules_per_token: '1.729838709677' },
      ...{ mean_watts: '550.000', utilisation: '0.422222222222', lower_bound: true, restarts: 2 },
      needs: [],
    });
    expect(report.cost).toMatchObject({
      depreciation: '66.666666666667',
      ops: '20',
      total: '86.668454166667',
    });
  });

  test('are kept once, also when the engine is told them twice', async () => {
    const [first] = await factory.targets.list('live');
    const { sql } = server.services;
    const sums = () =>
      server.services.engine.query<{ n: string; total: string }>(
        'SELECT count() AS n, sum(s.amount) AS total FROM factory_step AS s',
      );
    const days = () =>
      server.services.engine.query<{ total: string }>('SELECT sum(d.amount) AS total FROM factory_day AS d');
    const before = [await sums(), await days()];
    // The engine had them, and the confirmation was lost.
    const steps = [{ series: 'target', measure: 'scraped_seconds', model: '', amount: '15' }];
    const scrape = { at: '2026-09-02T11:00:00.000Z', pool: 'llama', steps };
    await sql`update scrape_state set pending = ${sql.json([scrape])} where target_id = ${first?.id ?? ''}`;
    moment = 3;
    clock.ms = startMs + 3_700_000;
    await factory.scrape(first as KeptTarget);
    const once = [await sums(), await days()];
    await sql`update scrape_state set pending = ${sql.json([scrape])} where target_id = ${first?.id ?? ''}`;
    clock.ms += 1;
    await factory.scrape(first as KeptTarget);
    expect(once).not.toEqual(before);
    expect([await sums(), await days()]).toEqual(once);
  });

  test('cut their days anew with the company’s time zone', async () => {
    await factory.moveDays('Pacific/Auckland');
    const days = await server.services.engine.query<{ day: string }>(
      'SELECT DISTINCT toString(d.day) AS day FROM factory_day AS d ORDER BY day',
    );
    // 10:00 UTC is 22:00 there, and 11:00 is 23:00.
    expect(days.map(({ day }) => day)).toEqual(['2026-09-02']);
    await factory.moveDays('Pacific/Kiritimati');
    const [moved] = await server.services.engine.query<{ day: string; total: string }>(
      'SELECT toString(d.day) AS day, sum(d.amount) AS total FROM factory_day AS d GROUP BY d.day',
    );
    expect(moved?.day).toBe('2026-09-03');
  });

  test('that cannot be read say why, and what was counted stands', async () => {
    const wish = (kind: string, at: string) => ({ kind, name: 'x', pool: 'p', url: base + at });
    const told = async (kind: string, at: string) => {
      const { ok, error, fix } = await server.must('POST', `${path}/targets/test`, wish(kind, at));
      return [ok, error, fix !== ''];
    };
    expect(await told('vllm', '/vllm')).toEqual([true, null, false]);
    expect(await told('vllm', '/other')).toEqual([false, 'the answer holds no metrics of vllm', true]);
    expect(await told('vllm', '/page')).toEqual([false, 'the answer is no Prometheus exposition', true]);
    expect(await told('vllm', '/moved')).toEqual([false, 'it answered with status 302', true]);
    expect(await told('vllm', '/none')).toEqual([false, 'it answered with status 404', true]);
    const away = { ...wish('vllm', ''), url: 'http://127.0.0.1:1/metrics' };
    expect((await server.must('POST', `${path}/targets/test`, away)).error).toBe(
      'the connection was refused',
    );
    const [vllm] = await factory.targets.list('live');
    expect(await factory.scrape({ ...(vllm as KeptTarget), url: `${base}/none` })).toBe(false);
    const [view] = await server.must('GET', `${path}/targets`);
    expect(view).toMatchObject({ health: 'failing', state: 'paused' });
    expect(view.last_error).toContain('status 404');
  });

  test('are refused addresses that are no exporters', async () => {
    const codes = await Promise.all(
      ['ftp://a/metrics', 'http://169.254.169.254/latest', 'http://me:pw@host/metrics'].map((url) =>
        server.call('POST', `${path}/targets`, { kind: 'dcgm', name: 'x', pool: 'p', url }),
      ),
    );
    expect(codes.map(({ status, body }) => [status, body.code])).toEqual(
      Array(3).fill([422, 'address-invalid']),
    );
  });
});

test('whole GPUs are weighed against the API at the load that was measured', async () => {
  await factory.moveDays('UTC');
  const asked = { pool: 'llama', range, api_price_per_million: '1' };
  const answer = await server.must('POST', `${path}/break-even`, asked);
  expect(answer).toMatchObject({ pool: 'llama', verdict: 'api', capex: '36000', gpus: 1 });
  expect(answer.curve).toHaveLength(25);
  const without = await server.must('POST', `${path}/break-even`, { pool: 'llama', range });
  expect(without).toMatchObject({ verdict: 'cannot-tell' });
  const unknown = await server.call('POST', `${path}/break-even`, { pool: 'nobody', range });
  expect([unknown.status, unknown.body.code]).toEqual([404, 'pool-unknown']);
});

test('what was scraped stands in the metrics, and what the company states beside it', async () => {
  const { services } = server;
  await services.factory.costs.set('live', ownCost, { id: 'usr_1', name: 'Ada' });
  // Costs of a day that runs are not owed yet: the day has to be over.
  clock.ms = Date.now();
  await factory.recount('live');
  const asked = [
    'factory_cost_per_million',
    'tokens_per_joule',
    'joules_per_token',
    'gpu_utilisation',
    'idle_watts_loss',
  ];
  const read = async (metrics: string[]) => {
    const query = { metrics, range, grain: 'total', group_by: [], filters: [], compare: 'none', limit: 1 };
    const { totals } = await server.must('POST', '/api/w/live/query', query);
    return Object.fromEntries(totals.map((one: { metric: string }) => [one.metric, one]));
  };
  const figures = await read(asked);
  const [report] = await server.must('POST', `${path}/report`, { range });
  for (const [metric, value] of [
    ['factory_cost_per_million', report.cost_per_million],
    ['tokens_per_joule', report.tokens_per_joule],
    ['joules_per_token', report.joules_per_token],
    ['gpu_utilisation', report.utilisation],
    ['idle_watts_loss', report.idle_watts_loss],
  ]) {
    expect(Number(figures[metric].value), metric).toBeCloseTo(Number(value), 5);
  }
  const csv = 'key,month,amount\nproductive_hours,2026-09,60\navailable_hours,2026-09,80\n';
  const state = (text: string, dry_run: boolean) =>
    server.must('POST', '/api/w/live/value/figures', { text, dry_run });
  expect(await state(`${csv}nothing,2026-09,1\n`, false)).toMatchObject({ taken: 0, rejected: [{ row: 4 }] });
  expect(await state(csv, true)).toMatchObject({ taken: 2, dry_run: true });
  expect(await server.must('GET', '/api/w/live/value/figures')).toEqual([]);
  expect((await read(['utilisation'])).utilisation.value).toBeNull();
  expect(await state(csv, false)).toMatchObject({ taken: 2, rejected: [] });
  expect(await server.must('GET', '/api/w/live/value/figures')).toHaveLength(2);
  expect((await read(['utilisation'])).utilisation.value).toBe('0.75');
});

test('a removed target is scraped no more, and what it counted stays', async () => {
  const [first] = await server.must('GET', `${path}/targets`);
  await server.must('DELETE', `${path}/targets/${first.id}`);
  const left = await server.must('GET', `${path}/targets`);
  expect(left.map(({ id }: { id: string }) => id)).not.toContain(first.id);
  const [report] = await server.must('POST', `${path}/report`, { range });
  expect(report.joules).not.toBeNull();
  expect((await server.call('DELETE', `${path}/targets/${first.id}`)).status).toBe(404);
});
