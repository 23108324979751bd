import { formatUsd } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Books, grant, terms, usd } from './grant.test-kit.ts';
import { addDays, endless, entitlement, type Lot, sumLots } from './index.ts';

const accounted = (lot: Lot) => lot.available + lot.used + lot.expired + lot.returned + lot.transferred;

describe('lots of a monthly grant of 120,000 a year', () => {
  test('are issued with the first day of each month, and once', () => {
    const books = new Books(grant());
    expect(books.run('2026-01-01').map(({ step }) => step)).toEqual(['issue']);
    expect(books.lot('lot_1_20260101')).toMatchObject({
      granted: usd('10000'),
      startsOn: '2026-01-01',
      expiresOn: '2026-02-01',
    });
    expect(books.run('2026-01-01')).toEqual([]);
    expect(books.run('2026-01-31')).toEqual([]);
  });

  test('roll a quarter over once, and the rest goes to the team pool for one period', () => {
    const books = new Books(grant());
    books.run('2026-01-01');
    books.spend('2026-01-10', '6000').run('2026-02-01');
    expect(books.lot('lot_1_20260101')).toMatchObject({
      used: usd('6000'),
      transferred: usd('1000'),
      returned: usd('3000'),
      available: 0n,
    });
    expect(books.lot('lot_1_20260101_r')).toMatchObject({ granted: usd('1000'), expiresOn: '2026-03-01' });
    expect(books.pool).toMatchObject([{ kind: 'pool', granted: usd('3000'), expiresOn: '2026-03-01' }]);
    books.run('2026-03-01');
    expect(books.lot('lot_1_20260101_r')).toMatchObject({ returned: usd('1000'), transferred: 0n });
    expect(books.lots.filter(({ id }) => id.endsWith('_r_r'))).toEqual([]);
  });

  test('roll over no more than the cap, and expire where there is no pool', () => {
    const books = new Books(grant({ terms: terms({ rollover: { percent: 50, cap: usd('500') } }) }));
    books.poolTeam = null;
    books.run('2026-01-01');
    books.run('2026-02-01');
    expect(books.lot('lot_1_20260101')).toMatchObject({ transferred: usd('500'), expired: usd('9500') });
  });

  test('are drawn earliest expiry first', () => {
    const books = new Books(grant());
    books.run('2026-01-01');
    books.run('2026-02-01');
    books.spend('2026-02-03', '3000').run('2026-02-03');
    expect(books.lot('lot_1_20260101_r').used + books.lot('lot_1_20260201').used).toBe(usd('3000'));
    expect(books.lot('lot_1_20260101_r').used).toBe(usd('2500'));
  });

  test('draw each amount of a day once, late usage as its difference, and give back where it shrank', () => {
    const books = new Books(grant());
    books.run('2026-01-01');
    books.spend('2026-01-05', '100').run('2026-01-05');
    expect(books.run('2026-01-06')).toEqual([]);
    books.spend('2026-01-05', '20');
    expect(books.run('2026-01-06')).toMatchObject([{ step: 'draw', draw: { amount: usd('20') } }]);
    books.spend('2026-01-05', '-50').run('2026-01-07');
    expect(books.lot('lot_1_20260101').used).toBe(usd('70'));
  });

  test('that a run missed for five weeks come out as if it had run daily', () => {
    const [daily, seldom] = [new Books(grant()), new Books(grant())];
    const spend = [
      ['2026-01-20', '4000'],
      ['2026-02-02', '1500'],
      ['2026-03-03', '2000'],
    ] as const;
    for (let day = '2026-01-01'; day <= '2026-03-05'; day = addDays(day, 1)) {
      for (const [at, amount] of spend) if (at === day) daily.spend(day, amount);
      daily.run(day);
    }
    seldom.run('2026-01-01');
    for (const [at, amount] of spend) seldom.spend(at, amount);
    seldom.run('2026-03-05');
    expect(seldom.lots).toEqual(daily.lots);
    expect(seldom.pool).toEqual(daily.pool);
  });

  test('keep what was spent before a late run could see that their time was over', () => {
    const books = new Books(grant({ endsOn: '2026-02-01' }));
    books.run('2026-01-01');
    books.spend('2026-02-04', '60').run('2026-02-10');
    expect(books.lot('lot_1_20260101')).toMatchObject({ used: usd('60'), returned: usd('9940') });
  });

  test('keep what is held for running calls until these end', () => {
    const books = new Books(grant({ endsOn: '2026-02-01' }));
    books.run('2026-01-01');
    books.held = usd('40');
    books.run('2026-02-01');
    expect(books.lot('lot_1_20260101')).toMatchObject({ available: usd('40'), returned: usd('9960') });
    books.held = 0n;
    books.spend('2026-02-01', '15').run('2026-02-02');
    expect(books.lot('lot_1_20260101')).toMatchObject({
      available: 0n,
      used: usd('15'),
      returned: usd('9985'),
    });
    expect(books.pool.map(({ granted }) => formatUsd(granted))).toEqual(['9960', '25']);
  });
});

