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
import { by, freshGate, type GateBench, gateBench, ok } from './gate.test-kit.ts';
import {
  type GatewayStats,
  gateStatus,
  gatewayAlive,
  gatewayLeft,
  type HeldLease,
  writeMinutes,
} from './index.ts';

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
const dollars = (least: string, wish = least) => ({ least: usd(least), wish: usd(wish) });
const stats: GatewayStats = {
  inFlight: 3,
  spool: { records: 1, bytes: 200, oldestAt: null },
  memoryMb: 80,
  upstreams: { 'live/up_1': 'failing' },
};
const gatewayOf = (id: string, life = 'life1') => ({
  id,
  life,
  host: 'host',
  url: 'http://127.0.0.1:4110',
  version: '1',
});
const alive = (id: string, leases: readonly HeldLease[] = [], life = 'life1') =>
  gatewayAlive(
    bench.server.sql,
    gatewayOf(id, life),
    stats,
    leases.map((lease) => lease.id),
  );
const silence = (id: string, seconds: number) => bench.server.sql`
  update gate_gateway set seen_at = seen_at - make_interval(secs => ${seconds}) where id = ${id}`;
const states = async () => {
  const rows = await bench.server.sql<
    { state: string }[]
  >`select state from gate_lease order by opened_at, id`;
  return rows.map(({ state }) => state);
};
const moneyOf = async (name: string) => {
  const balance = (await actionsOf(bench).balances()).get(name);
  return {
    free: balance?.free,
    held: balance?.reserved,
    spent: balance?.spent,
    overdrawn: balance?.overdrawn,
  };
};
const faults = async () => [
  ...(await actionsOf(bench).faultsOfBooks()),
  ...(await verifyLedger(bench.server.sql, {})).findings,
];
const nothingWaits = async () => new Set<string>();
const use = (lease: HeldLease, batch: string, cost: string, day = '2026-11-21') =>
  bench.budgets.recordUsage(null, 'live', batch, [{ ...priyaUsed(cost, day), lease: lease.id }]);

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
    expect(lease.endsAt.toISOString()).toBe('2026-11-21T23:00:00.000Z');
    const grown = ok(await gateway.grow(lease, dollars('10')));
    expect(await moneyOf('Company')).toMatchObject({ free: '9970', held: '30' });
    const back = ok(await gateway.shrink(grown, usd('25')));
    expect(back.granted).toBe(usd('5'));
    expect(await moneyOf('Jo')).toMatchObject({ free: '45', held: '5' });
    at('2026-11-21T23:00:00Z');
    expect(await gateway.grow(back, dollars('1'))).toMatchObject({ refused: 'lease-over' });
    const next = ok(await gateway.open('live', daily.id, dollars('1')));
    expect(next).toMatchObject({ periodKey: '2026-11-22' });
    expect(await faults()).toEqual([]);
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
    expect(await states()).toEqual(['open']);
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
    const leases = opened.filter((one): one is HeldLease => !('refused' in one));
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

