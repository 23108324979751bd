import { type EntryDraft, type EnvelopePeriodRef, parseUsd } from '@exchequer/model';
import { beforeEach, describe, expect, test } from 'vitest';
import { appropriate, withdraw } from './appropriate.ts';
import { isDay, openDay } from './day.ts';
import { extend } from './extend.ts';
import { returnLease } from './lease.ts';
import { MemoryBooks } from './memory-books.test-kit.ts';
import { postEntry } from './post.ts';
import { expire, release } from './release.ts';
import { reserve } from './reserve.ts';
import { reverseTransaction } from './reverse.ts';
import { endPeriod } from './rollover.ts';
import { settle } from './settle.ts';
import { shrink } from './shrink.ts';
import { transfer } from './transfer.ts';
import { recordUsage } from './usage.ts';

const usd = parseUsd;
const day = '2026-11-21';
const common = { workspace: 'live', key: 'k', day };
const ref = (envelopeId: string, more: Partial<EnvelopePeriodRef> = {}): EnvelopePeriodRef => ({
  envelopeId,
  periodKey: '2026-11',
  enforcement: 'hard',
  overdraft: usd('2'),
  currency: 'USD',
  ...more,
});
const leaf = ref('leaf');
const root = ref('root');
const path = [leaf, root];
let books: MemoryBooks;

const pocket = (of: EnvelopePeriodRef, name: string) =>
  books.balance(`envelope/${of.envelopeId}/${of.periodKey}/${name}`, of.currency);
const hold = (dollars: string, more: object = {}) =>
  books.run(reserve({ ...common, holdId: 'h', path, amount: usd(dollars), expiresAt: books.now, ...more }));
const paid = (dollars: string, final = true) =>
  books.run(settle({ ...common, holdId: 'h', amount: usd(dollars), final }));
const usage = (dollars: string) =>
  books.run(
    recordUsage({
      ...common,
      days: [{ day, uses: [{ path, amount: usd(dollars) }], memo: 'Usage', subject: 'b' }],
    }),
  );

beforeEach(() => {
  books = new MemoryBooks();
  for (const envelope of path) books.run(appropriate({ ...common, envelope, amount: usd('10') }));
});

describe('a reservation', () => {
  test('says which envelope is short, what it holds and what is needed', () => {
    books.run(appropriate({ ...common, envelope: leaf, amount: usd('50') }));
    hold('7');
    expect(hold('4', { holdId: 'other' })).toMatchObject({
      refused: 'envelope-exhausted',
      facts: {
        envelope: 'root',
        period: '2026-11',
        available: '3',
        reserved: '7',
        overdraft: '0',
        needed: '4',
      },
    });
    expect(pocket(leaf, 'reserved')).toBe(usd('7'));
  });

  test.each([
    ['an empty path', { path: [] }, 'empty-path'],
    ['two currencies on a path', { path: [leaf, ref('root', { currency: 'EUR' })] }, 'currency-mismatch'],
    ['an envelope twice', { path: [leaf, leaf] }, 'repeated-envelope'],
    ['nothing', { amount: 0n }, 'negative-amount'],
    ['a negative amount', { amount: -1n }, 'negative-amount'],
  ])('of %s is refused', (_, more, refused) => {
    expect(hold('1', more)).toMatchObject({ refused });
    expect(books.holds.size).toBe(0);
  });

  test('under an id that is taken is refused', () => {
    hold('1');
    expect(hold('1')).toMatchObject({ refused: 'hold-exists' });
  });

  test('draws the overdraft of a soft level, and says so', () => {
    const soft = [ref('soft', { enforcement: 'soft' }), root];
    expect(hold('3', { path: soft })).toMatchObject({ overdrawn: { 'envelope/soft/2026-11': '3' } });
    expect(pocket(soft[0] as EnvelopePeriodRef, 'overdraft')).toBe(-usd('3'));
  });

  test('says what the tightest level leaves of those that refuse', () => {
    const soft = [ref('soft', { enforcement: 'soft' }), root];
    expect(hold('3', { path: soft })).toMatchObject({ left: '7' });
    expect(hold('1', { holdId: 'h2' })).toMatchObject({ left: '6' });
    const none = [ref('soft', { enforcement: 'soft' })];
    expect(hold('1', { path: none, holdId: 'h3' })).toMatchObject({ left: null });
    const back = shrink({ ...common, holdId: 'h', amount: usd('2') });
    expect(books.run(back)).toMatchObject({ left: '8' });
  });
});

