import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { transact } from './index.ts';
import {
  actionsOf,
  admin,
  all,
  type BudgetBench,
  budgetBench,
  fresh,
  priyaUsed,
  usd,
  wishOf,
} from './testing.ts';

const live = 'live';
let bench: BudgetBench;
let act: ReturnType<typeof actionsOf>;

beforeAll(async () => {
  bench = await budgetBench('2026-11-21T09:00:00Z');
  act = actionsOf(bench);
}, 60_000);
beforeEach(async () => {
  bench.at('2026-11-21T09:00:00Z');
  await fresh(bench);
});
/** Every period’s pockets sum to zero, and every balance is the sum of its lines. */
afterEach(async () => expect(await act.faultsOfBooks()).toEqual([]));
afterAll(() => bench?.close());

describe('a tree of envelopes', () => {
  test('is filled for the running period as it is made', async () => {
    await act.tree();
    const priya = (await act.balances()).get('Priya');
    expect(priya).toMatchObject({
      period_key: '2026-11',
      starts_on: '2026-11-01',
      ends_on: '2026-12-01',
      resets_at: '2026-11-30T23:00:00.000Z',
      limit: '400',
      free: '400',
      spent: '0',
      percent: '0.0',
    });
  });

  test('of forty envelopes is made in one step, and not at all when one of them is wrong', async () => {
    const { sql } = bench.server;
    const make = (limitOfLast: string) =>
      transact(sql, (tx) =>
        bench.budgets.applyEnvelopeChanges(
          tx,
          live,
          Array.from({ length: 40 }, (_, at) => ({
            action: 'put' as const,
            id: `env_p${at}`,
            wish: {
              ...wishOf(
                `Project ${at}`,
                'project',
                `project-${at}`,
                'env_root',
                at === 39 ? limitOfLast : '10',
              ),
              managedBy: 'file' as const,
            },
          })).concat({
            action: 'put',
            id: 'env_root',
            wish: { ...wishOf('Company', 'company', '', null, '100'), managedBy: 'file' },
          }),
          { by: admin, origin: 'file' },
        ),
      );
    const wrong = await make('101');
    expect('refused' in wrong && wrong.refused).toBe('limit-above-parent');
    expect((await act.balances()).size).toBe(0);
    expect(await sql`select 1 from ledger_transaction`).toHaveLength(0);
    const done = await make('100');
    expect('steps' in done && done.steps).toHaveLength(41);
    expect((await act.balances()).size).toBe(41);
    expect(await act.refusedPut(wishOf('Mine', 'project', 'project-1', 'env_root', '5'), 'env_p1')).toBe(
      'managed-by-file',
    );
  });

  test('refuses unknown teams, second envelopes, strange currencies and cycles, and writes nothing', async () => {
    const { company, eng, platform } = await act.tree();
    expect(await act.refusedPut(wishOf('X', 'team', 'nowhere', company.id, '1'))).toBe('ref-unknown');
    expect(await act.refusedPut(wishOf('X', 'team', 'platform', company.id, '1'))).toBe('envelope-taken');
    expect(await act.refusedPut(wishOf('X', 'team', 'data', company.id, '1', { currency: 'EUR' }))).toBe(
      'currency-mismatch',
    );
    expect(await act.refusedPut(wishOf('X', 'team', 'data', company.id, '10001'))).toBe('limit-above-parent');
    expect(await act.refusedPut(wishOf('Engineering', 'team', 'eng', platform.id, '1000'), eng.id)).toBe(
      'envelope-cycle',
    );
    expect(await act.refusedPut(wishOf('Engineering', 'function', 'eng', company.id, '1999'), eng.id)).toBe(
      'limit-above-parent',
    );
    expect((await act.balances()).size).toBe(4);
    const { sql } = bench.server;
    expect(await sql`select 1 from envelope_change`).toHaveLength(4);
  });

  test('keeps every version of an envelope and refuses a change over another one', async () => {
    const { company, platform } = await act.tree();
    await act.put(wishOf('Platform', 'team', 'platform', platform.parent_id, '2500'), platform.id);
    const late = await bench.budgets.envelopes.put(
      live,
      {
        id: platform.id,
        expectedVersion: 1,
        wish: wishOf('P', 'team', 'platform', company.id, '1'),
        belowSpent: false,
      },
      admin,
    );
    expect('refused' in late && late.refused).toBe('version-changed');
    const detail = await bench.budgets.envelopes.get(live, platform.id, all);
    if ('refused' in detail) throw new Error(detail.detail);
    expect(detail.changes.map(({ version, action }) => [version, action])).toEqual([
      [2, 'change'],
      [1, 'create'],
    ]);
    expect(detail.changes[0]?.changes).toEqual([{ field: 'limit', before: '2000', after: '2500' }]);
    expect(detail.ancestors.map(({ name }) => name)).toEqual(['Engineering', 'Company']);
    expect(detail.transactions.map(({ kind }) => kind)).toEqual(['adjustment', 'appropriate']);
  });
});

