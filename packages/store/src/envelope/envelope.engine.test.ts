import type { BudgetEnvelope } from '@exchequer/model/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { transact } from './index.ts';
import { admin, all, asker, type BudgetBench, budgetBench, factsOf, fresh, usd, wishOf } from './testing.ts';

const live = 'live';
let bench: BudgetBench;

beforeAll(async () => {
  bench = await budgetBench('2026-11-21T09:00:00Z');
}, 60_000);
beforeEach(async () => {
  bench.at('2026-11-21T09:00:00Z');
  await fresh(bench);
});
afterAll(() => bench?.close());

async function put(
  wish: ReturnType<typeof wishOf>,
  id?: string,
  belowSpent = false,
): Promise<BudgetEnvelope> {
  const done = await bench.budgets.envelopes.put(live, { id, wish, belowSpent }, admin);
  if ('refused' in done) throw new Error(`${done.refused}: ${done.detail}`);
  return done;
}

const refusedPut = async (wish: ReturnType<typeof wishOf>, id?: string) => {
  const done = await bench.budgets.envelopes.put(live, { id, wish, belowSpent: false }, admin);
  return 'refused' in done ? done.refused : 'accepted';
};

/** Company, engineering, platform and Priya, each within the one above. */
async function tree(more: Parameters<typeof wishOf>[5] = {}) {
  const company = await put(wishOf('Company', 'company', '', null, '10000', more));
  const eng = await put(wishOf('Engineering', 'function', 'eng', company.id, '5000', more));
  const platform = await put(wishOf('Platform', 'team', 'platform', eng.id, '2000', more));
  const priya = await put(wishOf('Priya', 'person', 'wrk_priya', platform.id, '400', more));
  return { company, eng, platform, priya };
}

const balances = async () => {
  const { envelopes } = await bench.budgets.envelopes.list(live, { state: 'all' }, all);
  return new Map(envelopes.map(({ name, balance }) => [name, balance]));
};
const spentOf = async () => new Map([...(await balances())].map(([name, balance]) => [name, balance?.spent]));

const priyaUsed = (cost: string, occurredOn = '2026-11-20') => ({
  occurredOn,
  facts: factsOf({ workerId: 'wrk_priya', teamIds: ['platform', 'eng'] }),
  cost: usd(cost),
});

/** Every period’s pockets sum to zero, and every balance is the sum of its lines. */
async function booksBalance(): Promise<void> {
  const { sql } = bench.server;
  const open = await sql`
    select split_part(key, '/', 2) || split_part(key, '/', 3) as place from ledger_account
    group by 1 having sum(balance) <> 0`;
  expect(open).toEqual([]);
  const off = await sql`
    select a.key from ledger_account a left join ledger_posting p on p.account_id = a.id
    group by a.id, a.key, a.balance having a.balance <> coalesce(sum(p.amount), 0)`;
  expect(off).toEqual([]);
}