test('spend that other money of the envelope paid for is laid on no later lot', () => {
  const books = new Books(grant());
  books.other = usd('500');
  books.run('2026-01-01');
  books.spend('2026-01-20', '10300').run('2026-01-20');
  books.run('2026-02-01');
  expect(books.lot('lot_1_20260201').available).toBe(usd('10000'));
  books.spend('2026-01-20', '300').run('2026-02-02');
  expect(books.lot('lot_1_20260201').used).toBe(usd('100'));
});

describe('a pause', () => {
  const paused = (from: string, to = endless) => grant({ pauses: [{ from, to }] });
  test('takes back what had not accrued, and the rest of the month comes when it ends', () => {
    const books = new Books(grant());
    books.run('2026-01-01');
    books.grants = [paused('2026-01-11')];
    books.run('2026-01-05');
    expect(books.lot('lot_1_20260101')).toMatchObject({
      accrues: { to: '2026-01-11' },
      returned: usd('6774.2'),
    });
    expect(books.pool).toEqual([]);
    books.run('2026-02-15');
    books.grants = [paused('2026-01-11', '2026-02-20')];
    books.run('2026-02-20');
    expect(books.lot('lot_1_20260220')).toMatchObject({ granted: usd('3214.29'), expiresOn: '2026-03-01' });
  });

  test('leaves what was spent ahead, and the next lot is smaller by it', () => {
    const books = new Books(grant());
    books.run('2026-01-01');
    books.spend('2026-01-02', '9000').run('2026-01-02');
    books.grants = [paused('2026-01-11')];
    books.run('2026-01-03');
    expect(books.lot('lot_1_20260101')).toMatchObject({ returned: usd('1000'), available: 0n });
    expect(books.grants[0]?.advance).toBe(usd('5774.2'));
    books.grants = [{ ...paused('2026-01-11', '2026-02-01'), advance: usd('5774.2') }];
    books.run('2026-02-01');
    expect(books.lot('lot_1_20260201').granted).toBe(usd('4225.8'));
    expect(books.grants[0]?.advance).toBe(0n);
  });

  test('of the very day a lot came leaves room for it to come again', () => {
    const books = new Books(grant());
    books.run('2026-01-01');
    books.grants = [paused('2026-01-01')];
    books.run('2026-01-01');
    books.grants = [grant()];
    books.run('2026-01-01');
    expect(books.lot('lot_1_20260101')).toMatchObject({ available: 0n, returned: usd('10000') });
    expect(books.lot('lot_1_20260101_2')).toMatchObject({ available: usd('10000') });
  });
});

test('on the last day the balance returns to the pool, whatever lot it is in', () => {
  const books = new Books(grant());
  books.run('2026-01-01');
  books.run('2026-02-01');
  books.leavesOn = '2026-02-15';
  books.spend('2026-02-10', '1000').run('2026-02-15');
  expect(sumLots(books.lots).available).toBe(0n);
  expect(books.lot('lot_1_20260101_r')).toMatchObject({ used: usd('1000'), returned: usd('1500') });
  // Two weeks of four had accrued; the other two go back unearned and never reach the pool.
  expect(books.pool.at(-1)).toMatchObject({ granted: usd('5000'), expiresOn: '2026-04-01' });
  expect(books.run('2026-03-01')).toEqual([]);
});

