import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  actionsOf,
  admin,
  all,
  asker,
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

describe('usage', () => {
  test('is booked at the envelope that covers it and at all above it, once per batch', async () => {
    await act.tree();
    const rows = [priyaUsed('30'), priyaUsed('12.5', '2026-11-19')];
    const first = await bench.budgets.recordUsage(null, live, 'batch-1', rows);
    const again = await bench.reopened().recordUsage(null, live, 'batch-1', rows);
    expect(first).toEqual({ repeated: false, covered: '42.5', uncovered: '0' });
    expect(again.repeated).toBe(true);
    expect(Object.fromEntries(await act.spentOf())).toEqual({
      Company: '42.5',
      Engineering: '42.5',
      Platform: '42.5',
      Priya: '42.5',
    });
    await expect(bench.budgets.recordUsage(null, live, 'batch-1', [priyaUsed('31')])).rejects.toThrow();
  });

  test('past a hard limit is booked all the same, as overdraft', async () => {
    await act.tree();
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('450')]);
    expect((await act.balances()).get('Priya')).toMatchObject({
      spent: '450',
      free: '0',
      overdrawn: '50',
      percent: '112.5',
      crossed: [50, 80, 95],
      runway_days: '0',
    });
    expect((await bench.budgets.summary(live)).over_budget).toBe(1);
  });

  test('that no envelope covers is counted as uncovered until one is made, which learns the whole period', async () => {
    await bench.budgets.recordUsage(null, live, 'b1', [priyaUsed('30'), priyaUsed('5', '2026-10-30')]);
    const uncovered = await bench.budgets.uncovered(live, {});
    expect(uncovered.total).toBe('35');
    expect(uncovered.days.map(({ date, team_name }) => [date, team_name])).toEqual([
      ['2026-10-30', 'Platform'],
      ['2026-11-20', 'Platform'],
    ]);
    const company = await act.put(wishOf('Company', 'company', '', null, '1000'));
    expect(company.balance?.spent).toBe('30');
    expect((await bench.budgets.uncovered(live, {})).total).toBe('5');
    const team = await act.put(wishOf('Platform', 'team', 'platform', company.id, '500'));
    expect([team.balance?.spent, (await act.spentOf()).get('Company')]).toEqual(['30', '30']);
    await bench.budgets.recordUsage(null, live, 'b2', [priyaUsed('1')]);
    expect(Object.fromEntries(await act.spentOf())).toEqual({ Company: '31', Platform: '31' });
  });

  test('that is late goes to the period of its day, out of what expired there; of a closed one to the current', async () => {
    bench.at('2026-10-15T09:00:00Z');
    await act.tree();
    bench.at('2026-11-21T09:00:00Z');
    await bench.budgets.recordUsage(null, live, 'late', [priyaUsed('30', '2026-10-20')]);
    const { priya } = await act.ids();
    const periods = await bench.budgets.envelopes.periods(live, priya, 10, all);
    if ('refused' in periods) throw new Error(periods.detail);
    expect(
      periods.map(({ period_key, spent, expired, overdrawn }) => [period_key, spent, expired, overdrawn]),
    ).toEqual([
      ['2026-11', '0', '0', '0'],
      ['2026-10', '30', '370', '0'],
    ]);
    await bench.server
      .sql`insert into ledger_close (workspace, book, closed_through, after_transaction, closed_at)
      values ('live', 'budget', '2026-10-31', 0, ${new Date()})`;
    await bench.budgets.recordUsage(null, live, 'later', [priyaUsed('7', '2026-10-21')]);
    expect((await act.balances()).get('Priya')?.spent).toBe('7');
    const [posted] = await bench.server.sql`
      select occurred_on, posted_on from ledger_transaction where subject = 'later'`;
    expect(posted).toEqual({ occurred_on: '2026-10-21', posted_on: '2026-11-01' });
  });

  test('taken back by a correction repays what was overdrawn first', async () => {
    await act.tree();
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('450')]);
    await bench.budgets.recordUsage(null, live, 'c', [priyaUsed('-60')]);
    expect((await act.balances()).get('Priya')).toMatchObject({ spent: '390', overdrawn: '0', free: '10' });
  });
});