describe('a settlement', () => {
  test('in parts keeps the rest held until the last one', () => {
    hold('6');
    expect(paid('2', false)).toMatchObject({ settled: '2', held: '4' });
    expect(pocket(root, 'reserved')).toBe(usd('4'));
    expect(paid('1')).toMatchObject({ settled: '1', held: '0' });
    expect([pocket(root, 'spent'), pocket(root, 'available')]).toEqual([usd('3'), usd('7')]);
    expect(books.holds.get('h')).toMatchObject({ state: 'settled', settled: usd('3') });
  });

  test('above the hold takes what is available, then the overdraft, and past the bound says so', () => {
    hold('9');
    expect(paid('13')).toMatchObject({
      beyond_bound: { 'envelope/leaf/2026-11': '1', 'envelope/root/2026-11': '1' },
    });
    expect([pocket(leaf, 'available'), pocket(leaf, 'overdraft')]).toEqual([0n, -usd('3')]);
    expect(books.entries.at(-1)?.detail).toEqual({ beyond_bound: true });
  });

  test('of nothing gives everything back, but only as the last', () => {
    hold('5');
    expect(paid('0', false)).toMatchObject({ refused: 'negative-amount' });
    expect(paid('0')).toMatchObject({ settled: '0', held: '0' });
    expect(pocket(leaf, 'available')).toBe(usd('10'));
  });

  test('of a hold that is not there, or was resolved, is refused', () => {
    expect(paid('1')).toMatchObject({ refused: 'hold-missing' });
    hold('5');
    books.run(release({ ...common, holdId: 'h' }));
    expect(paid('1')).toMatchObject({ refused: 'hold-resolved', facts: { state: 'released' } });
  });

  test('of a hold in doubt settles it', () => {
    hold('5');
    books.run(expire({ ...common, holdId: 'h', policy: 'in_doubt' }));
    expect(pocket(leaf, 'reserved')).toBe(usd('5'));
    expect(paid('2')).toMatchObject({ settled: '2', after_expiry: false });
    expect(pocket(leaf, 'reserved')).toBe(0n);
  });
});

test('a hold is not expired before its time', () => {
  hold('5', { expiresAt: new Date(books.now.getTime() + 1) });
  expect(books.run(expire({ ...common, holdId: 'h', policy: 'release' }))).toMatchObject({
    refused: 'hold-not-due',
  });
});

describe('an extension', () => {
  const more = (dollars: string, on = path, draws?: 'nothing') =>
    books.run(
      extend({
        ...common,
        holdId: 'h',
        path: on,
        amount: usd(dollars),
        expiresAt: books.now,
        ...(draws && { draws }),
      }),
    );

  test('may draw the bounded overdraft, and no more', () => {
    hold('9');
    expect(more('2')).toEqual({ hold: 'h', held: '11', left: '0' });
    expect(more('1.5')).toMatchObject({ refused: 'envelope-exhausted' });
    expect(pocket(leaf, 'overdraft')).toBe(-usd('1'));
  });

  test('that draws nothing takes the last of a hard level and is refused past it, however much may be overdrawn', () => {
    hold('9');
    expect(more('1.000000000001', path, 'nothing')).toMatchObject({
      refused: 'envelope-exhausted',
      facts: { envelope: 'leaf', available: '1', needed: '1.000000000001' },
    });
    expect(pocket(leaf, 'reserved')).toBe(usd('9'));
    expect(more('1', path, 'nothing')).toEqual({ hold: 'h', held: '10', left: '0' });
    expect([pocket(leaf, 'available'), pocket(leaf, 'overdraft')]).toEqual([0n, 0n]);
  });

  test('that draws nothing is refused by a hard level above, and still overdraws a soft leaf', () => {
    const soft = [ref('soft', { enforcement: 'soft' }), root];
    hold('4', { path: soft });
    expect(more('6', soft, 'nothing')).toEqual({ hold: 'h', held: '10', left: '0' });
    expect(pocket(soft[0] as EnvelopePeriodRef, 'overdraft')).toBe(-usd('10'));
    expect(more('1', soft, 'nothing')).toMatchObject({ facts: { envelope: 'root' } });
  });

  test('of either kind under one key is told apart', () => {
    const bodyOf = (draws: 'overdraft' | 'nothing') =>
      extend({ ...common, holdId: 'h', path, amount: 1n, expiresAt: books.now, draws }).body;
    expect(bodyOf('overdraft')).not.toEqual(bodyOf('nothing'));
  });

  test('on another path is refused', () => {
    hold('1');
    expect(more('1', [leaf])).toMatchObject({ refused: 'hold-of-other-path' });
  });
});