describe('a tree of envelopes', () => {
  test('is filled for the running period as it is made', async () => {
    await tree();
    const priya = (await balances()).get('Priya');
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
    await booksBalance();
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
    expect((await balances()).size).toBe(0);
    expect(await sql`select 1 from ledger_transaction`).toHaveLength(0);
    const done = await make('100');
    expect('steps' in done && done.steps).toHaveLength(41);
    expect((await balances()).size).toBe(41);
    expect(await refusedPut(wishOf('Mine', 'project', 'project-1', 'env_root', '5'), 'env_p1')).toBe(
      'managed-by-file',
    );
    await booksBalance();
  });

  test('refuses unknown teams, second envelopes, strange currencies and cycles, and writes nothing', async () => {
    const { company, eng, platform } = await tree();
    expect(await refusedPut(wishOf('X', 'team', 'nowhere', company.id, '1'))).toBe('ref-unknown');
    expect(await refusedPut(wishOf('X', 'team', 'platform', company.id, '1'))).toBe('envelope-taken');
    expect(await refusedPut(wishOf('X', 'team', 'data', company.id, '1', { currency: 'EUR' }))).toBe(
      'currency-mismatch',
    );
    expect(await refusedPut(wishOf('X', 'team', 'data', company.id, '10001'))).toBe('limit-above-parent');
    expect(await refusedPut(wishOf('Engineering', 'team', 'eng', platform.id, '1000'), eng.id)).toBe(
      'envelope-cycle',
    );
    expect(await refusedPut(wishOf('Engineering', 'function', 'eng', company.id, '1999'), eng.id)).toBe(
      'limit-above-parent',
    );
    expect((await balances()).size).toBe(4);
    const { sql } = bench.server;
    expect(await sql`select 1 from envelope_change`).toHaveLength(4);
  });

  test('keeps every version of an envelope and refuses a change over another one', async () => {
    const { company, platform } = await tree();
    await put(wishOf('Platform', 'team', 'platform', platform.parent_id, '2500'), platform.id);
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

describe('usage', () => {
  test('is booked at the envelope that covers it and at all above it, once per batch', async () => {
    await tree();
    const rows = [priyaUsed('30'), priyaUsed('12.5', '2026-11-19')];
    const first = await bench.budgets.recordUsage(null, live, 'batch-1', rows);
    const again = await bench.reopened().recordUsage(null, live, 'batch-1', rows);
    expect(first).toEqual({ repeated: false, covered: '42.5', uncovered: '0' });
    expect(again.repeated).toBe(true);
    expect(Object.fromEntries(await spentOf())).toEqual({
      Company: '42.5',
      Engineering: '42.5',
      Platform: '42.5',
      Priya: '42.5',
    });
    await expect(bench.budgets.recordUsage(null, live, 'batch-1', [priyaUsed('31')])).rejects.toThrow();
    await booksBalance();
  });

  test('past a hard limit is booked all the same, as overdraft', async () => {
    await tree();
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('450')]);
    expect((await balances()).get('Priya')).toMatchObject({
      spent: '450',
      free: '0',
      overdrawn: '50',
      percent: '112.5',
      crossed: [50, 80, 95],
      runway_days: '0',
    });
    expect((await bench.budgets.summary(live)).over_budget).toBe(1);
    await booksBalance();
  });

  test('that no envelope covers is counted as uncovered until one is made, which learns the whole period', async () => {
    await bench.budgets.recordUsage(null, live, 'b1', [priyaUsed('30'), priyaUsed('5', '2026-10-30')]);
    const uncovered = await bench.budgets.uncovered(live, {});
    expect(uncovered.total).toBe('35');
    expect(uncovered.days.map(({ date, team_name }) => [date, team_name])).toEqual([
      ['2026-10-30', 'Platform'],
      ['2026-11-20', 'Platform'],
    ]);
    const company = await put(wishOf('Company', 'company', '', null, '1000'));
    expect(company.balance?.spent).toBe('30');
    expect((await bench.budgets.uncovered(live, {})).total).toBe('5');
    const team = await put(wishOf('Platform', 'team', 'platform', company.id, '500'));
    expect([team.balance?.spent, (await spentOf()).get('Company')]).toEqual(['30', '30']);
    await bench.budgets.recordUsage(null, live, 'b2', [priyaUsed('1')]);
    expect(Object.fromEntries(await spentOf())).toEqual({ Company: '31', Platform: '31' });
    await booksBalance();
  });

  test('that is late goes to the period of its day, out of what expired there; of a closed one to the current', async () => {
    bench.at('2026-10-15T09:00:00Z');
    await tree();
    bench.at('2026-11-21T09:00:00Z');
    await bench.budgets.recordUsage(null, live, 'late', [priyaUsed('30', '2026-10-20')]);
    const { priya } = await ids();
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
    expect((await balances()).get('Priya')?.spent).toBe('7');
    const [posted] = await bench.server.sql`
      select occurred_on, posted_on from ledger_transaction where subject = 'later'`;
    expect(posted).toEqual({ occurred_on: '2026-10-21', posted_on: '2026-11-01' });
    await booksBalance();
  });

  test('taken back by a correction repays what was overdrawn first', async () => {
    await tree();
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('450')]);
    await bench.budgets.recordUsage(null, live, 'c', [priyaUsed('-60')]);
    expect((await balances()).get('Priya')).toMatchObject({ spent: '390', overdrawn: '0', free: '10' });
    await booksBalance();
  });
});