describe('money', () => {
  test('moves between branches along both paths, and not beyond what is free', async () => {
    const { company, platform, priya } = await act.tree();
    const data = await act.put(wishOf('Data', 'team', 'data', company.id, '500'));
    const wish = {
      fromId: priya.id,
      toId: data.id,
      amount: usd('150'),
      reason: 'launch',
      idempotencyKey: 'm',
    };
    const moved = await bench.budgets.envelopes.move(live, wish, admin);
    await bench.budgets.envelopes.move(live, wish, admin);
    if ('refused' in moved) throw new Error(moved.detail);
    expect([moved.from.balance?.free, moved.to.balance?.free, moved.to.balance?.moved]).toEqual([
      '250',
      '650',
      '150',
    ]);
    const after = await act.balances();
    expect(['Company', 'Engineering', 'Platform'].map((name) => after.get(name)?.free)).toEqual([
      '10000',
      '4850',
      '1850',
    ]);
    const much = await bench.budgets.envelopes.move(
      live,
      { ...wish, amount: usd('251'), idempotencyKey: 'n' },
      admin,
    );
    expect('refused' in much && much.refused).toBe('envelope-exhausted');
    const up = await bench.budgets.envelopes.move(
      live,
      { ...wish, toId: platform.id, idempotencyKey: 'o' },
      admin,
    );
    expect('refused' in up && up.refused).toBe('same-branch');
  });

  test('of a closed envelope expires; with open holds or children it stays open', async () => {
    const { platform, priya } = await act.tree();
    const close = async (id: string) => {
      const done = await bench.budgets.envelopes.close(live, id, admin);
      return 'refused' in done ? done.refused : done.state;
    };
    expect(await close(platform.id)).toBe('open-children');
    const hold = await act.reserve(priya.id, '50');
    expect(await close(priya.id)).toBe('open-holds');
    await bench.budgets.holds.release(live, hold.id);
    expect(await close(priya.id)).toBe('closed');
    expect(await close(priya.id)).toBe('envelope-closed');
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('9')]);
    expect((await act.spentOf()).get('Platform')).toBe('9');
  });
});

describe('a request for more', () => {
  const ask = async (more: object = {}) => {
    const { priya } = await act.ids();
    const wish = {
      envelopeId: priya,
      kind: 'temporary' as const,
      amount: usd('200'),
      reason: 'Release week',
      expiresAt: null,
    };
    const done = await bench.budgets.requests.create(live, { ...wish, ...more }, asker, all);
    if ('refused' in done) throw new Error(`${done.refused}: ${done.detail}`);
    return done;
  };
  const decide = async (id: string, by = admin, more: object = {}) => {
    const done = await bench.budgets.requests.decide(
      live,
      id,
      { decision: 'approve', note: 'ok', ...more },
      by,
    );
    return 'refused' in done ? done.refused : done.state;
  };

  test('is approved by someone else, once, and fills the envelope at once', async () => {
    await act.tree();
    const request = await ask({ idempotencyKey: 'r1' });
    expect((await ask({ idempotencyKey: 'r1' })).id).toBe(request.id);
    expect(await decide(request.id, asker as never)).toBe('own-request');
    expect(
      await decide(request.id, { id: 'tok_2', name: 'Priya’s token', workerId: 'wrk_priya' } as never),
    ).toBe('own-request');
    const [one, two] = await Promise.all([decide(request.id), decide(request.id)]);
    expect([one, two].sort()).toEqual(['approved', 'request-decided']);
    expect((await act.balances()).get('Priya')).toMatchObject({
      limit: '600',
      increases: '200',
      free: '600',
    });
    const audit = await bench.server.sql`
      select actor_name, detail->>'requested_by' as asker from audit_entry where action = 'envelope.request.approve'`;
    expect(audit).toEqual([{ actor_name: 'Ada', asker: 'Priya' }]);
  });

  test('that was declined or withdrawn moves nothing', async () => {
    await act.tree();
    const [one, two] = [await ask(), await ask()];
    await bench.budgets.requests.decide(live, one.id, { decision: 'decline', note: 'Next month' }, admin);
    const foreign = await bench.budgets.requests.withdraw(live, two.id, admin);
    expect('refused' in foreign && foreign.refused).toBe('not-own-request');
    await bench.budgets.requests.withdraw(live, two.id, asker);
    expect(await decide(two.id)).toBe('request-decided');
    expect((await act.balances()).get('Priya')?.limit).toBe('400');
    const { requests } = await bench.budgets.requests.list(live, { limit: 10 }, { ...all, id: admin.id });
    expect(requests.map(({ state, note }) => [state, note]).sort()).toEqual([
      ['declined', 'Next month'],
      ['withdrawn', ''],
    ]);
  });

  test('for a time gives its unspent part back when it ends', async () => {
    await act.tree();
    const request = await ask({ expiresAt: new Date('2026-11-23T12:00:00Z') });
    await decide(request.id);
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('450')]);
    bench.at('2026-11-23T12:00:30Z');
    await bench.budgets.openPeriods();
    await bench.budgets.openPeriods();
    expect((await act.balances()).get('Priya')).toMatchObject({ limit: '450', free: '0', increases: '50' });
    const { requests } = await bench.budgets.requests.list(live, { limit: 10 }, { ...all, id: admin.id });
    expect(requests[0]).toMatchObject({ taken_back: '150', ended_at: '2026-11-23T12:00:30.000Z' });
  });

  test('for good raises the limit under the rules of the tree', async () => {
    await act.tree();
    const much = await ask({ kind: 'permanent', amount: usd('1700') });
    expect(await decide(much.id)).toBe('limit-above-parent');
    expect(await decide(much.id, admin, { amount: usd('1701') })).toBe('amount-above-request');
    expect(await decide(much.id, admin, { amount: usd('100') })).toBe('approved');
    const priya = (await bench.budgets.envelopes.list(live, { search: 'priya' }, all)).envelopes[0];
    expect([priya?.limit, priya?.balance?.free, priya?.version]).toEqual(['500', '500', 2]);
  });
});