describe('giving back a part of a hold', () => {
  const less = (dollars: string) => books.run(shrink({ ...common, holdId: 'h', amount: usd(dollars) }));

  test('frees it at every level and keeps the rest held, down to nothing', () => {
    hold('6');
    expect(less('2')).toEqual({ hold: 'h', held: '4', left: '6' });
    expect([pocket(leaf, 'available'), pocket(root, 'reserved')]).toEqual([usd('6'), usd('4')]);
    expect(less('4')).toEqual({ hold: 'h', held: '0', left: '10' });
    expect(books.holds.get('h')).toMatchObject({ state: 'open', amount: 0n });
    expect(pocket(root, 'available')).toBe(usd('10'));
  });

  test('is refused past what is held, which is less once a part was settled', () => {
    hold('6');
    paid('5', false);
    expect(less('2')).toMatchObject({ refused: 'more-than-held', facts: { held: '1', needed: '2' } });
    expect(pocket(leaf, 'reserved')).toBe(usd('1'));
  });

  test('repays the overdraft before anything is available', () => {
    hold('10');
    usage('3');
    expect(pocket(leaf, 'overdraft')).toBe(-usd('3'));
    less('4');
    expect([pocket(leaf, 'overdraft'), pocket(leaf, 'available')]).toEqual([0n, usd('1')]);
  });

  test('of nothing, of no hold, or of one that is over is refused', () => {
    expect(less('1')).toMatchObject({ refused: 'hold-missing' });
    hold('6');
    expect(less('0')).toMatchObject({ refused: 'negative-amount' });
    paid('1');
    expect(less('1')).toMatchObject({ refused: 'hold-resolved', facts: { state: 'settled' } });
  });

  test('leaves a hold in doubt as it is', () => {
    hold('6');
    books.run(expire({ ...common, holdId: 'h', policy: 'in_doubt' }));
    expect(less('2')).toMatchObject({ held: '4' });
    expect(books.holds.get('h')).toMatchObject({ state: 'in_doubt' });
  });
});

describe('usage without a hold', () => {
  test('is booked whatever is left, and what is taken back repays the overdraft first', () => {
    expect(usage('15')).toMatchObject({ amount: '15', beyond_bound: { 'envelope/leaf/2026-11': '3' } });
    expect([pocket(leaf, 'spent'), pocket(leaf, 'overdraft')]).toEqual([usd('15'), -usd('5')]);
    usage('-6');
    expect([pocket(leaf, 'spent'), pocket(leaf, 'overdraft'), pocket(leaf, 'available')]).toEqual([
      usd('9'),
      0n,
      usd('1'),
    ]);
  });

  test('of several paths and days has one entry per day and one line per account', () => {
    const other = [ref('other'), root];
    const uses = [
      { path, amount: usd('1') },
      { path: other, amount: usd('2') },
    ];
    const days = ['2026-11-20', '2026-11-21'].map((of) => ({ day: of, uses, memo: 'Usage', subject: 'b' }));
    const before = books.entries.length;
    expect(books.run(recordUsage({ ...common, days }))).toMatchObject({ amount: '6' });
    const entries = books.entries.slice(before);
    expect(entries.map(({ occurredOn, postings }) => [occurredOn, postings.length])).toEqual([
      ['2026-11-20', 6],
      ['2026-11-21', 6],
    ]);
    expect(pocket(root, 'spent')).toBe(usd('6'));
  });

  test('of a closed day is posted on the first open one and keeps its day', () => {
    books.closed.set('budget', '2026-11-30');
    usage('1');
    expect(books.entries.at(-1)).toMatchObject({ occurredOn: day, postedOn: '2026-12-01' });
  });
});

