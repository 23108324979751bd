/** The double-entry books in PostgreSQL: the only way to post. */

export { type Close, closeThrough } from './close.ts';
export { LedgerFailure, type LedgerFailureCode } from './failure.ts';
export { createLedger, type Ledger, type LedgerOptions } from './ledger.ts';
export {
  type AccountBalance,
  type AccountFilter,
  type AccountSum,
  type CurrencyAmount,
  closedThrough,
  createLedgerReads,
  type DailySum,
  type DayRange,
  type HoldFilter,
  type HoldRow,
  type LedgerReads,
  type Page,
  type PageAsk,
  type Statement,
  type StatementAsk,
  type StatementLine,
  type SumFilter,
  type TransactionFilter,
  type TransactionRecord,
  type TransactionRow,
  transactionsOf,
} from './reads.ts';
export { type Seal, sealLedger } from './seal.ts';
export { type Finding, type LedgerVerification, type VerifyOptions, verifyLedger } from './verify.ts';
