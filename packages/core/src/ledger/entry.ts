import type { EntryDraft } from '@exchequer/model';
import type { LedgerRefusal } from './command.ts';

/**
 * Why an entry may not be posted, or null. An entry has at least two lines, none of them zero, sums
 * to zero in each of its currencies, and stands in an open period.
 * @param closedThrough last day of the last closed period of its book
 */
export function checkEntry(entry: EntryDraft, closedThrough: string | null): LedgerRefusal | null {
  if (closedThrough !== null && entry.postedOn <= closedThrough) {
    return {
      refused: 'period-closed',
      detail: `${entry.postedOn} is in a period of the ${entry.book} book that was closed through ${closedThrough}`,
      fix: 'Post it in the open period; it keeps the day on which it happened.',
    };
  }
  if (entry.postings.length < 2) return unbalanced(entry, 'it has fewer than two lines');
  const sums = new Map<string, bigint>();
  for (const { key, currency, amount } of entry.postings) {
    if (amount === 0n) return unbalanced(entry, `the line of ${key} is zero`);
    if (!/^[A-Z]{3}$/.test(currency)) return unbalanced(entry, `${currency} is no currency code`);
    sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  }
  for (const [currency, sum] of sums) {
    if (sum !== 0n) return unbalanced(entry, `its lines in ${currency} do not sum to zero`);
  }
  return null;
}

const unbalanced = (entry: EntryDraft, why: string): LedgerRefusal => ({
  refused: 'unbalanced',
  detail: `the ${entry.kind} entry cannot be posted: ${why}`,
  fix: 'Give debits as positive and credits as negative amounts that sum to zero per currency.',
});
