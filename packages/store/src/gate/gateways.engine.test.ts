import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { actionsOf, type BudgetBench, budgetBench, fresh, priyaUsed } from '../envelope/testing.ts';
import {
  by,
  dollars,
  freshGate,
  type GateBench,
  gateBench,
  moneyIn,
  nothingWaits,
  ok,
} from './gate.test-kit.ts';
import {
  type GatewayStats,
  gateStatus,
  gatewayAlive,
  gatewayLeft,
  type HeldLease,
  watchGate,
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
});
afterAll(() => bench.close());

const moneyOf = async (name: string) => moneyIn((await actionsOf(bench).balances()).get(name));
const use = (lease: HeldLease, batch: string, cost: string, day = '2026-11-21') =>
  bench.budgets.recordUsage(null, 'live', batch, [{ ...priyaUsed(cost, day), lease: lease.id }]);
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
/** Gateways could be heard for as long as the usual rules ask. */
const heardMs = 60_000;
const silence = (id: string, seconds: number) => bench.server.sql`
  update gate_gateway set seen_at = seen_at - make_interval(secs => ${seconds}) where id = ${id}`;

describe('a gateway', () => {
  test('that falls silent has its leases in doubt, then given back; back in time, it has them still', async () => {
    const { priya } = await actionsOf(bench).tree();
    const gateway = gate.gateway('gw_1');
    await alive('gw_1');
    const lease = ok(await gateway.open('live', priya.id, dollars('20')));
    await silence('gw_1', 50);
    expect(await gate.rounds.silentGateways(heardMs)).toEqual([]);
    await silence('gw_1', 11);
    // The database was away: nobody could be heard until a moment ago.
    expect(await gate.rounds.silentGateways(heardMs - 1)).toEqual([]);
    expect(await gate.rounds.silentGateways(heardMs)).toEqual([
      { id: lease.id, workspace: 'live', gatewayId: 'gw_1' },
    ]);
    expect(await moneyOf('Priya')).toMatchObject({ held: '20' });
    expect(await alive('gw_1', [lease])).toEqual({ lost: [] });
    expect(await gate.states()).toEqual(['open']);
    await silence('gw_1', 61);
    await gate.rounds.silentGateways(heardMs);
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
    await gate.rounds.silentGateways(heardMs);
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
    expect(await gate.rounds.silentGateways(heardMs)).toHaveLength(1);
  });

  test('that has leased more than it needs gives back when another one finds nothing left', async () => {
    const { priya, platform } = await actionsOf(bench).tree();
    const [one, two] = [gate.gateway('gw_1'), gate.gateway('gw_2')];
    const lease = ok(await one.open('live', priya.id, dollars('400')));
    const heard: string[] = [];
    const watch = watchGate({
      sql: bench.server.sql,
      everyMs: 60_000,
      onChange: async () => {},
      onShortage: ({ workspace, envelopeId, gatewayId }) => {
        heard.push(`${workspace} ${envelopeId} ${gatewayId}`);
        void one.shrink(lease, dollars('100').wish);
      },
      log: () => {},
    });
    await watch.ready;
    expect(ok(await two.open('live', priya.id, dollars('60'))).granted).toBe(dollars('60').wish);
    expect(heard).toEqual([`live ${priya.id} gw_2`]);
    // What is missing above may be leased below.
    expect(await two.open('live', platform.id, dollars('5000'))).toMatchObject({
      refused: 'envelope-exhausted',
      envelopeId: platform.id,
    });
    expect(heard).toEqual([`live ${priya.id} gw_2`, `live ${priya.id} gw_2`]);
    expect(await moneyOf('Priya')).toMatchObject({ free: '140', held: '260' });
    await watch.close();
  });

  test('that died while it opened a lease leaves nothing held for ever', async () => {
    const { priya } = await actionsOf(bench).tree();
    await alive('gw_1');
    const gone = () => () => Promise.reject(new Error('gone'));
    const dying = { ...bench, ledger: { ...bench.ledger, guarded: gone } };
    await expect(
      gateBench(dying, () => clock.now)
        .gateway('gw_1')
        .open('live', priya.id, dollars('1')),
    ).rejects.toThrow('gone');
    expect(await gate.states()).toEqual(['open']);
    await silence('gw_1', 61);
    await gate.rounds.silentGateways(heardMs);
    expect(await gate.rounds.releaseInDoubt()).toBe(1);
    expect(await gate.states()).toEqual(['closed']);
  });

  test('whose question to slow books was given up meanwhile holds nothing when they get to it', async () => {
    const { priya } = await actionsOf(bench).tree();
    await alive('gw_1');
    let letGo = () => {};
    const slowness = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const guarded: typeof bench.ledger.guarded = (guard) => {
      const run = bench.ledger.guarded(guard);
      return async (command) => {
        await slowness;
        return run(command);
      };
    };
    const slow = gateBench({ ...bench, ledger: { ...bench.ledger, guarded } }, () => clock.now);
    const opening = slow.gateway('gw_1').open('live', priya.id, dollars('20'));
    const refused = expect(opening).rejects.toMatchObject({ code: 'books-unreachable' });
    await expect.poll(gate.states).toEqual(['open']);
    await silence('gw_1', 61);
    await gate.rounds.silentGateways(heardMs);
    expect(await gate.rounds.releaseInDoubt()).toBe(1);
    letGo();
    await refused;
    expect(await moneyOf('Priya')).toMatchObject({ free: '400', held: '0' });
    expect(await gate.states()).toEqual(['closed']);
  });

  test('gets no more of a lease that is in doubt, closing, or of another life', async () => {
    const { priya } = await actionsOf(bench).tree();
    await alive('gw_1');
    const gateway = gate.gateway('gw_1');
    const lease = ok(await gateway.open('live', priya.id, dollars('20')));
    expect(await gate.gateway('gw_1', 'life2').grow(lease, dollars('1'))).toMatchObject({
      refused: 'lease-over',
    });
    await silence('gw_1', 61);
    await gate.rounds.silentGateways(heardMs);
    expect(await gateway.grow(lease, dollars('1'))).toMatchObject({ refused: 'lease-over' });
    await alive('gw_1', [lease]);
    expect(ok(await gateway.grow(lease, dollars('1'))).granted).toBe(dollars('21').wish);
    await gateway.close([lease.id]);
    expect(await gateway.grow(lease, dollars('1'))).toMatchObject({ refused: 'lease-over' });
    expect(await moneyOf('Priya')).toMatchObject({ free: '379', held: '21' });
  });

  test('is not thought silent over a lease that is filled at this moment, nor waited for', async () => {
    const { priya } = await actionsOf(bench).tree();
    await alive('gw_1');
    const lease = ok(await gate.gateway('gw_1').open('live', priya.id, dollars('20')));
    await silence('gw_1', 61);
    await bench.server.sql.begin(async (filling) => {
      await filling`select id from gate_lease where id = ${lease.id} for update`;
      expect(await gate.rounds.silentGateways(heardMs)).toEqual([]);
    });
    expect(await gate.rounds.silentGateways(heardMs)).toHaveLength(1);
  });

  test('that has begun a new life keeps what it leases before it is heard', async () => {
    const { priya } = await actionsOf(bench).tree();
    await alive('gw_1');
    await bench.server.sql`update gate_gateway set started_at = started_at - interval '1 hour'`;
    clock.now = new Date();
    ok(await gate.gateway('gw_1', 'life2').open('live', priya.id, dollars('5')));
    clock.now = new Date('2026-11-21T09:00:00Z');
    expect(await gate.rounds.silentGateways(heardMs)).toEqual([]);
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
