import type { Book, EntryKind, Hold, HoldState, PostingDraft } from '@exchequer/model';
import type { ISql, Sql } from 'postgres';
import { accountSums, accounts, dailySums } from './read-accounts.ts';
import { dueHolds, holds } from './read-holds.ts';
import { accountStatement } from './read-statement.ts';
import { transaction, transactions } from './read-transactions.ts';

/** Half-open range of company days. */
export interface DayRange {
  from?: string | undefined;
  to?: string | undefined;
}

export interface PageAsk {
  cursor?: string | undefined;
  limit: number;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** An amount in a currency. */
export interface CurrencyAmount {
  currency: string;
  amount: bigint;
}

/** A posted transaction without its lines. */
export interface TransactionRow {
  id: string;
  book: Book;
  kind: EntryKind;
  occurredOn: string;
  postedOn: string;
  recordedAt: Date;
  memo: string;
  subject: string;
  commandKey: string;
  detail: Readonly<Record<string, string | number | boolean | null>>;
  /** Sum of its debits per currency; its credits are the same. */
  amounts: CurrencyAmount[];
  reverses: string | null;
  reversedBy: string | null;
}

/** A posted transaction with everything it says. */
export interface TransactionRecord extends TransactionRow {
  postings: (PostingDraft & { line: number })[];
  /** Hex. */
  digest: string;
  /** Null until it is sealed. */
  seal: { id: string; hash: string; sealedAt: Date } | null;
}

export interface TransactionFilter extends DayRange, PageAsk {
  book?: Book | undefined;
  kind?: EntryKind | undefined;
  /** Begin of the keys of its accounts. */
  account?: string | undefined;
  subject?: string | undefined;
}

export interface AccountBalance {
  key: string;
  currency: string;
  balance: bigint;
}

export interface AccountFilter extends PageAsk {
  book: Book;
  /** Begin of the key. */
  account?: string | undefined;
}

export interface SumFilter extends DayRange {
  book: Book;
  account?: string | undefined;
  kinds?: readonly EntryKind[] | undefined;
  /** Counts only what was recorded until then. */
  knownAt?: Date | undefined;
}

/** What was debited and credited on an account; both are positive. */
export interface AccountSum {
  key: string;
  currency: string;
  debit: bigint;
  credit: bigint;
}

export interface DailySum {
  day: string;
  key: string;
  currency: string;
  /** Debits less credits. */
  amount: bigint;
}

export interface StatementAsk extends DayRange, PageAsk {
  account: string;
  currency: string;
}

export interface StatementLine {
  transactionId: string;
  line: number;
  kind: EntryKind;
  postedOn: string;
  occurredOn: string;
  memo: string;
  subject: string;
  amount: bigint;
  /** After this line. */
  balance: bigint;
}

export interface Statement {
  /** Balance before the first day. */
  opening: bigint;
  /** Balance after the last line of the whole range. */
  closing: bigint;
  /** Oldest first. */
  lines: StatementLine[];
  nextCursor: string | null;
}

export interface HoldFilter extends PageAsk {
  /** Envelope or envelope period, such as `envelope/env_1` or `envelope/env_1/2026-11`. */
  account?: string | undefined;
  /** What is held when left out: open and in doubt. */
  states?: readonly HoldState[] | undefined;
}

export interface HoldRow extends Hold {
  openedAt: Date;
}

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
