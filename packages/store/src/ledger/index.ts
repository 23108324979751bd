/** The double-entry books in PostgreSQL: the only way to post. */
export { LedgerFailure, type LedgerFailureCode } from './failure.ts';
export { createLedger, type Ledger, type LedgerOptions } from './ledger.ts';