const ids = async () => {
  const { envelopes } = await bench.budgets.envelopes.list(live, { state: 'all' }, all);
  const find = (name: string) => envelopes.find((one) => one.name === name)?.id ?? '';
  return { company: find('Company'), platform: find('Platform'), priya: find('Priya') };
};

describe('a period', () => {
  test('that ends rolls over what its rule lets go, once, and the rest expires', async () => {
    await put(wishOf('Company', 'company', '', null, '1000', { rollover: { percent: 50, cap: usd('300') } }));
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('200')]);
    bench.at('2026-12-01T08:00:00Z');
    const { openPeriods } = bench.reopened();
    await Promise.all([openPeriods(), openPeriods(), bench.budgets.openPeriods()]);
    const { company } = await ids();
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
    await booksBalance();
  });

  test('is opened in order after weeks without a tower', async () => {
    await put(
      wishOf('Daily', 'company', '', null, '100', { period: 'day', rollover: { percent: 100, cap: null } }),
    );
    bench.at('2026-12-11T09:00:00Z');
    await bench.reopened().openPeriods();
    const daily = (await balances()).get('Daily');
    expect(daily).toMatchObject({ period_key: '2026-12-11', limit: '2100', rolled_in: '2000' });
    await booksBalance();
  });

  test('whose hold ends later gets the rest back and loses it with the next look', async () => {
    const { priya } = await tree();
    const hold = await reserve(priya.id, '50');
    bench.at('2026-12-01T08:00:00Z');
    await bench.budgets.openPeriods();
    await bench.budgets.holds.release(live, hold.id);
    await bench.budgets.openPeriods();
    const periods = await bench.budgets.envelopes.periods(live, priya.id, 10, all);
    if ('refused' in periods) throw new Error(periods.detail);
    expect(periods[1]).toMatchObject({ period_key: '2026-11', free: '0', reserved: '0', expired: '400' });
    await booksBalance();
  });

  test('of another length begins at once, and the old one ends', async () => {
    const company = await put(wishOf('Company', 'company', '', null, '1000'));
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('200')]);
    const weekly = await put(wishOf('Company', 'company', '', null, '300', { period: 'week' }), company.id);
    expect(weekly.balance).toMatchObject({
      period_key: '2026-W47',
      starts_on: '2026-11-21',
      ends_on: '2026-11-23',
      limit: '300',
      spent: '0',
    });
    const back = await put(wishOf('Company', 'company', '', null, '900'), company.id);
    expect(back.balance).toMatchObject({ period_key: '2026-11.2', limit: '900', ends_on: '2026-12-01' });
    await booksBalance();
  });
});

async function reserve(envelopeId: string, amount: string, key = `k-${amount}`) {
  const hold = await bench.budgets.holds.reserve(live, {
    envelopeId,
    amount: usd(amount),
    currency: 'USD',
    expiresAt: new Date('2026-12-24T00:00:00Z'),
    memo: 'A run',
    idempotencyKey: key,
  });
  if ('refused' in hold) throw new Error(`${hold.refused}: ${hold.detail} ${hold.fix}`);
  return hold;
}

describe('a limit', () => {
  test('that changes holds at once, up and down', async () => {
    const { platform } = await tree();
    const raised = await put(wishOf('Platform', 'team', 'platform', platform.parent_id, '2600'), platform.id);
    expect(raised.balance).toMatchObject({ limit: '2600', base_limit: '2600', free: '2600' });
    const lowered = await put(wishOf('Platform', 'team', 'platform', platform.parent_id, '700'), platform.id);
    expect(lowered.balance).toMatchObject({ limit: '700', free: '700' });
    await booksBalance();
  });

  test('of a hard envelope goes below what is spent and held only when that is meant', async () => {
    const { priya, platform } = await tree();
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('100')]);
    await reserve(priya.id, '50');
    const wish = wishOf('Priya', 'person', 'wrk_priya', platform.id, '120');
    expect(await refusedPut(wish, priya.id)).toBe('limit-below-spent');
    const meant = await put(wish, priya.id, true);
    expect(meant.balance).toMatchObject({ limit: '120', free: '0', overdrawn: '30' });
    await booksBalance();
  });
});