describe('a gateway', () => {
  test('that falls silent has its leases in doubt, then given back; back in time, it has them still', async () => {
    const { priya } = await actionsOf(bench).tree();
    const gateway = gate.gateway('gw_1');
    await alive('gw_1');
    const lease = ok(await gateway.open('live', priya.id, dollars('20')));
    await silence('gw_1', 50);
    expect(await gate.rounds.silentGateways()).toEqual([]);
    await silence('gw_1', 11);
    expect(await gate.rounds.silentGateways()).toEqual([
      { id: lease.id, workspace: 'live', gatewayId: 'gw_1' },
    ]);
    expect(await moneyOf('Priya')).toMatchObject({ held: '20' });
    expect(await alive('gw_1', [lease])).toEqual({ lost: [] });
    expect(await states()).toEqual(['open']);
    await silence('gw_1', 61);
    await gate.rounds.silentGateways();
    expect(await gate.rounds.releaseInDoubt()).toBe(1);
    expect(await moneyOf('Priya')).toMatchObject({ free: '400', held: '0' });
    expect(await alive('gw_1', [lease])).toEqual({ lost: [lease.id] });
    expect(await gateway.grow(lease, dollars('1'))).toMatchObject({ refused: 'lease-over' });
    // What its spool still brings is booked all the same.
    await use(lease, 'late', '3');
    expect(await moneyOf('Priya')).toMatchObject({ free: '397', held: '0', spent: '3' });
  });

  test('leaves its doubts to people where the rules say so, who may give back what is held', async () => {
    const { priya } = await actionsOf(bench).tree();
    await gate.desk.rules.set('live', { in_doubt: 'keep', lease_seconds: 10 }, by);
    await alive('gw_1');
    const lease = ok(await gate.gateway('gw_1').open('live', priya.id, dollars('20')));
    expect(await gate.rounds.resolve('live', lease.id, by)).toMatchObject({ refused: 'lease-not-in-doubt' });
    await silence('gw_1', 11);
    await gate.rounds.silentGateways();
    expect(await gate.rounds.releaseInDoubt()).toBe(0);
    expect(await moneyOf('Priya')).toMatchObject({ held: '20' });
    expect(await gate.rounds.resolve('sample', lease.id, by)).toMatchObject({ refused: 'lease-unknown' });
    expect(await gate.rounds.resolve('live', lease.id, by)).toEqual({ done: true });
    expect(await moneyOf('Priya')).toMatchObject({ free: '400', held: '0' });
    const [note] = await bench.server.sql`select action, subject from audit_entry where action like 'lease%'`;
    expect(note).toEqual({ action: 'lease.release', subject: lease.id });
  });

  test('that starts anew closes what its former life had leased, once its spool was taken in', async () => {
    const { priya } = await actionsOf(bench).tree();
    await alive('gw_1');
    const former = ok(await gate.gateway('gw_1').open('live', priya.id, dollars('20')));
    await alive('gw_1', [], 'life2');
    const current = gate.gateway('gw_1', 'life2');
    ok(await current.open('live', priya.id, dollars('5')));
    await use(former, 'old-spool', '2');
    expect(await current.closeFormer()).toBe(1);
    expect(await gate.rounds.releaseClosing(nothingWaits)).toBe(1);
    expect(await moneyOf('Priya')).toMatchObject({ free: '393', held: '5', spent: '2' });
    await gatewayLeft(bench.server.sql, gatewayOf('gw_1', 'life2'));
    await silence('gw_1', 61);
    expect(await gate.rounds.silentGateways()).toHaveLength(1);
  });

  test('that died while it opened a lease leaves nothing held for ever', async () => {
    const { priya } = await actionsOf(bench).tree();
    await alive('gw_1');
    const dying = { ...bench, ledger: { ...bench.ledger, run: () => Promise.reject(new Error('gone')) } };
    await expect(
      gateBench(dying, () => clock.now)
        .gateway('gw_1')
        .open('live', priya.id, dollars('1')),
    ).rejects.toThrow('gone');
    expect(await states()).toEqual(['open']);
    await silence('gw_1', 61);
    await gate.rounds.silentGateways();
    expect(await gate.rounds.releaseInDoubt()).toBe(1);
    expect(await states()).toEqual(['closed']);
  });

  test('tells its figures as totals, which the status adds up over gateways', async () => {
    const { priya } = await actionsOf(bench).tree();
    const { sql } = bench.server;
    await gate.desk.upstreams.put('live', 'up_1', { name: 'OpenAI', kind: 'openai' }, by);
    await alive('gw_1');
    await alive('gw_2');
    await gatewayLeft(sql, gatewayOf('gw_2'));
    const lease = ok(await gate.gateway('gw_1').open('live', priya.id, dollars('20')));
    const minute = { workspace: 'live', upstreamId: 'up_1', minute: new Date('2026-11-21T08:59:00Z') };
    const figures = {
      requests: 4,
      errors: 1,
      cacheHits: 0,
      refused: {},
      firstByte: [0, 0, 4, 0],
      overhead: [4],
    };
    const failed = { lastError: '529 overloaded', lastErrorAt: new Date('2026-11-21T08:59:30Z') };
    await writeMinutes(sql, gatewayOf('gw_1'), [{ ...minute, ...figures, ...failed }]);
    await writeMinutes(sql, gatewayOf('gw_1'), [
      { ...minute, ...figures, ...failed },
      {
        ...minute,
        ...figures,
        upstreamId: '',
        requests: 0,
        errors: 0,
        refused: { 'budget-exhausted': 2 },
        firstByte: [],
        overhead: [],
        lastError: null,
        lastErrorAt: null,
      },
    ]);
    await writeMinutes(sql, gatewayOf('gw_2'), [
      { ...minute, ...figures, errors: 0, lastError: null, lastErrorAt: null },
    ]);
    const status = await gateStatus(sql, 'live', 60, clock.now);
    expect(status).toMatchObject({
      requests: 8,
      errors: 1,
      refused: { 'budget-exhausted': 2 },
      minutes: [{ at: '2026-11-21T08:59:00.000Z', requests: 8, errors: 1, refused: 2 }],
      upstreams: [
        { upstream_id: 'up_1', state: 'failing', requests: 8, errors: 1, last_error: '529 overloaded' },
      ],
      leases: [{ id: lease.id, envelope_name: 'Priya', granted: '20', held: '20', state: 'open' }],
    });
    expect(status.gateways.map(({ id, state }) => [id, state])).toEqual([
      ['gw_1', 'serving'],
      ['gw_2', 'stopped'],
    ]);
    expect((await gateStatus(sql, 'sample', 60, clock.now)).requests).toBe(0);
  });
});
