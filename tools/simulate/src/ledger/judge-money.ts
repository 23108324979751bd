import { formatUsd } from '@exchequer/model';
import { type Books, emptyPurse, type Purse, type Refused, type Verdict } from './books.ts';
import {
  badPath,
  Counter,
  counted,
  giveTo,
  notAboveZero,
  pastBounds,
  prefixOf,
  refuse,
  spendFrom,
  tooLittle,
} from './counter.ts';
import type { Deed } from './operation.ts';

export function judgeMoney(books: Books, deed: Deed & { kind: 'appropriate' | 'withdraw' }): Verdict {
  const bad = notAboveZero(deed.amount);
  if (bad) return bad;
  const counter = new Counter(books);
  const purse = counter.of(deed.at);
  let moved = deed.amount;
  if (deed.kind === 'withdraw') {
    if (purse.available < moved && deed.short === 'refuse') return tooLittle(deed.at, purse, moved);
    if (purse.available < moved) moved = purse.available;
    purse.appropriated -= moved;
    purse.available -= moved;
  } else {
    purse.appropriated += moved;
    giveTo(purse, moved);
  }
  return counted(counter, { amount: formatUsd(moved), available: formatUsd(purse.available) });
}

export function judgeTransfer(books: Books, { from, to, amount }: Deed & { kind: 'transfer' }): Verdict {
  const bad = notAboveZero(amount) ?? badPath([from, to]);
  if (bad) return bad;
  const counter = new Counter(books);
  const [source, target] = [counter.of(from), counter.of(to)];
  if (source.available < amount) return tooLittle(from, source, amount);
  source.available -= amount;
  source.appropriated -= amount;
  target.appropriated += amount;
  giveTo(target, amount);
  return counted(counter, { amount: formatUsd(amount) });
}

export function judgeLease(
  books: Books,
  { kind, lease, path, amount }: Deed & { kind: 'lease' | 'unlease' },
): Verdict {
  const bad = badPath(path) ?? notAboveZero(amount);
  if (bad) return bad;
  const counter = new Counter(books);
  for (const ref of path) {
    const purse = counter.of(ref);
    if (kind === 'lease') {
      if (ref.enforcement === 'hard' && purse.available < amount) return tooLittle(ref, purse, amount);
      purse.leased += amount;
      spendFrom(purse, amount);
    } else {
      if (purse.leased < amount)
        return refuse('more-than-leased', `${prefixOf(ref)} has lent less`, {
          envelope: ref.envelopeId,
          leased: formatUsd(purse.leased),
        });
      purse.leased -= amount;
      giveTo(purse, amount);
    }
  }
  return counted(counter, { lease, amount: formatUsd(amount) });
}

export function judgeUsage(books: Books, { days }: Deed & { kind: 'usage' }): Verdict {
  const bad = days
    .flatMap(({ uses }) => uses)
    .reduce<Refused | null>((found, { path }) => found ?? badPath(path), null);
  if (bad) return bad;
  const counter = new Counter(books);
  let [total, transactions] = [0n, 0];
  for (const { uses } of days) {
    const before = new Map([...counter.purses].map(([prefix, purse]) => [prefix, { ...purse }]));
    for (const { path, amount } of uses) {
      total += amount;
      for (const purse of path.map((ref) => counter.of(ref))) {
        purse.spent += amount;
        if (amount >= 0n) spendFrom(purse, amount);
        else giveTo(purse, -amount);
      }
    }
    if (movedSince(counter, before, books)) transactions += 1;
  }
  const past = pastBounds(
    counter,
    days.flatMap(({ uses }) => uses.flatMap(({ path }) => path)),
  );
  return {
    result: { amount: formatUsd(total), beyond_bound: past },
    transactions,
    purses: counter.purses,
    beyond: Object.keys(past),
  };
}

function movedSince(counter: Counter, before: ReadonlyMap<string, Purse>, books: Books): boolean {
  for (const [prefix, purse] of counter.purses) {
    const then = before.get(prefix) ?? books.purses.get(prefix) ?? emptyPurse(purse.currency);
    if (
      then.spent !== purse.spent ||
      then.available !== purse.available ||
      then.overdrawn !== purse.overdrawn
    )
      return true;
  }
  return false;
}

export function judgeEnd(books: Books, { from, to }: Deed & { kind: 'end' }): Verdict {
  if (to && to.period.currency !== from.currency) return refuse('currency-mismatch', 'two currencies');
  const counter = new Counter(books);
  const source = counter.of(from);
  const left = source.available;
  let rolled = 0n;
  if (to) {
    rolled = (left * BigInt(to.percent)) / 100n;
    if (to.cap !== null && rolled > to.cap) rolled = to.cap;
    const target = counter.of(to.period);
    target.appropriated += rolled;
    giveTo(target, rolled);
  }
  source.available = 0n;
  source.expired += left - rolled;
  source.appropriated -= rolled;
  return counted(counter, { rolled: formatUsd(rolled), expired: formatUsd(left - rolled) });
}