describe('a hold', () => {
  test('is set aside at every level, settled with what was spent, and refused with what a person needs', async () => {
    const { priya } = await act.tree();
    const hold = await act.reserve(priya.id, '300');
    expect((await act.reserve(priya.id, '300')).id).toBe(hold.id);
    const refused = await bench.budgets.holds.reserve(live, {
      facts: { workerId: 'wrk_priya' },
      amount: usd('101'),
      currency: 'USD',
      expiresAt: new Date('2026-11-22T00:00:00Z'),
      memo: '',
      idempotencyKey: 'too-much',
    });
    expect(refused).toMatchObject({
      refused: 'envelope-exhausted',
      facts: { envelope_name: 'Priya', available: '100', holds: 1, resets_at: '2026-11-30T23:00:00.000Z' },
    });
    expect((await act.balances()).get('Company')?.reserved).toBe('300');
    const settled = await bench.budgets.holds.settle(live, {
      id: hold.id,
      amount: usd('120'),
      final: true,
      idempotencyKey: 's',
    });
    expect(settled).toMatchObject({ state: 'settled', settled: '120', beyond_bound: false });
    expect((await act.balances()).get('Company')).toMatchObject({
      reserved: '0',
      spent: '120',
      free: '9880',
    });
  });

  test('past its time is given back', async () => {
    const { priya } = await act.tree();
    await act.reserve(priya.id, '300');
    expect(await bench.budgets.expireHolds()).toBe(0);
    bench.at('2026-12-24T00:00:01Z');
    expect(await bench.budgets.expireHolds()).toBe(1);
    expect(await bench.budgets.holds.list(live, { state: 'expired', limit: 10 }, all)).toHaveLength(1);
  });
});

describe('many at once', () => {
  test('never hold more than there is, lose nothing and double nothing', async () => {
    const { company, platform, priya } = await act.tree();
    const holds = Array.from({ length: 30 }, (_, at) =>
      act.reserve(priya.id, '20', `hold-${at}`).catch(() => null),
    );
    const batches = Array.from({ length: 6 }, (_, at) =>
      bench.budgets.recordUsage(null, live, `batch-${at % 3}`, [priyaUsed(`${10 + (at % 3)}`)]),
    );
    const raised = act.put(wishOf('Platform', 'team', 'platform', platform.parent_id, '2100'), platform.id);
    const looks = [bench.budgets.openPeriods(), bench.reopened().openPeriods(), bench.budgets.summary(live)];
    const held = (await Promise.all(holds)).filter((hold) => hold !== null);
    await Promise.all([...batches, raised, ...looks]);
    const after = await act.balances();
    const [own, root] = [after.get('Priya'), after.get(company.name)];
    expect(own?.spent).toBe('33');
    expect(usd(own?.reserved ?? '0')).toBe(usd('20') * BigInt(held.length));
    expect(usd(own?.free ?? '0') - usd(own?.overdrawn ?? '0')).toBe(
      usd('367') - usd('20') * BigInt(held.length),
    );
    expect(held.length).toBeLessThanOrEqual(20);
    expect(held.length).toBeGreaterThanOrEqual(18);
    expect([root?.spent, root?.reserved, after.get('Platform')?.limit]).toEqual([
      '33',
      own?.reserved,
      '2100',
    ]);
  });

  test('in two workspaces know nothing of each other', async () => {
    await act.tree();
    await bench.budgets.recordUsage(null, 'sample', 'b', [priyaUsed('5')]);
    expect((await act.balances()).get('Company')?.spent).toBe('0');
    expect((await bench.budgets.uncovered('sample', {})).total).toBe('5');
    expect((await bench.budgets.uncovered(live, {})).total).toBe('0');
    expect(await bench.budgets.requests.list('sample', { limit: 5 }, { ...all, id: admin.id })).toMatchObject(
      {
        requests: [],
      },
    );
  });
});
