import { type AccountRef, type Book, bookOf, type EntryDraft, type PostingDraft } from '@exchequer/model';
import type { LedgerRefusal } from './command.ts';
import { isDay } from './day.ts';

/** Separates the parts of a digest's text, so that no key or subject may hold one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controlCharacter = /[\u0000-\u001f\u007f]/;
const longestKey = 500;

/**
 * Why an entry may not be posted, or null. An entry has at least two lines, none of them zero, sums
 * to zero in each of its currencies, keeps to the accounts of its book, and stands in an open period.
 * @param closedThrough last day of the last closed period of its book
 */
export function checkEntry(entry: EntryDraft, closedThrough: string | null): LedgerRefusal | null {
  if (!isDay(entry.occurredOn) || !isDay(entry.postedOn)) {
    return malformed(entry, `${entry.occurredOn} or ${entry.postedOn} is no day`);
  }
  if (closedThrough !== null && entry.postedOn <= closedThrough) {
    return {
      refused: 'period-closed',
      detail: `${entry.postedOn} is in a period of the ${entry.book} book that was closed through ${closedThrough}`,
      fix: 'Post it in the open period; it keeps the day on which it happened.',
      facts: { book: entry.book, posted_on: entry.postedOn, closed_through: closedThrough },
    };
  }
  if (controlCharacter.test(entry.subject)) return malformed(entry, 'its subject has a control character');
  if (entry.memo.includes('\u0000')) return malformed(entry, 'its memo has a null character');
  if (entry.postings.length < 2) return unbalanced(entry, 'it has fewer than two lines');
  return checkLines(entry);
}

function checkLines(entry: EntryDraft): LedgerRefusal | null {
  const sums = new Map<string, bigint>();
  for (const posting of entry.postings) {
    const bad = checkLine(entry, posting);
    if (bad) return bad;
    sums.set(posting.currency, (sums.get(posting.currency) ?? 0n) + posting.amount);
  }
  for (const [currency, sum] of sums) {
    if (sum !== 0n) return unbalanced(entry, `its lines in ${currency} do not sum to zero`);
  }
  return null;
}

function checkLine(entry: EntryDraft, { key, currency, amount }: PostingDraft): LedgerRefusal | null {
  if (amount === 0n) return unbalanced(entry, `the line of ${key} is zero`);
  if (!/^[A-Z]{3}$/.test(currency)) return malformed(entry, `${currency} is no currency code`);
  const book = bookOfKey(key);
  if (book === null) return malformed(entry, `${JSON.stringify(key.slice(0, 80))} is no account`);
  if (book === entry.book) return null;
  return malformed(entry, `${key} is an account of the ${book} book`);
}

/** Whether there can be such an account: its key and currency are well formed. */
export const isAccount = ({ key, currency }: AccountRef): boolean =>
  /^[A-Z]{3}$/.test(currency) && bookOfKey(key) !== null;

/** Keys that were looked at before; the same few thousand come again and again. */
const seen = new Map<string, Book | null>();
const mostSeen = 100_000;

/** The book of an account; null when the key cannot be one. */
function bookOfKey(key: string): Book | null {
  const known = seen.get(key);
  if (known !== undefined) return known;
  const fits = key !== '' && key.length <= longestKey && !controlCharacter.test(key);
  const book = fits ? bookOf(key) : null;
  if (seen.size >= mostSeen) seen.clear();
  seen.set(key, book);
  return book;
}

const unbalanced = (entry: EntryDraft, why: string): LedgerRefusal => ({
  refused: 'unbalanced',
  detail: `the ${entry.kind} entry cannot be posted: ${why}`,
  fix: 'Give debits as positive and credits as negative amounts that sum to zero per currency.',
});

const malformed = (entry: EntryDraft, why: string): LedgerRefusal => ({
  refused: 'malformed-entry',
  detail: `the ${entry.kind} entry cannot be posted: ${why}`,
  fix: 'Give calendar days, three-letter currencies, and accounts of the book the entry is for.',
});
