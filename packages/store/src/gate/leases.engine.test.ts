import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  actionsOf,
  admin,
  type BudgetBench,
  budgetBench,
  fresh,
  priyaUsed,
  usd,
  wishOf,
} from '../envelope/testing.ts';
import { verifyLedger } from '../ledger/index.ts';
import { dollars, freshGate, type GateBench, gateBench, moneyIn, nothingWaits, ok } from './gate.test-kit.ts';
import type { GrantedLease, HeldLease } from './index.ts';

let bench: BudgetBench;
let gate: GateBench;
const clock = { now: new Date('2026-11-21T09:00:00Z') };

beforeAll(async () => {
  bench = await budgetBench('2026-11-21T09:00:00Z');
  gate = gateBench(bench, () => clock.now);
});
beforeEach(async () => {
  await freshGate(bench);
  await fresh(bench);
  at('2026-11-21T09:00:00Z');
});
afterAll(() => bench.close());

const at = (instant: string) => {
  clock.now = new Date(instant);
  bench.at(instant);
};
const moneyOf = async (name: string) => moneyIn((await actionsOf(bench).balances()).get(name));
const use = (lease: HeldLease, batch: string, cost: string, day = '2026-11-21') =>
  bench.budgets.recordUsage(null, 'live', batch, [{ ...priyaUsed(cost, day), lease: lease.id }]);
const faults = async () => [
  ...(await actionsOf(bench).faultsOfBooks()),
  ...(await verifyLedger(bench.server.sql, {})).findings,
];

