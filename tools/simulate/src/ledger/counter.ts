import { type EnvelopePeriodRef, envelopePrefix, formatUsd } from '@exchequer/model';
import { type Books, emptyPurse, type Purse, type Refused, type Verdict } from './books.ts';
import type { Path } from './operation.ts';

/** Purses while one operation is worked out; what is in the books stays as it is. */
export class Counter {
  readonly purses = new Map<string, Purse>();
  readonly #books: Books;

  constructor(books: Books) {
    this.#books = books;
  }

  at(prefix: string, currency: string): Purse {
    const mine = this.purses.get(prefix);
    if (mine) return mine;
    const copy = { ...(this.#books.purses.get(prefix) ?? emptyPurse(currency)) };
    this.purses.set(prefix, copy);
    return copy;
  }

  of(ref: EnvelopePeriodRef): Purse {
    return this.at(prefixOf(ref), ref.currency);
  }

  /** Whether anything is different from what the books say. */
  get moved(): boolean {
    for (const [prefix, purse] of this.purses) {
      const before = this.#books.purses.get(prefix) ?? emptyPurse(purse.currency);
      if (
        before.appropriated !== purse.appropriated ||
        before.available !== purse.available ||
        before.leased !== purse.leased ||
        before.reserved !== purse.reserved ||
        before.spent !== purse.spent ||
        before.expired !== purse.expired ||
        before.overdrawn !== purse.overdrawn
      )
        return true;
    }
    return false;
  }
}

export const prefixOf = (ref: EnvelopePeriodRef): string => envelopePrefix(ref.envelopeId, ref.periodKey);

/** Money goes out: from what is available, and what is missing is owed. */
export function spendFrom(purse: Purse, amount: bigint): void {
  const covered = amount < purse.available ? amount : purse.available;
  purse.available -= covered;
  purse.overdrawn += amount - covered;
}

/** Money comes in: what is owed is repaid first. */
export function giveTo(purse: Purse, amount: bigint): void {
  const repaid = amount < purse.overdrawn ? amount : purse.overdrawn;
  purse.overdrawn -= repaid;
  purse.available += amount - repaid;
}

export const refuse = (refused: string, why: string, facts?: Record<string, unknown>): Refused => ({
  refused,
  why,
  ...(facts && { facts }),
});

export const notAboveZero = (amount: bigint): Refused | null =>
  amount <= 0n ? refuse('negative-amount', 'it has to be above zero', { amount: formatUsd(amount) }) : null;

export const tooLittle = (ref: EnvelopePeriodRef, before: Purse, needed: bigint): Refused =>
  refuse('envelope-exhausted', `${prefixOf(ref)} has too little`, {
    envelope: ref.envelopeId,
    period: ref.periodKey,
    currency: ref.currency,
    available: formatUsd(before.available),
    reserved: formatUsd(before.reserved),
    leased: formatUsd(before.leased),
    overdraft: formatUsd(before.overdrawn),
    needed: formatUsd(needed),
  });

export function badPath(path: Path): Refused | null {
  if (path.length === 0) return refuse('empty-path', 'no envelope pays');
  if (new Set(path.map(({ currency }) => currency)).size > 1)
    return refuse('currency-mismatch', 'two currencies');
  if (new Set(path.map(prefixOf)).size < path.length)
    return refuse('repeated-envelope', 'an envelope pays twice');
  return null;
}

/** What a counter comes to: one transaction, unless nothing has moved. */
export const counted = (counter: Counter, result: Record<string, unknown>): Verdict => ({
  result,
  transactions: counter.moved ? 1 : 0,
  purses: counter.purses,
});

/** Hard envelopes that are overdrawn past their bound, and by how much. */
export function pastBounds(counter: Counter, path: Path): Record<string, string> {
  const past: Record<string, string> = {};
  for (const ref of path) {
    const over = counter.of(ref).overdrawn - ref.overdraft;
    if (ref.enforcement === 'hard' && over > 0n) past[prefixOf(ref)] = formatUsd(over);
  }
  return past;
}