describe('a period', () => {
  test('that ends rolls over what its rule lets go, once, and the rest expires', async () => {
    await act.put(
      wishOf('Company', 'company', '', null, '1000', { rollover: { percent: 50, cap: usd('300') } }),
    );
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('200')]);
    bench.at('2026-12-01T08:00:00Z');
    const { openPeriods } = bench.reopened();
    await Promise.all([openPeriods(), openPeriods(), bench.budgets.openPeriods()]);
    const { company } = await act.ids();
    const periods = await bench.budgets.envelopes.periods(live, company, 10, all);
    if ('refused' in periods) throw new Error(periods.detail);
    expect(periods).toMatchObject([
      {
        period_key: '2026-12',
        limit: '1300',
        base_limit: '1000',
        rolled_in: '300',
        free: '1300',
        state: 'open',
      },
      { period_key: '2026-11', limit: '1000', rolled_out: '300', expired: '500', free: '0', state: 'ended' },
    ]);
  });

  test('is opened in order after weeks without a tower', async () => {
    await act.put(
      wishOf('Daily', 'company', '', null, '100', { period: 'day', rollover: { percent: 100, cap: null } }),
    );
    bench.at('2026-12-11T09:00:00Z');
    await bench.reopened().openPeriods();
    const daily = (await act.balances()).get('Daily');
    expect(daily).toMatchObject({ period_key: '2026-12-11', limit: '2100', rolled_in: '2000' });
  });

  test('whose hold ends later gets the rest back and loses it with the next look', async () => {
    const { priya } = await act.tree();
    const hold = await act.reserve(priya.id, '50');
    bench.at('2026-12-01T08:00:00Z');
    await bench.budgets.openPeriods();
    await bench.budgets.holds.release(live, hold.id);
    await bench.budgets.openPeriods();
    const periods = await bench.budgets.envelopes.periods(live, priya.id, 10, all);
    if ('refused' in periods) throw new Error(periods.detail);
    expect(periods[1]).toMatchObject({ period_key: '2026-11', free: '0', reserved: '0', expired: '400' });
  });

  test('of another length begins at once, and the old one ends', async () => {
    const company = await act.put(wishOf('Company', 'company', '', null, '1000'));
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('200')]);
    const weekly = await act.put(
      wishOf('Company', 'company', '', null, '300', { period: 'week' }),
      company.id,
    );
    expect(weekly.balance).toMatchObject({
      period_key: '2026-W47',
      starts_on: '2026-11-21',
      ends_on: '2026-11-23',
      limit: '300',
      spent: '0',
    });
    const back = await act.put(wishOf('Company', 'company', '', null, '900'), company.id);
    expect(back.balance).toMatchObject({ period_key: '2026-11.2', limit: '900', ends_on: '2026-12-01' });
  });
});

describe('a limit', () => {
  test('that changes holds at once, up and down', async () => {
    const { platform } = await act.tree();
    const raised = await act.put(
      wishOf('Platform', 'team', 'platform', platform.parent_id, '2600'),
      platform.id,
    );
    expect(raised.balance).toMatchObject({ limit: '2600', base_limit: '2600', free: '2600' });
    const lowered = await act.put(
      wishOf('Platform', 'team', 'platform', platform.parent_id, '700'),
      platform.id,
    );
    expect(lowered.balance).toMatchObject({ limit: '700', free: '700' });
  });

  test('of a hard envelope goes below what is spent and held only when that is meant', async () => {
    const { priya, platform } = await act.tree();
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('100')]);
    await act.reserve(priya.id, '50');
    const wish = wishOf('Priya', 'person', 'wrk_priya', platform.id, '120');
    expect(await act.refusedPut(wish, priya.id)).toBe('limit-below-spent');
    const meant = await act.put(wish, priya.id, true);
    expect(meant.balance).toMatchObject({ limit: '120', free: '0', overdrawn: '30' });
  });
});

describe('a threshold', () => {
  test('is told once per period', async () => {
    await act.tree();
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('330')]);
    const told = await bench.budgets.noteThresholds();
    expect(told.map(({ envelope, threshold }) => [envelope.name, threshold])).toEqual([
      ['Priya', 50],
      ['Priya', 80],
    ]);
    expect(await bench.budgets.noteThresholds()).toEqual([]);
    const { alerts } = await bench.budgets.alerts(live, { limit: 10 }, all);
    expect(alerts.map(({ threshold, spent, limit }) => [threshold, spent, limit])).toEqual([
      [80, '330', '400'],
      [50, '330', '400'],
    ]);
  });
});

describe('an envelope of a person', () => {
  test('is seen by the person, its owner and admins; others see a sum of five or more', async () => {
    const { platform } = await act.tree();
    const seen = async (who: { admin: boolean; pay?: boolean; workerId: string | null }) => {
      const viewer = { pay: false, ...who };
      const { envelopes, folded } = await bench.budgets.envelopes.list(live, {}, viewer);
      return [envelopes.map(({ name }) => name), folded.map(({ persons, spent }) => [persons, spent])];
    };
    const others = ['Company', 'Engineering', 'Platform'];
    expect(await seen({ admin: false, workerId: 'wrk_jo' })).toEqual([others, [[null, null]]]);
    expect(await seen({ admin: false, workerId: 'wrk_priya' })).toEqual([[...others, 'Priya'], []]);
    const { sql } = bench.server;
    for (const at of [1, 2, 3, 4]) {
      await sql`insert into worker (workspace, id, kind, name, external_id, family) values ('live', ${`w${at}`}, 'person', ${`W${at}`}, '', '')`;
      await act.put(wishOf(`W${at}`, 'person', `w${at}`, platform.id, '10'));
    }
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('30')]);
    expect(await seen({ admin: false, workerId: null })).toEqual([others, [[5, '30']]]);
    const { priya } = await act.ids();
    const hidden = await bench.budgets.envelopes.get(live, priya, {
      admin: false,
      pay: false,
      workerId: null,
    });
    expect('refused' in hidden && hidden.refused).toBe('person-private');
  });
});