describe('a lease', () => {
  test('holds at every level, grows, gives back, and ends with the shortest period of its path', async () => {
    const { platform } = await actionsOf(bench).tree();
    const { put } = actionsOf(bench);
    const daily = await put(wishOf('Jo', 'person', 'wrk_jo', platform.id, '50', { period: 'day' }));
    const gateway = gate.gateway('gw_1');
    const lease = ok(await gateway.open('live', daily.id, dollars('5', '20')));
    expect(lease).toMatchObject({
      granted: usd('20'),
      periodKey: '2026-11-21',
      state: 'open',
      gatewayId: 'gw_1',
    });
    expect(lease.path).toHaveLength(4);
    expect(lease.left).toBe(usd('30'));
    expect(lease.endsAt.toISOString()).toBe('2026-11-21T23:00:00.000Z');
    const grown = ok(await gateway.grow(lease, dollars('10')));
    expect(await moneyOf('Company')).toMatchObject({ free: '9970', held: '30' });
    const back = ok(await gateway.shrink(grown, usd('25')));
    expect([grown.left, back.left, back.granted]).toEqual([usd('20'), usd('45'), usd('5')]);
    expect(await moneyOf('Jo')).toMatchObject({ free: '45', held: '5' });
    at('2026-11-21T23:00:00Z');
    expect(await gateway.grow(back, dollars('1'))).toMatchObject({ refused: 'lease-over' });
    const next = ok(await gateway.open('live', daily.id, dollars('1')));
    expect(next).toMatchObject({ periodKey: '2026-11-22' });
    expect(await faults()).toEqual([]);
  });

  test('stays open while the same gateway opens others', async () => {
    const { priya, platform } = await actionsOf(bench).tree();
    const gateway = gate.gateway('gw_1');
    const ids = [priya.id, platform.id, priya.id, platform.id, priya.id, platform.id];
    const opened = await Promise.all(ids.map((id) => gateway.open('live', id, dollars('1'))));
    const leases = opened.map((one) => ok(one).id);
    const rows = await bench.server.sql<{ id: string }[]>`
      select id from gate_lease where state = 'open' and id = any(${leases})`;
    expect(rows).toHaveLength(ids.length);
  });

  test('takes what there is where that is enough, and says what stands in the way where it is not', async () => {
    const { priya } = await actionsOf(bench).tree();
    await actionsOf(bench).reserve(priya.id, '393');
    const gateway = gate.gateway('gw_1');
    const lease = ok(await gateway.open('live', priya.id, dollars('2', '100')));
    expect(lease.granted).toBe(usd('7'));
    const refused = await gateway.grow(lease, dollars('0.01', '5'));
    expect(refused).toMatchObject({
      refused: 'envelope-exhausted',
      envelopeId: priya.id,
      envelopeName: 'Priya',
      free: 0n,
      limit: usd('400'),
      period: '2026-11',
      resetsAt: new Date('2026-11-30T23:00:00Z'),
    });
    expect(refused).toMatchObject({ detail: expect.stringContaining('Priya has 0 USD left in 2026-11') });
    expect(await gateway.open('live', priya.id, dollars('1'))).toMatchObject({
      refused: 'envelope-exhausted',
    });
    expect(await gate.states()).toEqual(['open']);
    expect(await gateway.open('live', 'env_none', dollars('1'))).toMatchObject({ refused: 'nothing-covers' });
  });

  test('draws no overdraft of a hard envelope, whatever its bound', async () => {
    const { priya } = await actionsOf(bench).tree({ overdraft: usd('100') });
    const gateway = gate.gateway('gw_1');
    const lease = ok(await gateway.open('live', priya.id, dollars('400')));
    expect(await gateway.grow(lease, dollars('1'))).toMatchObject({
      refused: 'envelope-exhausted',
      free: 0n,
    });
    expect(await moneyOf('Priya')).toMatchObject({ free: '0', held: '400', overdrawn: '0' });
  });

  test('never gives more than a hard envelope has, however many gateways ask at once', async () => {
    const { priya } = await actionsOf(bench).tree();
    const gateways = ['a', 'b', 'c', 'd'].map((id) => gate.gateway(id));
    const opened = await Promise.all(
      gateways.flatMap((gateway) =>
        Array.from({ length: 10 }, () => gateway.open('live', priya.id, dollars('3', '37'))),
      ),
    );
    const leases = opened.filter((one): one is GrantedLease => !('refused' in one));
    const grown = await Promise.all(
      leases.map((one) => gate.gateway(one.gatewayId).grow(one, dollars('0.5', '9'))),
    );
    const last = leases.map((one, index) => {
      const more = grown[index];
      return more && !('refused' in more) ? more : one;
    });
    const granted = last.reduce((sum, one) => sum + one.granted, 0n);
    expect(granted).toBeLessThanOrEqual(usd('400'));
    expect(granted).toBeGreaterThan(usd('396'));
    expect(await moneyOf('Priya')).toMatchObject({ overdrawn: '0' });
    expect(opened.find((one) => 'refused' in one)).toMatchObject({ refused: 'envelope-exhausted' });
    expect(await faults()).toEqual([]);
  });

  test('on a path that has changed cannot grow; another one is opened', async () => {
    const { priya, eng } = await actionsOf(bench).tree();
    const gateway = gate.gateway('gw_1');
    const lease = ok(await gateway.open('live', priya.id, dollars('4')));
    await bench.server.sql`update envelope set parent_id = ${eng.id} where id = ${priya.id}`;
    expect(await gateway.grow(lease, dollars('1'))).toMatchObject({ refused: 'lease-over' });
    expect(ok(await gateway.open('live', priya.id, dollars('1'))).path).toHaveLength(3);
  });
});

describe('an envelope with a lease', () => {
  test('can be closed; what is leased is spent or comes back where it was leased, and then expires', async () => {
    const { priya } = await actionsOf(bench).tree();
    const gateway = gate.gateway('gw_1');
    const lease = ok(await gateway.open('live', priya.id, dollars('20')));
    ok(await bench.budgets.envelopes.close('live', priya.id, admin));
    expect(await gateway.grow(lease, dollars('1'))).toMatchObject({ refused: 'lease-over' });
    await use(lease, 'b1', '3');
    await gateway.close([lease.id]);
    await gate.rounds.releaseClosing(nothingWaits);
    await bench.budgets.openPeriods();
    const pockets = await bench.server.sql<{ pocket: string; balance: string }[]>`
      select split_part(key, '/', 4) as pocket, balance::float8::text as balance from ledger_account
      where key like ${`envelope/${priya.id}/%`} and balance <> 0 order by 1`;
    expect(pockets.map(({ pocket, balance }) => `${pocket} ${balance}`)).toEqual([
      'appropriation -400',
      'expired 397',
      'spent 3',
    ]);
    expect(await moneyOf('Platform')).toMatchObject({ free: '1997', held: '0', spent: '3' });
    expect(await faults()).toEqual([]);
  });
});

