import { formatUsd } from '@exchequer/model';
import type { Books, KeptHold, Refused, Verdict } from './books.ts';
import { badPath, Counter, giveTo, notAboveZero, prefixOf, refuse, spendFrom, tooLittle } from './counter.ts';
import type { Deed } from './operation.ts';

type HoldDeed = Deed & { kind: 'reserve' | 'extend' | 'settle' | 'release' | 'lapse' };

/** What has to come of an operation on a hold. */
export function judgeHold(books: Books, deed: HoldDeed): Verdict {
  switch (deed.kind) {
    case 'reserve':
      return judgeReserve(books, deed);
    case 'extend':
      return judgeExtend(books, deed);
    case 'settle':
      return judgeSettle(books, deed);
    case 'release':
      return judgeRelease(books, deed.hold);
    case 'lapse':
      return judgeLapse(books, deed);
  }
}

const missing = (hold: string) => refuse('hold-missing', 'it was never opened', { hold });
const resolved = ({ id, state }: KeptHold) => refuse('hold-resolved', `it is ${state}`, { hold: id, state });
const isHeld = ({ state }: KeptHold) => state === 'open' || state === 'in_doubt';

function judgeReserve(books: Books, deed: HoldDeed & { kind: 'reserve' }): Verdict {
  const { hold, path, amount, expiresAt } = deed;
  const bad = badPath(path) ?? notAboveZero(amount);
  if (bad) return bad;
  if (books.holds.has(hold)) return refuse('hold-exists', 'the id is taken', { hold });
  const counter = new Counter(books);
  const overdrawn: Record<string, string> = {};
  for (const ref of path) {
    const purse = counter.of(ref);
    if (ref.enforcement === 'hard' && purse.available < amount) return tooLittle(ref, purse, amount);
    const before = purse.overdrawn;
    purse.reserved += amount;
    spendFrom(purse, amount);
    if (purse.overdrawn > before) overdrawn[prefixOf(ref)] = formatUsd(purse.overdrawn - before);
  }
  return {
    result: { hold, amount: formatUsd(amount), overdrawn },
    transactions: 1,
    purses: counter.purses,
    hold: {
      id: hold,
      prefixes: path.map(prefixOf),
      currency: path[0]?.currency ?? '',
      amount,
      settled: 0n,
      state: 'open',
      expiresAt,
      bounds: path.map((ref) => (ref.enforcement === 'hard' ? ref.overdraft : null)),
    },
  };
}

function judgeExtend(books: Books, deed: HoldDeed & { kind: 'extend' }): Verdict {
  const { path, amount, expiresAt } = deed;
  const bad = badPath(path) ?? notAboveZero(amount);
  if (bad) return bad;
  const hold = books.holds.get(deed.hold);
  if (!hold) return missing(deed.hold);
  if (!isHeld(hold)) return resolved(hold);
  if (path.map(prefixOf).join(' ') !== hold.prefixes.join(' '))
    return refuse('hold-of-other-path', 'it stands on another path');
  const counter = new Counter(books);
  for (const ref of path) {
    const purse = counter.of(ref);
    const before = { ...purse };
    purse.reserved += amount;
    spendFrom(purse, amount);
    const drew = purse.overdrawn > before.overdrawn;
    if (ref.enforcement === 'hard' && drew && purse.overdrawn > ref.overdraft)
      return tooLittle(ref, before, amount);
  }
  const held = hold.amount + amount;
  return {
    result: { hold: hold.id, held: formatUsd(held) },
    transactions: 1,
    purses: counter.purses,
    hold: { ...hold, amount: held, expiresAt },
  };
}

function judgeSettle(books: Books, deed: HoldDeed & { kind: 'settle' }): Verdict {
  const { amount, final } = deed;
  const hold = books.holds.get(deed.hold);
  if (!hold) return missing(deed.hold);
  if (amount < 0n || (amount === 0n && !final)) return notAboveZero(amount) as Refused;
  if (!isHeld(hold) && hold.state !== 'expired') return resolved(hold);
  const counter = new Counter(books);
  const over = amount > hold.amount;
  const fromHold = over ? hold.amount : amount;
  const givenBack = final ? hold.amount - fromHold : 0n;
  const past: Record<string, string> = {};
  hold.prefixes.forEach((prefix, at) => {
    const purse = counter.at(prefix, hold.currency);
    purse.reserved -= fromHold + givenBack;
    purse.spent += amount;
    spendFrom(purse, amount - fromHold);
    giveTo(purse, givenBack);
    const bound = hold.bounds[at] ?? null;
    if (over && bound !== null && purse.overdrawn > bound) past[prefix] = formatUsd(purse.overdrawn - bound);
  });
  const held = hold.amount - fromHold - givenBack;
  return {
    result: {
      hold: hold.id,
      settled: formatUsd(amount),
      held: formatUsd(held),
      beyond_bound: past,
      after_expiry: hold.state === 'expired',
    },
    transactions: counter.moved ? 1 : 0,
    purses: counter.purses,
    hold: { ...hold, amount: held, settled: hold.settled + amount, state: final ? 'settled' : hold.state },
    beyond: Object.keys(past),
  };
}

function judgeRelease(books: Books, id: string): Verdict {
  const hold = books.holds.get(id);
  if (!hold) return missing(id);
  if (!isHeld(hold)) return resolved(hold);
  return giveBack(books, hold, 'released');
}

function judgeLapse(books: Books, deed: HoldDeed & { kind: 'lapse' }): Verdict {
  const hold = books.holds.get(deed.hold);
  if (!hold) return missing(deed.hold);
  if (!isHeld(hold) || (hold.state === 'in_doubt' && deed.policy === 'in_doubt')) return resolved(hold);
  if (hold.expiresAt > books.now) return refuse('hold-not-due', 'it is still good', { hold: hold.id });
  if (deed.policy === 'release') return giveBack(books, hold, 'expired');
  return {
    result: { hold: hold.id, state: 'in_doubt' },
    transactions: 0,
    purses: new Map(),
    hold: { ...hold, state: 'in_doubt' },
  };
}

function giveBack(books: Books, hold: KeptHold, state: 'released' | 'expired'): Verdict {
  const counter = new Counter(books);
  for (const prefix of hold.prefixes) {
    const purse = counter.at(prefix, hold.currency);
    purse.reserved -= hold.amount;
    giveTo(purse, hold.amount);
  }
  return {
    result: { hold: hold.id, released: formatUsd(hold.amount), state },
    transactions: counter.moved ? 1 : 0,
    purses: counter.purses,
    hold: { ...hold, amount: 0n, state },
  };
}