describe('money', () => {
  test('moves between branches along both paths, and not beyond what is free', async () => {
    const { company, platform, priya } = await tree();
    const data = await put(wishOf('Data', 'team', 'data', company.id, '500'));
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
    const after = await balances();
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
    await booksBalance();
  });

  test('of a closed envelope expires; with open holds or children it stays open', async () => {
    const { platform, priya } = await tree();
    const close = async (id: string) => {
      const done = await bench.budgets.envelopes.close(live, id, admin);
      return 'refused' in done ? done.refused : done.state;
    };
    expect(await close(platform.id)).toBe('open-children');
    const hold = await reserve(priya.id, '50');
    expect(await close(priya.id)).toBe('open-holds');
    await bench.budgets.holds.release(live, hold.id);
    expect(await close(priya.id)).toBe('closed');
    expect(await close(priya.id)).toBe('envelope-closed');
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('9')]);
    expect((await spentOf()).get('Platform')).toBe('9');
    await booksBalance();
  });

  test('comes beside the limit as a grant and is taken back as far as it is free', async () => {
    const { priya } = await tree();
    const { sql } = bench.server;
    const asked = {
      workspace: live,
      envelopeId: priya.id,
      kind: 'grant' as const,
      memo: 'Lot',
      subject: 'grt_1',
    };
    const extra = () =>
      sql.begin((tx) =>
        bench.budgets.appropriateExtra(tx, { ...asked, amount: usd('100'), key: 'lot:grt_1:2026-11-21' }),
      );
    await extra();
    await extra();
    expect((await balances()).get('Priya')).toMatchObject({ limit: '500', granted: '100', free: '500' });
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('450')]);
    const back = { ...asked, kind: 'lot-return' as const, amount: usd('100') };
    const all100 = await sql.begin((tx) => bench.budgets.takeBack(tx, { ...back, key: 'end:1' }));
    expect('refused' in all100 && all100.refused).toBe('envelope-exhausted');
    const rest = await sql.begin((tx) =>
      bench.budgets.takeBack(tx, { ...back, key: 'end:2', whatIsLeft: true }),
    );
    expect(rest).toEqual({ amount: '50' });
    await booksBalance();
  });
});

describe('a request for more', () => {
  const ask = async (more: object = {}) => {
    const { priya } = await ids();
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
    await tree();
    const request = await ask({ idempotencyKey: 'r1' });
    expect((await ask({ idempotencyKey: 'r1' })).id).toBe(request.id);
    expect(await decide(request.id, asker as never)).toBe('own-request');
    expect(
      await decide(request.id, { id: 'tok_2', name: 'Priya’s token', workerId: 'wrk_priya' } as never),
    ).toBe('own-request');
    const [one, two] = await Promise.all([decide(request.id), decide(request.id)]);
    expect([one, two].sort()).toEqual(['approved', 'request-decided']);
    expect((await balances()).get('Priya')).toMatchObject({ limit: '600', increases: '200', free: '600' });
    const audit = await bench.server.sql`
      select actor_name, detail->>'requested_by' as asker from audit_entry where action = 'envelope.request.approve'`;
    expect(audit).toEqual([{ actor_name: 'Ada', asker: 'Priya' }]);
    await booksBalance();
  });

  test('that was declined or withdrawn moves nothing', async () => {
    await tree();
    const [one, two] = [await ask(), await ask()];
    await bench.budgets.requests.decide(live, one.id, { decision: 'decline', note: 'Next month' }, admin);
    const foreign = await bench.budgets.requests.withdraw(live, two.id, admin);
    expect('refused' in foreign && foreign.refused).toBe('not-own-request');
    await bench.budgets.requests.withdraw(live, two.id, asker);
    expect(await decide(two.id)).toBe('request-decided');
    expect((await balances()).get('Priya')?.limit).toBe('400');
    const { requests } = await bench.budgets.requests.list(live, { limit: 10 }, { ...all, id: admin.id });
    expect(requests.map(({ state, note }) => [state, note]).sort()).toEqual([
      ['declined', 'Next month'],
      ['withdrawn', ''],
    ]);
  });

  test('for a time gives its unspent part back when it ends', async () => {
    await tree();
    const request = await ask({ expiresAt: new Date('2026-11-23T12:00:00Z') });
    await decide(request.id);
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('450')]);
    bench.at('2026-11-23T12:00:30Z');
    await bench.budgets.openPeriods();
    await bench.budgets.openPeriods();
    expect((await balances()).get('Priya')).toMatchObject({ limit: '450', free: '0', increases: '50' });
    const { requests } = await bench.budgets.requests.list(live, { limit: 10 }, { ...all, id: admin.id });
    expect(requests[0]).toMatchObject({ taken_back: '150', ended_at: '2026-11-23T12:00:30.000Z' });
    await booksBalance();
  });

  test('for good raises the limit under the rules of the tree', async () => {
    await tree();
    const much = await ask({ kind: 'permanent', amount: usd('1700') });
    expect(await decide(much.id)).toBe('limit-above-parent');
    expect(await decide(much.id, admin, { amount: usd('1701') })).toBe('amount-above-request');
    expect(await decide(much.id, admin, { amount: usd('100') })).toBe('approved');
    const priya = (await bench.budgets.envelopes.list(live, { search: 'priya' }, all)).envelopes[0];
    expect([priya?.limit, priya?.balance?.free, priya?.version]).toEqual(['500', '500', 2]);
    await booksBalance();
  });
});