describe('usage of a lease', () => {
  test('comes out of its hold in part, and the rest goes back once the gateway is done', async () => {
    const { priya } = await actionsOf(bench).tree();
    const gateway = gate.gateway('gw_1');
    const lease = ok(await gateway.open('live', priya.id, dollars('20')));
    const recorded = await use(lease, 'b1', '3');
    expect(recorded).toMatchObject({ repeated: false, covered: '3', uncovered: '0' });
    expect(await moneyOf('Priya')).toMatchObject({ free: '380', held: '17', spent: '3' });
    expect(await use(lease, 'b1', '3')).toMatchObject({ repeated: true });
    expect(await moneyOf('Company')).toMatchObject({ free: '9980', held: '17', spent: '3' });
    await gateway.close([lease.id]);
    expect(await gate.rounds.releaseClosing(async () => new Set([lease.id]))).toBe(0);
    expect(await gate.rounds.releaseClosing(nothingWaits)).toBe(1);
    expect(await moneyOf('Priya')).toMatchObject({ free: '397', held: '0', spent: '3' });
    expect(await gate.rounds.releaseClosing(nothingWaits)).toBe(0);
    expect(await faults()).toEqual([]);
  });

  test('that comes after its end, and what is taken back, counts at the same envelope without a hold', async () => {
    const { priya } = await actionsOf(bench).tree();
    const gateway = gate.gateway('gw_1');
    const lease = ok(await gateway.open('live', priya.id, dollars('20')));
    await use(lease, 'b1', '3');
    // A price that was corrected: some of it goes back, and the hold is none the larger.
    await use(lease, 'b2', '-1');
    expect(await moneyOf('Priya')).toMatchObject({ free: '381', held: '17', spent: '2' });
    await gateway.close([lease.id]);
    await gate.rounds.releaseClosing(nothingWaits);
    await use(lease, 'b3', '5');
    expect(await moneyOf('Priya')).toMatchObject({ free: '393', held: '0', spent: '7' });
    expect(await faults()).toEqual([]);
  });

  test('is the lease’s to pay, whatever else the facts of the usage would say', async () => {
    const { platform } = await actionsOf(bench).tree();
    const lease = ok(await gate.gateway('gw_1').open('live', platform.id, dollars('20')));
    const rows = [
      { ...priyaUsed('3'), lease: lease.id },
      { ...priyaUsed('1') },
      { ...priyaUsed('2'), lease: 'lse_none' },
    ];
    const { sql } = bench.server;
    const payers = await sql.begin(
      async (tx) => (await bench.budgets.prepareUsage(tx, 'live', 'look', rows)).payers,
    );
    const { priya } = await actionsOf(bench).ids();
    expect(payers).toEqual([platform.id, priya, priya]);
  });

  test('past what is held comes out of what is available, and then out of the overdraft', async () => {
    const { priya } = await actionsOf(bench).tree();
    const lease = ok(await gate.gateway('gw_1').open('live', priya.id, dollars('390')));
    await use(lease, 'b1', '403');
    expect(await moneyOf('Priya')).toMatchObject({ free: '0', held: '0', spent: '403', overdrawn: '3' });
    expect(await faults()).toEqual([]);
  });

  test('of two days and two leases in one batch is settled each in its own, with what has no lease beside it', async () => {
    const { priya, platform } = await actionsOf(bench).tree();
    const gateway = gate.gateway('gw_1');
    const one = ok(await gateway.open('live', priya.id, dollars('10')));
    const two = ok(await gateway.open('live', platform.id, dollars('10')));
    const rows = [
      { ...priyaUsed('1', '2026-11-20'), lease: one.id },
      { ...priyaUsed('2', '2026-11-21'), lease: one.id },
      { ...priyaUsed('4', '2026-11-21'), lease: two.id },
      priyaUsed('8', '2026-11-21'),
    ];
    const book = () => bench.budgets.recordUsage(null, 'live', 'mixed', rows);
    expect(await book()).toMatchObject({ covered: '15' });
    expect(await book()).toMatchObject({ repeated: true });
    expect(await moneyOf('Priya')).toMatchObject({ held: '7', spent: '11', free: '382' });
    expect(await moneyOf('Platform')).toMatchObject({ held: '13', spent: '15', free: '1972' });
    expect(await faults()).toEqual([]);
  });
});
