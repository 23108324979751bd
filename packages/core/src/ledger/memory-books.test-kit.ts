import { type AccountRef, type Book, type EntryDraft, type Hold, isGuarded } from '@exchequer/model';
import { isRefusal, type LedgerCommand, type LedgerRefusal } from './command.ts';
import { checkEntry } from './entry.ts';

const nameOf = ({ key, currency }: AccountRef) => `${currency} ${key}`;

/** Books in memory, for tests of decisions: no locks, no keys, every rule of an entry. */
export class MemoryBooks {
  readonly balances = new Map<string, bigint>();
  readonly holds = new Map<string, Hold>();
  readonly entries: EntryDraft[] = [];
  readonly closed = new Map<Book, string>();
  now = new Date('2026-11-21T09:00:00Z');

  balance(key: string, currency = 'USD'): bigint {
    return this.balances.get(nameOf({ key, currency })) ?? 0n;
  }

  run<R>(command: LedgerCommand<R>): R | LedgerRefusal {
    const decided = command.decide({
      now: this.now,
      balance: (account) => this.balances.get(nameOf(account)) ?? 0n,
      hold: (id) => this.holds.get(id) ?? null,
      closedThrough: (book) => this.closed.get(book) ?? null,
    });
    if (isRefusal(decided)) return decided;
    for (const entry of decided.entries) {
      const refusal = checkEntry(entry, this.closed.get(entry.book) ?? null);
      if (refusal) throw new Error(`${refusal.refused}: ${refusal.detail}`);
      this.#post(entry);
    }
    for (const { opened, ...change } of decided.holds ?? []) {
      const rest = opened ?? (this.holds.get(change.id) as Hold);
      this.holds.set(change.id, { path: rest.path, currency: rest.currency, detail: rest.detail, ...change });
    }
    return decided.result;
  }

  #post(entry: EntryDraft): void {
    this.entries.push(entry);
    for (const posting of entry.postings) {
      const balance = (this.balances.get(nameOf(posting)) ?? 0n) + posting.amount;
      if (balance < 0n && isGuarded(posting.key)) throw new Error(`${posting.key} falls to ${balance}`);
      this.balances.set(nameOf(posting), balance);
    }
  }
}
