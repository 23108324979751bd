import type { Accepted, Books, Verdict } from './books.ts';
import { judgeDeed } from './judge.ts';
import type { Answer, Operation } from './operation.ts';

/** What has to come of an operation now. Changes nothing. */
export function judge(books: Books, operation: Operation): Verdict {
  const { deed } = operation;
  // A close has no key, and who finds nothing to take back does not come to use one.
  if (deed.kind === 'close') return judgeDeed(books, operation);
  if (deed.kind === 'reverse' && !books.reversible.has(deed.of)) return judgeDeed(books, operation);
  const before = books.taken.get(operation.key);
  if (!before) return judgeDeed(books, operation);
  if (before.body === operation.body) return { transactions: 0, purses: new Map() };
  return { refused: 'idempotency-conflict', why: 'another body has this key', facts: { key: operation.key } };
}

/** Lets an accepted operation take effect. */
export function take(books: Books, operation: Operation, accepted: Accepted, answer: Answer): void {
  for (const [prefix, purse] of accepted.purses) books.purses.set(prefix, purse);
  for (const [account, balance] of accepted.accounts ?? []) books.accounts.set(account, balance);
  for (const prefix of accepted.beyond ?? []) books.beyond.add(prefix);
  if (accepted.hold) books.holds.set(accepted.hold.id, accepted.hold);
  if (accepted.lines) {
    const reversal = accepted.takesBack !== undefined;
    books.reversible.set(operation.key, { lines: accepted.lines, reversedBy: null, reversal });
  }
  const taken = accepted.takesBack === undefined ? undefined : books.reversible.get(accepted.takesBack);
  if (taken) taken.reversedBy = operation.key;
  books.taken.set(operation.key, { body: operation.body, answer });
}
