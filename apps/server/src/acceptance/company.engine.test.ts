import { type Company, companyOf, dateOf, recordsOf, storiesOf, termsOf } from '@exchequer/company';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OutcomeOracle } from '../../../../tools/company/src/oracle/outcome.ts';
import { dollarsOf, Prices } from '../../../../tools/company/src/oracle/price.ts';
import { UsageOracle, type UsageSums } from '../../../../tools/company/src/oracle/usage.ts';
import { boss } from '../testing/callers.ts';
import { type TestServer, testServer, totalsBy } from '../testing/index.ts';

const size = { seed: 1, people: 40, agents_per_person: 1, days: 30 };

let server: TestServer;
let company: Company;
let oracle: UsageOracle;
const outcomes = new OutcomeOracle();

beforeAll(async () => {
  server = await testServer();
  await server.services.settings.change(
    { ...(await server.services.settings.current()), time_zone: 'UTC' },
    boss,
  );
  const yesterday = Math.floor(Date.now() / 86_400_000) - 1;
  const from = dateOf('1970-01-01', yesterday - size.days + 1);
  const { seed, people, days } = size;
  company = companyOf({ seed, people, agentsPerPerson: size.agents_per_person, days, from });
  oracle = new UsageOracle(new Prices(termsOf(company).prices));
  for (let day = 0; day < days; day++)
    for (const record of recordsOf(company, day)) {
      oracle.add(record);
      outcomes.add(record);
    }
  expect(await server.services.sample.load(size, boss)).toMatchObject({ state: 'loading' });
  await server.services.sample.idle();
}, 300_000);
afterAll(() => server?.remove());

const figures = (sums: UsageSums) => ({
  requests: sums.requests,
  uncached: sums.input,
  read: sums.read,
  output: sums.output,
  total: sums.input + sums.write + sums.read + sums.output,
  cost: dollarsOf(sums.cost).replace(/\.?0+$/, ''),
});

/** What stands in the journal, by the values of an expression. */
async function booked(key: string, where = '1') {
  const found = await totalsBy(server, key, `workspace = 'sample' AND (${where})`);
  return Object.fromEntries(
    Object.entries(found).map(([name, { requests, tokens, cost_usd_exact: cost }]) => [
      name,
      {
        requests,
        uncached: tokens.uncached_input,
        read: tokens.cache_read,
        output: tokens.output,
        total: tokens.total,
        cost: cost?.includes('.') ? cost.replace(/\.?0+$/, '') : cost,
      },
    ]),
  );
}

const planted = (dimension: string) =>
  Object.fromEntries([...oracle.of(dimension)].map(([key, sums]) => [key, figures(sums)]));

describe('the simulated company', () => {
  test('is loaded whole, through the import and the intake that real sources use', async () => {
    expect(await server.services.sample.status()).toMatchObject({
      state: 'ready',
      progress: 1,
      error: null,
      name: 'Halyard Robotics (fictional)',
    });
    expect(oracle.of('total').get('')?.requests).toBeGreaterThan(5_000);
  });

  test.each([
    ['total', "''"],
    ['day', 'toString(toDate(occurred_at))'],
    ['model', 'toString(model)'],
    ['workflow', 'toString(workflow)'],
    ['who', 'identity'],
  ])('has the requests, tokens and costs of a naive count by %s', async (dimension, key) => {
    const expected = planted(dimension);
    expect(Object.keys(expected).length).toBeGreaterThan(0);
    expect(await booked(key)).toEqual(expected);
  });

  test('has every outcome that its vendors delivered, and those that were taken back', async () => {
    const rows = await server.services.engine.query<Record<string, string>>(
      `SELECT toString(o.kind) AS what, toString(sum(o.outcomes)) AS told, toString(sumIf(o.outcomes, o.reversed = 1)) AS taken_back,
         toString(sum(o.quality_points)) AS points, toString(sum(o.value)) AS money,
         toString(sumIf(o.outcomes, o.handled_by = 'ai')) AS ai, toString(sumIf(o.outcomes, o.worker_id = '')) AS nobodys
       FROM outcome_journal AS o WHERE o.workspace = 'sample' AND o.counted = 1 GROUP BY o.kind`,
    );
    const told = Object.fromEntries(rows.map((row) => [row.what, row]));
    const { sums } = outcomes;
    expect(sums.merged).toBeGreaterThan(50);
    expect(told).toMatchObject({
      'pull_request.merged': { told: String(sums.merged), taken_back: String(sums.reverted), nobodys: '0' },
      'pull_request.reverted': { told: String(sums.reverted) },
      'feature.shipped': { told: String(sums.shipped), taken_back: '0' },
      'deployment.succeeded': { told: String(sums.deployed) },
      'deployment.failed': { told: String(sums.deploymentsFailed) },
      'ticket.resolved': { told: String(sums.resolved), ai: String(sums.resolvedByAi), nobodys: '0' },
      'ticket.reopened': { told: String(sums.reopened) },
      'ticket.escalated': { told: String(sums.escalated) },
      'ticket.rated': { told: String(sums.ratings), points: String(sums.ratingPoints) },
    });
    expect(Number(told['revenue.booked']?.money)).toBe(Number(sums.revenue) / 100);
  });

  test('leaves nobody’s usage unattributed', async () => {
    expect(await server.services.people.unattributed('sample', 10)).toEqual([]);
  });

  test('stands in its own workspace alone', async () => {
    expect(await totalsBy(server, 'workspace', "workspace != 'sample'")).toEqual({});
  });

  test('shows the runaway agent as the dearest night of all', async () => {
    const { runaway } = storiesOf(company);
    const nights = await booked('toString(toDate(occurred_at))', `identity = '${runaway.agent}'`);
    const dearest = Object.entries(nights).sort((a, b) => Number(b[1].cost) - Number(a[1].cost))[0];
    expect(dearest?.[0]).toBe(dateOf(company.size.from, runaway.day));
    expect(dearest?.[1].requests).toBe(runaway.requests);
  });

  test('is gone whole when it is removed, and stands as before when it is loaded again', async () => {
    const before = await booked("''");
    expect(await server.services.sample.remove()).toMatchObject({ state: 'none' });
    expect(await booked("''")).toEqual({});
    expect(await server.services.people.workers('sample', { search: '', limit: 1 })).toMatchObject({
      total: 0,
    });
    await server.services.sample.load(size, boss);
    await server.services.sample.idle();
    expect(await booked("''")).toEqual(before);
  }, 300_000);
});