describe('money of a period', () => {
  test('that comes in repays the overdraft first', () => {
    usage('14');
    books.run(appropriate({ ...common, envelope: leaf, amount: usd('5') }));
    expect([pocket(leaf, 'overdraft'), pocket(leaf, 'available')]).toEqual([0n, usd('1')]);
  });

  test('is withdrawn as far as it is available', () => {
    hold('7');
    const less = { ...common, envelope: leaf, amount: usd('5') };
    expect(books.run(withdraw({ ...less, short: 'refuse' }))).toMatchObject({
      refused: 'envelope-exhausted',
    });
    expect(books.run(withdraw({ ...less, short: 'take-available' }))).toEqual({
      amount: '3',
      available: '0',
    });
    expect(pocket(leaf, 'appropriation')).toBe(-usd('7'));
  });

  test('moves only within one currency, and only what is available', () => {
    const other = ref('other');
    const moved = (to: EnvelopePeriodRef, dollars: string) =>
      books.run(transfer({ ...common, from: leaf, to, amount: usd(dollars) }));
    expect(moved(other, '4')).toEqual({ amount: '4' });
    expect([pocket(leaf, 'available'), pocket(other, 'available')]).toEqual([usd('6'), usd('4')]);
    expect(moved(other, '7')).toMatchObject({ refused: 'envelope-exhausted' });
    expect(moved(ref('euro', { currency: 'EUR' }), '1')).toMatchObject({ refused: 'currency-mismatch' });
    expect(moved(leaf, '1')).toMatchObject({ refused: 'repeated-envelope' });
  });

  test('goes over into the next period up to the cap, and the rest expires', () => {
    const next = ref('leaf', { periodKey: '2026-12' });
    const to = { period: next, rule: { percent: 50, cap: usd('3') } };
    expect(books.run(endPeriod({ ...common, from: leaf, to }))).toEqual({ rolled: '3', expired: '7' });
    expect([pocket(leaf, 'expired'), pocket(next, 'available')]).toEqual([usd('7'), usd('3')]);
    expect(books.run(endPeriod({ ...common, from: root, to: null }))).toEqual({ rolled: '0', expired: '10' });
  });

  test('that was not leased is not given back', () => {
    expect(books.run(returnLease({ ...common, leaseId: 'l', path, amount: usd('1') }))).toMatchObject({
      refused: 'more-than-leased',
    });
  });
});

test('a reversal negates every line, once', () => {
  const postings = [
    { key: 'payable/openai', currency: 'USD', amount: usd('3') },
    { key: 'cash', currency: 'USD', amount: -usd('3') },
  ];
  const payment: EntryDraft = {
    book: 'financial',
    kind: 'payment',
    occurredOn: day,
    postedOn: day,
    memo: 'Paid',
    subject: 'inv_1',
    postings,
  };
  books.run(postEntry({ workspace: 'live', key: 'p', entries: [payment] }));
  expect(books.balance('cash')).toBe(-usd('3'));
  const transaction = { ...payment, id: '7', reversedBy: null };
  books.run(reverseTransaction({ ...common, transaction, memo: 'Wrong' }));
  expect(books.balance('cash')).toBe(0n);
  expect(books.entries.at(-1)).toMatchObject({ kind: 'reversal', reverses: '7' });
  const again = { ...transaction, reversedBy: '8' };
  const twice = { ...transaction, kind: 'reversal' as const };
  for (const refused of [again, twice]) {
    expect(books.run(reverseTransaction({ ...common, transaction: refused, memo: 'x' }))).toMatchObject({
      refused: 'not-reversible',
    });
  }
});

test('nothing of the budget book is reversed, since holds and repaid overdrafts would be left behind', () => {
  const posted = books.entries.length;
  hold('4');
  const entry = books.entries.at(-1);
  expect(books.entries.length).toBe(posted + 1);
  const transaction = { ...(entry as EntryDraft), id: '9', reversedBy: null };
  expect(books.run(reverseTransaction({ ...common, transaction, memo: 'Wrong' }))).toMatchObject({
    refused: 'not-reversible',
    fix: expect.stringContaining('Release the hold'),
  });
  expect(pocket(leaf, 'reserved')).toBe(usd('4'));
});

test('days are calendar days, and a closed one gives way to the first open one', () => {
  expect(['2026-02-28', '2024-02-29', '2026-12-31'].every(isDay)).toBe(true);
  expect(['2026-02-29', '2026-13-01', '2026-11-00', '1900-02-29', '26-1-1', ''].some(isDay)).toBe(false);
  expect(openDay('2026-10-31', '2026-10-31')).toBe('2026-11-01');
  expect(openDay('2026-11-02', '2026-10-31')).toBe('2026-11-02');
  expect(openDay('2026-11-02', null)).toBe('2026-11-02');
});
