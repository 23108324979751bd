import type { Book, EntryKind, Hold, HoldState, PostingDraft } from '@exchequer/model';

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
