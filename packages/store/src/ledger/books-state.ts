import type { HoldChange, LedgerFacts, LedgerRefusal } from '@exchequer/core/ledger';
import {
  type AccountRef,
  type Book,
  type EntryDraft,
  formatUsd,
  type Hold,
  invariant,
  isGuarded,
} from '@exchequer/model';

/** An account that is locked. */
export interface LockedAccount {
  id: string;
  balance: bigint;
  /** Whether a command has changed the balance. */
  changed: boolean;
}

/** The books of one workspace in memory: what is locked, as the commands so far have left it. */
export class BooksState {
  readonly accounts: Map<string, LockedAccount>;
  readonly holds: Map<string, Hold>;
  readonly #closed: ReadonlyMap<Book, string>;
  readonly #named: ReadonlySet<string>;
  /** Accounts that were read or posted to without being locked: the decisions do not count yet. */
  readonly missing = new Map<string, AccountRef>();
  readonly opened = new Map<string, Hold>();
  readonly changedHolds = new Set<string>();

  constructor(options: {
    accounts: ReadonlyMap<string, { id: string; balance: bigint }>;
    holds: ReadonlyMap<string, Hold>;
    closed: ReadonlyMap<Book, string>;
    /** Holds that were looked for and locked if they exist. */
    namedHolds: ReadonlySet<string>;
  }) {
    this.accounts = new Map();
    for (const [key, { id, balance }] of options.accounts) {
      this.accounts.set(key, { id, balance, changed: false });
    }
    this.holds = new Map(options.holds);
    this.#closed = options.closed;
    this.#named = options.namedHolds;
  }

  facts(now: Date): LedgerFacts {
    return {
      now,
      balance: (account) => this.#account(account)?.balance ?? 0n,
      hold: (id) => {
        invariant(this.#named.has(id), `a command looked at the hold ${id} without naming it`);
        return this.holds.get(id) ?? null;
      },
      closedThrough: (book) => this.closedThrough(book),
    };
  }

  closedThrough(book: Book): string | null {
    return this.#closed.get(book) ?? null;
  }

  /** Posts the entries one by one; when one takes a guarded account below zero, none of them. */
  post(entries: readonly EntryDraft[]): LedgerRefusal | null {
    const after = new Map<LockedAccount, bigint>();
    for (const { postings } of entries) {
      const touched = new Map<LockedAccount, AccountRef>();
      for (const posting of postings) {
        const account = this.#account(posting);
        if (!account) continue;
        after.set(account, (after.get(account) ?? account.balance) + posting.amount);
        touched.set(account, posting);
      }
      for (const [account, ref] of touched) {
        const balance = after.get(account) as bigint;
        if (balance < 0n && isGuarded(ref.key)) return belowZero(ref, balance);
      }
    }
    for (const [account, balance] of after) {
      account.balance = balance;
      account.changed = true;
    }
    return null;
  }

  /** Throws when a change of a hold cannot be meant. */
  check({ id, opened, amount }: HoldChange): void {
    const known = this.holds.has(id);
    invariant(this.#named.has(id), `a command changed the hold ${id} without naming it`);
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

  #account(ref: AccountRef): LockedAccount | null {
    const key = accountKey(ref);
    const account = this.accounts.get(key);
    if (!account) this.missing.set(key, { key: ref.key, currency: ref.currency });
    return account ?? null;
  }
}

/** Names an account within its workspace. */
export const accountKey = ({ key, currency }: AccountRef): string => `${currency} ${key}`;

const belowZero = ({ key, currency }: AccountRef, balance: bigint): LedgerRefusal => ({
  refused: 'account-exhausted',
  detail: `${key} would stand at ${formatUsd(balance)} ${currency}`,
  fix: 'Take at most what it holds; an overdraft is drawn from the overdraft pocket.',
  facts: { account: key, currency, balance: formatUsd(balance) },
});
