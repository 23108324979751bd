import type { EntryDraft } from '@exchequer/model';
import type { Books, Refused, Verdict } from './books.ts';
import { refuse } from './counter.ts';

/** What has to come of entries that are posted as they are given. The plan makes none for pockets. */
export function judgeEntries(books: Books, entries: readonly EntryDraft[]): Verdict {
  for (const entry of entries) {
    const bad = badEntry(books, entry);
    if (bad) return bad;
  }
  const accounts = new Map<string, bigint>();
  for (const { key, currency, amount } of entries.flatMap(({ postings }) => postings)) {
    const account = `${currency} ${key}`;
    accounts.set(account, (accounts.get(account) ?? books.accounts.get(account) ?? 0n) + amount);
  }
  return {
    result: { transactions: entries.length },
    transactions: entries.length,
    purses: new Map(),
    accounts,
    lines: entries[0]?.postings ?? [],
  };
}

/** What has to come of taking back the first transaction that a command of the financial book posted. */
export function judgeReversal(books: Books, of: string): Verdict {
  const before = books.reversible.get(of);
  if (!before) return refuse('nothing-to-reverse', 'no such transaction is there');
  if (before.reversal) return refuse('not-reversible', 'it is a reversal itself');
  if (before.reversedBy !== null) return refuse('not-reversible', `${before.reversedBy} took it back`);
  const lines = before.lines.map((line) => ({ ...line, amount: -line.amount }));
  const accounts = new Map<string, bigint>();
  for (const { key, currency, amount } of lines) {
    const account = `${currency} ${key}`;
    accounts.set(account, (accounts.get(account) ?? books.accounts.get(account) ?? 0n) + amount);
  }
  return { transactions: 1, purses: new Map(), accounts, lines, takesBack: of };
}

function badEntry(books: Books, { book, postedOn, postings }: EntryDraft): Refused | null {
  const closed = books.closed[book];
  if (closed !== null && postedOn <= closed) return refuse('period-closed', `closed through ${closed}`);
  if (postings.length < 2) return refuse('unbalanced', 'fewer than two lines');
  for (const { key, currency, amount } of postings) {
    if (amount === 0n) return refuse('unbalanced', 'a line of nothing');
    if (currency.length !== 3) return refuse('malformed-entry', `${currency} is no currency`);
    if (key.startsWith('envelope/') !== (book === 'budget'))
      return refuse('malformed-entry', `${key} is in the other book`);
  }
  const currencies = new Set(postings.map(({ currency }) => currency));
  for (const one of currencies) {
    const sum = postings.reduce(
      (total, { currency, amount }) => (currency === one ? total + amount : total),
      0n,
    );
    if (sum !== 0n) return refuse('unbalanced', `${one} does not sum to zero`);
  }
  return null;
}
