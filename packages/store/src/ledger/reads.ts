import type { Book } from '@exchequer/model';
import type { ISql, Sql } from 'postgres';
import { accountSums, accounts, dailySums } from './read-accounts.ts';
import { dueHolds, holds } from './read-holds.ts';
import { accountStatement } from './read-statement.ts';
import { transaction, transactions } from './read-transactions.ts';

import type {
  AccountBalance,
  AccountFilter,
  AccountSum,
  DailySum,
  HoldFilter,
  HoldRow,
  Page,
  Statement,
  StatementAsk,
  SumFilter,
  TransactionFilter,
  TransactionRecord,
  TransactionRow,
} from './record.ts';

/** Reading of the books. Every list is paged by an opaque cursor. */
export interface LedgerReads {
  /** Newest day first, and the last recorded first within a day. The range is of the day posted on. */
  transactions(workspace: string, filter: TransactionFilter): Promise<Page<TransactionRow>>;
  /** Null when there is none with the id in the workspace. */
  transaction(workspace: string, id: string): Promise<TransactionRecord | null>;
  /** Accounts with their balances as they stand, by key. */
  accounts(workspace: string, filter: AccountFilter): Promise<Page<AccountBalance>>;
  /** Debits and credits of a range of the day posted on, by account. */
  sums(workspace: string, filter: SumFilter): Promise<AccountSum[]>;
  /** The same per day; `by` says which of the two days of an entry the range and the rows go by. */
  dailySums(workspace: string, by: 'occurred' | 'posted', filter: SumFilter): Promise<DailySum[]>;
  /** Lines of one account with the running balance. */
  statement(workspace: string, ask: StatementAsk): Promise<Statement>;
  /** By the time of their expiry. */
  holds(workspace: string, filter: HoldFilter): Promise<Page<HoldRow>>;
  /** Open holds past their time, of all workspaces, the oldest first. */
  dueHolds(at: Date, limit: number): Promise<{ workspace: string; id: string; path: readonly string[] }[]>;
}

export function createLedgerReads(sql: Sql): LedgerReads {
  return {
    transactions: (workspace, filter) => transactions(sql, workspace, filter),
    transaction: (workspace, id) => transaction(sql, workspace, id),
    accounts: (workspace, filter) => accounts(sql, workspace, filter),
    sums: (workspace, filter) => accountSums(sql, workspace, filter),
    dailySums: (workspace, by, filter) => dailySums(sql, workspace, by, filter),
    statement: (workspace, ask) => accountStatement(sql, workspace, ask),
    holds: (workspace, filter) => holds(sql, workspace, filter),
    dueHolds: (at, limit) => dueHolds(sql, at, limit),
  };
}

/**
 * Ids of the transactions that a command posted, in the order of its entries; null when no command
 * with the key took effect. Pass the transaction in which it ran when it is not committed yet.
 */
export async function transactionsOf(
  sql: ISql,
  workspace: string,
  commandKey: string,
): Promise<string[] | null> {
  const [row] = await sql<{ transactions: string[] }[]>`
    SELECT transactions::text[] FROM ledger_command WHERE workspace = ${workspace} AND key = ${commandKey}`;
  return row?.transactions ?? null;
}

/** Last closed day of a book; null when none is closed. */
export async function closedThrough(sql: ISql, workspace: string, book: Book): Promise<string | null> {
  const [row] = await sql<{ through: string | null }[]>`
    SELECT max(closed_through) AS through FROM ledger_close WHERE workspace = ${workspace} AND book = ${book}`;
  return row?.through ?? null;
}
