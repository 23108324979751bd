import { type AccountRef, bookOf, invariant, isGuarded } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import { amountOf } from './amount.ts';
import { plainArray, textArray } from './array-text.ts';
import { accountKey } from './books-state.ts';

/** An account of a workspace. */
export interface WorkspaceAccount extends AccountRef {
  workspace: string;
}

/** Names an account among all workspaces. */
export const fullKey = (account: WorkspaceAccount): string => `${account.workspace} ${accountKey(account)}`;

/**
 * Ids of accounts that are committed. They never change, so knowing them spares a query; ids from a
 * transaction that may still be undone must not come in.
 */
export class AccountIds {
  readonly #ids = new Map<string, string>();
  readonly #most: number;

  constructor(most = 500_000) {
    this.#most = most;
  }

  get(key: string): string | undefined {
    return this.#ids.get(key);
  }

  add(ids: ReadonlyMap<string, string>): void {
    if (this.#ids.size + ids.size > this.#most) this.#ids.clear();
    for (const [key, id] of ids) this.#ids.set(key, id);
  }
}

/** Ids of the accounts, found or made. Nothing may be locked yet: making one may wait for another process. */
export async function resolveAccounts(
  tx: TransactionSql,
  accounts: ReadonlyMap<string, WorkspaceAccount>,
  known: AccountIds,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const unknown = new Map<string, WorkspaceAccount>();
  for (const [key, account] of accounts) {
    const id = known.get(key);
    if (id === undefined) unknown.set(key, account);
    else ids.set(key, id);
  }
  if (unknown.size === 0) return ids;
  await find(tx, unknown, ids);
  if (unknown.size === 0) return ids;
  await make(tx, [...unknown.values()]);
  // A second look, since another process may have made some of them a moment ago.
  await find(tx, unknown, ids);
  invariant(unknown.size === 0, `accounts could not be made: ${[...unknown.keys()].slice(0, 5).join()}`);
  return ids;
}

async function find(
  tx: TransactionSql,
  unknown: Map<string, WorkspaceAccount>,
  ids: Map<string, string>,
): Promise<void> {
  const wanted = columnsOf([...unknown.values()]);
  const rows = await tx<(WorkspaceAccount & { id: string })[]>`
    SELECT a.id, a.workspace, a.key, a.currency
    FROM unnest(${wanted.workspaces}::text[], ${wanted.keys}::text[], ${wanted.currencies}::text[])
      AS w (workspace, key, currency)
    JOIN ledger_account a USING (workspace, key, currency)`;
  for (const row of rows) {
    ids.set(fullKey(row), row.id);
    unknown.delete(fullKey(row));
  }
}

async function make(tx: TransactionSql, accounts: WorkspaceAccount[]): Promise<void> {
  // In one order for all processes, since each waits for whoever makes the same account.
  const sorted = accounts.toSorted((left, right) => (fullKey(left) < fullKey(right) ? -1 : 1));
  const { workspaces, keys, currencies } = columnsOf(sorted);
  const books = textArray(sorted.map(({ key }) => bookOf(key)));
  const guarded = plainArray(sorted.map(({ key }) => (isGuarded(key) ? 't' : 'f')));
  await tx`
    INSERT INTO ledger_account (workspace, key, currency, book, guarded)
    SELECT * FROM unnest(${workspaces}::text[], ${keys}::text[], ${currencies}::text[],
      ${books}::text[], ${guarded}::boolean[])
    ON CONFLICT (workspace, key, currency) DO NOTHING`;
}

const columnsOf = (accounts: readonly WorkspaceAccount[]) => ({
  workspaces: textArray(accounts.map(({ workspace }) => workspace)),
  keys: textArray(accounts.map(({ key }) => key)),
  currencies: textArray(accounts.map(({ currency }) => currency)),
});

/** Locks accounts in the order of their ids, the same for every process, and reads their balances. */
export async function lockAccounts(tx: TransactionSql, ids: Iterable<string>): Promise<Map<string, bigint>> {
  const rows = await tx<{ id: string; balance: string }[]>`
    SELECT id, balance FROM ledger_account WHERE id = ANY (${plainArray([...ids])}::bigint[])
    ORDER BY id FOR NO KEY UPDATE`;
  return balancesOf(rows);
}

/** Locks those accounts that nobody else has locked, without waiting. */
export async function lockFreeAccounts(
  tx: TransactionSql,
  ids: Iterable<string>,
): Promise<Map<string, bigint>> {
  const rows = await tx<{ id: string; balance: string }[]>`
    SELECT id, balance FROM ledger_account WHERE id = ANY (${plainArray([...ids])}::bigint[])
    ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`;
  return balancesOf(rows);
}

const balancesOf = (rows: readonly { id: string; balance: string }[]): Map<string, bigint> =>
  new Map(rows.map(({ id, balance }) => [id, amountOf(balance)]));