describe('a hold', () => {
  test('is set aside at every level, settled with what was spent, and refused with what a person needs', async () => {
    const { priya } = await tree();
    const hold = await reserve(priya.id, '300');
    expect((await reserve(priya.id, '300')).id).toBe(hold.id);
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
    expect((await balances()).get('Company')?.reserved).toBe('300');
    const settled = await bench.budgets.holds.settle(live, {
      id: hold.id,
      amount: usd('120'),
      final: true,
      idempotencyKey: 's',
    });
    expect(settled).toMatchObject({ state: 'settled', settled: '120', beyond_bound: false });
    expect((await balances()).get('Company')).toMatchObject({ reserved: '0', spent: '120', free: '9880' });
    await booksBalance();
  });

  test('past its time is given back', async () => {
    const { priya } = await tree();
    await reserve(priya.id, '300');
    expect(await bench.budgets.expireHolds()).toBe(0);
    bench.at('2026-12-24T00:00:01Z');
    expect(await bench.budgets.expireHolds()).toBe(1);
    expect(await bench.budgets.holds.list(live, { state: 'expired', limit: 10 }, all)).toHaveLength(1);
    await booksBalance();
  });
});

describe('a threshold', () => {
  test('is told once per period', async () => {
    await tree();
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
    const { platform } = await tree();
    const seen = async (viewer: { admin: boolean; workerId: string | null }) => {
      const { envelopes, folded } = await bench.budgets.envelopes.list(live, {}, viewer);
      return [envelopes.map(({ name }) => name), folded.map(({ persons, spent }) => [persons, spent])];
    };
    const others = ['Company', 'Engineering', 'Platform'];
    expect(await seen({ admin: false, workerId: 'wrk_jo' })).toEqual([others, [[null, null]]]);
    expect(await seen({ admin: false, workerId: 'wrk_priya' })).toEqual([[...others, 'Priya'], []]);
    const { sql } = bench.server;
    for (const at of [1, 2, 3, 4]) {
      await sql`insert into worker (workspace, id, kind, name, external_id, family) values ('live', ${`w${at}`}, 'person', ${`W${at}`}, '', '')`;
      await put(wishOf(`W${at}`, 'person', `w${at}`, platform.id, '10'));
    }
    await bench.budgets.recordUsage(null, live, 'b', [priyaUsed('30')]);
    expect(await seen({ admin: false, workerId: null })).toEqual([others, [[5, '30']]]);
    const { priya } = await ids();
    const hidden = await bench.budgets.envelopes.get(live, priya, { admin: false, workerId: null });
    expect('refused' in hidden && hidden.refused).toBe('person-private');
  });
});
