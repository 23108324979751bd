import { type AccountRef, bookOf, isGuarded } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import { AccountTable } from './account-table.ts';
import { amountOf } from './amount.ts';
import { plainArray, textArray } from './array-text.ts';
import { accountDigestSql } from './digest.ts';

/** An account that a batch works on. */
export interface LockedAccount extends AccountRef {
  workspace: string;
  guarded: boolean;
  /** Empty until it is found or made. */
  id: string;
  /** Its balance when it was locked. */
  found: bigint;
  /** As the commands decided so far leave it. */
  balance: bigint;
  changed: boolean;
}

export const unlocked = (workspace: string, { key, currency }: AccountRef): LockedAccount => ({
  workspace,
  key,
  currency,
  guarded: isGuarded(key),
  id: '',
  found: 0n,
  balance: 0n,
  changed: false,
});

/**
 * Ids of accounts that are committed. They never change, so knowing them spares a query; ids from a
 * transaction that may still be undone must not come in.
 */
export class AccountIds {
  readonly #ids = new AccountTable<string>();
  readonly #most: number;

  constructor(most = 500_000) {
    this.#most = most;
  }

  get(account: LockedAccount): string | undefined {
    return this.#ids.get(account.workspace, account);
  }

  add(accounts: readonly LockedAccount[]): void {
    if (this.#ids.size + accounts.length > this.#most) this.#ids.clear();
    for (const account of accounts) this.#ids.set(account.workspace, account, account.id);
  }
}

/**
 * Gives the accounts their ids, found or made. Nothing may be locked yet: making one may wait for
 * another process. Returns those whose ids were not known.
 */
export async function resolveAccounts(
  tx: TransactionSql,
  accounts: readonly LockedAccount[],
  known: AccountIds,
): Promise<LockedAccount[]> {
  const unknown: LockedAccount[] = [];
  for (const account of accounts) {
    if (account.id !== '') continue;
    const id = known.get(account);
    if (id === undefined) unknown.push(account);
    else account.id = id;
  }
  if (unknown.length === 0) return [];
  const missing = await find(tx, unknown);
  if (missing.length === 0) return unknown;
  await make(tx, missing);
  // A second look, since another process may have made some of them a moment ago.
  const lost = await find(tx, missing);
  if (lost.length > 0) throw new Error(`accounts could not be made: ${lost.map(({ key }) => key).join()}`);
  return unknown;
}

/** Sets the ids of those that exist; returns the others. */
async function find(tx: TransactionSql, accounts: readonly LockedAccount[]): Promise<LockedAccount[]> {
  const wanted = columnsOf(accounts);
  const rows = await tx<{ id: string; at: string }[]>`
    SELECT a.id, w.at
    FROM unnest(${wanted.workspaces}::text[], ${wanted.keys}::text[], ${wanted.currencies}::text[])
      WITH ORDINALITY AS w (workspace, key, currency, at)
    JOIN ledger_account a USING (workspace, key, currency)`;
  for (const { id, at } of rows) (accounts[Number(at) - 1] as LockedAccount).id = id;
  return accounts.filter(({ id }) => id === '');
}

async function make(tx: TransactionSql, accounts: readonly LockedAccount[]): Promise<void> {
  // In one order for all processes, since each waits for whoever makes the same account.
  const nameOf = ({ workspace, key, currency }: LockedAccount) => `${workspace} ${key} ${currency}`;
  const sorted = accounts.toSorted((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
  const { workspaces, keys, currencies } = columnsOf(sorted);
  await tx`
    INSERT INTO ledger_account (workspace, key, currency, book, guarded, digest)
    SELECT a.*, ${tx.unsafe(accountDigestSql)}
    FROM unnest(${workspaces}::text[], ${keys}::text[], ${currencies}::text[],
      ${textArray(sorted.map(({ key }) => bookOf(key)))}::text[],
      ${plainArray(sorted.map(({ guarded }) => (guarded ? 't' : 'f')))}::boolean[])
      AS a (workspace, key, currency, book, guarded)
    ON CONFLICT (workspace, key, currency) DO NOTHING`;
}

const columnsOf = (accounts: readonly LockedAccount[]) => ({
  workspaces: textArray(accounts.map(({ workspace }) => workspace)),
  keys: textArray(accounts.map(({ key }) => key)),
  currencies: textArray(accounts.map(({ currency }) => currency)),
});

/** Locks accounts in the order of their ids, the same for every process; returns their balances. */
export async function lockAccounts(tx: TransactionSql, ids: readonly string[]): Promise<Balances> {
  const rows = await tx<{ id: string; balance: string }[]>`
    SELECT id, balance FROM ledger_account WHERE id = ANY (${plainArray(ids)}::bigint[])
    ORDER BY id FOR NO KEY UPDATE`;
  return balancesOf(rows);
}

/** Locks those accounts that nobody else has locked, without waiting. */
export async function lockFreeAccounts(tx: TransactionSql, ids: readonly string[]): Promise<Balances> {
  const rows = await tx<{ id: string; balance: string }[]>`
    SELECT id, balance FROM ledger_account WHERE id = ANY (${plainArray(ids)}::bigint[])
    ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`;
  return balancesOf(rows);
}

export type Balances = Map<string, bigint>;

const balancesOf = (rows: readonly { id: string; balance: string }[]): Balances =>
  new Map(rows.map(({ id, balance }) => [id, amountOf(balance)]));
