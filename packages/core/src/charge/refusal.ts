import type { EntryDraft, PostingDraft } from '@exchequer/model';
import type { LedgerRefusal } from '../ledger/index.ts';
import { bookCurrency } from './account.ts';

export const refuse = (
  refused: string,
  detail: string,
  fix: string,
  facts?: LedgerRefusal['facts'],
): LedgerRefusal => ({ refused, detail, fix, ...(facts && { facts }) });

/** An amount that a person enters: in the currency of the books, and more than nothing. */
export function checkAmount(amount: bigint, currency: string, what: string): LedgerRefusal | null {
  if (currency !== bookCurrency) {
    return refuse(
      'currency-mismatch',
      `${what} is in ${currency}; the books are kept in ${bookCurrency}`,
      `Convert it to ${bookCurrency} at the rate of its day and say so in the reference.`,
    );
  }
  if (amount <= 0n) {
    return refuse(
      'negative-amount',
      `${what} must be more than zero`,
      'Give a positive amount; what takes money back is a reversal.',
    );
  }
  return null;
}

/** Adds up lines on the same account and leaves out what comes to nothing. */
export function merged(lines: readonly PostingDraft[]): PostingDraft[] {
  const sums = new Map<string, PostingDraft>();
  for (const line of lines) {
    const name = `${line.currency} ${line.key}`;
    const known = sums.get(name);
    sums.set(name, known ? { ...known, amount: known.amount + line.amount } : line);
  }
  return [...sums.values()].filter(({ amount }) => amount !== 0n);
}

/** An entry of the financial book that stands on the day it happened. */
export const entryOn = (
  day: string,
  entry: Omit<EntryDraft, 'book' | 'occurredOn' | 'postedOn'>,
): EntryDraft => ({ book: 'financial', occurredOn: day, postedOn: day, ...entry });
