/** The double-entry books in PostgreSQL: the only way to post. */

export { type Close, closeThrough } from './close.ts';
export { LedgerFailure, type LedgerFailureCode } from './failure.ts';
export type { Finding } from './finding.ts';
export { createLedger, type Ledger, type LedgerGuard, type LedgerOptions } from './ledger.ts';
export { closedThrough, createLedgerReads, type LedgerReads, transactionsOf } from './reads.ts';
export type {
  AccountBalance,
  AccountFilter,
  AccountSum,
  CurrencyAmount,
  DailySum,
  DayRange,
  HoldFilter,
  HoldRow,
  Page,
  PageAsk,
  Statement,
  StatementAsk,
  StatementLine,
  SumFilter,
  TransactionFilter,
  TransactionRecord,
  TransactionRow,
} from './record.ts';
export { type Seal, sealLedger } from './seal.ts';
export { type LedgerVerification, type VerifyOptions, verifyLedger } from './verify.ts';