test('a daily allowance comes on working days alone', () => {
  const daily = grant({
    amount: { per: 'working_day', amount: usd('100') },
    terms: terms({
      cadence: 'daily',
      validPeriods: 30,
      surplus: 'expire',
      rollover: { percent: 0, cap: null },
    }),
  });
  expect(entitlement(daily, { from: '2026-11-01', to: '2026-12-01' })).toBe(usd('2100'));
  const books = new Books({ ...daily, startsOn: '2026-11-02' });
  books.run('2026-11-08');
  expect(sumLots(books.lots).granted).toBe(usd('500'));
});

describe('over any year of spending, runs, pauses and leaving', () => {
  const event = fc.record({
    day: fc.integer({ min: 0, max: 400 }),
    what: fc.constantFrom('spend', 'spend', 'spend', 'refund', 'run', 'pause', 'resume', 'hold'),
    cents: fc.integer({ min: 1, max: 900_000 }),
  });
  const year = fc.record({
    cadence: fc.constantFrom('daily' as const, 'monthly' as const, 'quarterly' as const, 'annual' as const),
    percent: fc.integer({ min: 0, max: 100 }),
    validPeriods: fc.integer({ min: 1, max: 3 }),
    pool: fc.boolean(),
    leaves: fc.option(fc.integer({ min: 30, max: 380 })),
    events: fc.array(event, { maxLength: 40 }),
  });

  test('nothing is lost, no lot goes below zero, and what is left explains the envelope', () => {
    fc.assert(
      fc.property(year, ({ cadence, percent, validPeriods, pool, leaves, events }) => {
        const base = grant({ terms: terms({ cadence, validPeriods, rollover: { percent, cap: null } }) });
        const books = new Books({ ...base, startsOn: '2026-01-15' });
        books.poolTeam = pool ? 'team_1' : null;
        books.leavesOn = leaves === null ? null : addDays('2026-01-15', leaves);
        const spentOn = new Map<string, bigint>();
        for (const { day, what, cents } of [...events].sort((a, b) => a.day - b.day)) {
          act(books, addDays('2026-01-15', day), what, cents, spentOn);
          check(books, books.held);
        }
        books.held = 0n;
        books.run('2027-03-01');
        check(books, 0n);
        expect(books.run('2027-03-01')).toEqual([]);
        if (books.leavesOn) expect(sumLots(books.lots).available).toBe(0n);
      }),
      { numRuns: 60 },
    );
  });

  function act(books: Books, day: string, what: string, cents: number, spentOn: Map<string, bigint>) {
    const [only] = books.grants;
    const amount = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
    if (what === 'spend') {
      books.spend(day, amount);
      spentOn.set(day, (spentOn.get(day) ?? 0n) + usd(amount));
    }
    if (what === 'refund') for (const [at, spent] of spentOn) books.spend(at, `-${formatUsd(spent / 3n)}`);
    if (what === 'refund') spentOn.clear();
    if (what === 'pause' && only?.pauses.every(({ to }) => to <= day))
      books.grants = [{ ...only, pauses: [...only.pauses, { from: day, to: endless }] }];
    if (what === 'resume' && only)
      books.grants = [
        { ...only, pauses: only.pauses.map((p) => (p.to === endless ? { ...p, to: day } : p)) },
      ];
    books.run(day);
    const { available } = sumLots(books.lots);
    if (what === 'hold') books.held = available / 2n;
  }

  function check(books: Books, held: bigint) {
    for (const lot of books.lots) {
      expect(accounted(lot)).toBe(lot.granted);
      for (const part of [lot.available, lot.used, lot.expired, lot.returned, lot.transferred])
        expect(part >= 0n).toBe(true);
    }
    const drawn = [...books.drawn.values()].reduce((sum, amount) => sum + amount, 0n);
    const sum = sumLots(books.lots);
    expect(sum.used).toBe(drawn);
    const undrawn = books.totalSpent - drawn;
    // Money came in with accruals, and went by expiry, return and spend: what is left is in the lots.
    expect(undrawn >= 0n).toBe(true);
    if (undrawn > 0n) expect(sum.available - held <= 0n || held > 0n).toBe(true);
  }
});
