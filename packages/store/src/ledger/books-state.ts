import type { HoldChange, LedgerFacts, LedgerRefusal } from '@exchequer/core/ledger';
import {
  type AccountRef,
  type Book,
  type EntryDraft,
  formatUsd,
  type Hold,
  invariant,
} from '@exchequer/model';
import type { LockedAccount } from './account.ts';
import { AccountTable } from './account-table.ts';
import type { Holdings } from './holdings.ts';

export interface BooksStateOptions {
  workspace: string;
  holdings: Holdings;
  holds: ReadonlyMap<string, Hold>;
  closed: ReadonlyMap<Book, string>;
  /** Holds that were looked for and locked if they exist. */
  namedHolds: ReadonlySet<string>;
}

/** An entry with the account of each of its lines. */
export interface PlacedEntry {
  entry: EntryDraft;
  accounts: LockedAccount[];
}

/** The books of one workspace in memory: what is locked, as the commands so far have left it. */
export class BooksState {
  readonly workspace: string;
  readonly holds: Map<string, Hold>;
  readonly opened = new Map<string, Hold>();
  readonly changedHolds = new Set<string>();
  /** Accounts that were read or posted to without being locked: the decisions do not count yet. */
  readonly missing: AccountRef[] = [];
  readonly #options: BooksStateOptions;
  readonly #missed = new AccountTable<true>();

  constructor(options: BooksStateOptions) {
    this.#options = options;
    this.workspace = options.workspace;
    this.holds = new Map(options.holds);
  }

  facts(now: Date): LedgerFacts {
    return {
      now,
      balance: (account) => this.#account(account)?.balance ?? 0n,
      hold: (id) => {
        invariant(this.#isNamed(id), `a command looked at the hold ${id} without naming it`);
        return this.holds.get(id) ?? null;
      },
      closedThrough: (book) => this.closedThrough(book),
    };
  }

  closedThrough(book: Book): string | null {
    return this.#options.closed.get(book) ?? null;
  }

  /** Posts the entries one by one; when one takes a guarded account below zero, none of them. */
  post(entries: readonly EntryDraft[]): PlacedEntry[] | LedgerRefusal {
    const before = new Map<LockedAccount, bigint>();
    const placed: PlacedEntry[] = [];
    for (const entry of entries) {
      const accounts: LockedAccount[] = [];
      for (const posting of entry.postings) {
        const account = this.#account(posting);
        if (!account) continue;
        if (!before.has(account)) before.set(account, account.balance);
        account.balance += posting.amount;
        accounts.push(account);
      }
      const short = accounts.find(({ guarded, balance }) => guarded && balance < 0n);
      if (short) {
        const refusal = belowZero(short);
        for (const [account, balance] of before) account.balance = balance;
        return refusal;
      }
      placed.push({ entry, accounts });
    }
    for (const account of before.keys()) account.changed = true;
    return placed;
  }

  /** Throws when a change of a hold cannot be meant. */
  check({ id, opened, amount }: HoldChange): void {
    const known = this.holds.has(id);
    invariant(this.#isNamed(id), `a command changed the hold ${id} without naming it`);
    invariant(opened ? !known : known, `the hold ${id} ${opened ? 'exists already' : 'does not exist'}`);
    invariant(amount >= 0n, `the hold ${id} would hold less than nothing`);
  }

  change({ id, opened, ...rest }: HoldChange): void {
    const { path, currency, detail } = opened ?? (this.holds.get(id) as Hold);
    const hold: Hold = { id, path, currency, detail, ...rest };
    this.holds.set(id, hold);
    if (opened || this.opened.has(id)) this.opened.set(id, hold);
    else this.changedHolds.add(id);
  }

  #isNamed(hold: string): boolean {
    return this.#options.namedHolds.has(hold);
  }

  #account(ref: AccountRef): LockedAccount | undefined {
    const account = this.#options.holdings.find(this.workspace, ref);
    if (!account && !this.#missed.get(this.workspace, ref)) {
      this.#missed.set(this.workspace, ref, true);
      this.missing.push({ key: ref.key, currency: ref.currency });
    }
    return account;
  }
}

const belowZero = ({ key, currency, balance }: LockedAccount): LedgerRefusal => ({
  refused: 'account-exhausted',
  detail: `${key} would stand at ${formatUsd(balance)} ${currency}`,
  fix: 'Take at most what it holds; an overdraft is drawn from the overdraft pocket.',
  facts: { account: key, currency, balance: formatUsd(balance) },
});
