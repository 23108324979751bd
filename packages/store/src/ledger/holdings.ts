import { type AccountRef, invariant } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import {
  type AccountIds,
  type Balances,
  type LockedAccount,
  lockAccounts,
  lockFreeAccounts,
  resolveAccounts,
  unlocked,
} from './account.ts';
import { AccountTable } from './account-table.ts';
import { transactionIds } from './transaction-ids.ts';

/** The accounts that a batch has locked, and ids for the transactions that it will post. */
export class Holdings {
  readonly #tx: TransactionSql;
  readonly #known: AccountIds;
  readonly #table = new AccountTable<LockedAccount>();
  readonly #accounts: LockedAccount[] = [];
  /** Accounts whose ids were not known before. */
  readonly discovered: LockedAccount[] = [];
  #ids: string[] = [];

  constructor(tx: TransactionSql, known: AccountIds) {
    this.#tx = tx;
    this.#known = known;
  }

  find(workspace: string, account: AccountRef): LockedAccount | undefined {
    return this.#table.get(workspace, account);
  }

  all(): readonly LockedAccount[] {
    return this.#accounts;
  }

  /** Forgets what decisions have changed. */
  reset(): void {
    for (const account of this.#accounts) {
      account.balance = account.found;
      account.changed = false;
    }
  }

  /** Names an account to be locked. */
  want(workspace: string, ref: AccountRef): void {
    if (this.#table.get(workspace, ref)) return;
    const account = unlocked(workspace, ref);
    this.#table.set(workspace, ref, account);
    this.#accounts.push(account);
  }

  /**
   * Locks every account that is wanted. Ids of transactions are taken after it, so that on each
   * account the order of ids is the order of what happened.
   * @param transactions how many ids will probably be used
   */
  async lock(transactions: number): Promise<void> {
    const savepoint = this.#tx`SAVEPOINT ledger_accounts`;
    savepoint.catch(() => {});
    this.discovered.push(...(await resolveAccounts(this.#tx, this.#accounts, this.#known)));
    const [balances, ids] = await Promise.all([
      lockAccounts(
        this.#tx,
        this.#accounts.map(({ id }) => id),
      ),
      transactionIds(this.#tx, transactions),
    ]);
    invariant(balances.size === this.#accounts.length, 'an account that was known has gone');
    this.#take(this.#accounts, balances);
    this.#ids = ids;
  }

  /**
   * Locks accounts that turned up later; when one is not free, everything anew.
   * @param written whether something was written that has to be undone
   */
  async add(
    missing: readonly [string, AccountRef][],
    { transactions, written }: { transactions: number; written: boolean },
  ): Promise<void> {
    if (!written && (await this.#addFree(missing, transactions))) return;
    await this.#tx`ROLLBACK TO SAVEPOINT ledger_accounts`;
    // What was made since the savepoint has gone with it.
    for (const account of this.discovered.splice(0)) account.id = '';
    for (const [workspace, ref] of missing) this.want(workspace, ref);
    await this.lock(transactions);
  }

  /** Ids for transactions, as many as are asked for. */
  async ids(count: number): Promise<readonly string[]> {
    if (count > this.#ids.length) {
      this.#ids.push(...(await transactionIds(this.#tx, count - this.#ids.length)));
    }
    return this.#ids;
  }

  /** Waiting here would break the order of locks: only accounts that exist and are free come in. */
  async #addFree(missing: readonly [string, AccountRef][], transactions: number): Promise<boolean> {
    const accounts = missing.map(([workspace, ref]) => unlocked(workspace, ref));
    for (const account of accounts) account.id = this.#known.get(account) ?? '';
    if (accounts.some(({ id }) => id === '')) return false;
    const [balances, ids] = await Promise.all([
      lockFreeAccounts(
        this.#tx,
        accounts.map(({ id }) => id),
      ),
      transactionIds(this.#tx, transactions),
    ]);
    if (balances.size < accounts.length) return false;
    for (const account of accounts) this.#table.set(account.workspace, account, account);
    this.#accounts.push(...accounts);
    this.#take(accounts, balances);
    this.#ids = ids;
    return true;
  }

  #take(accounts: readonly LockedAccount[], balances: Balances): void {
    for (const account of accounts) account.found = balances.get(account.id) as bigint;
  }
}
