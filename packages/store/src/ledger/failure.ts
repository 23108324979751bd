/** What can go wrong with the books that a person can do something about. */
export type LedgerFailureCode = 'books-unreachable' | 'not-settling' | 'not-verifiable';

/** A failure of the world around the books, with the sentence that says what to do. */
export class LedgerFailure extends Error {
  readonly code: LedgerFailureCode;
  readonly fix: string;

  constructor(code: LedgerFailureCode, message: string, fix: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'LedgerFailure';
    this.code = code;
    this.fix = fix;
  }
}

/**
 * What a command meets when the same work is done again: a lost connection, a deadlock, or a
 * competitor that was faster with the same key. Repeating is safe, since a command that took effect
 * is found by its key.
 */
export function isPassing(error: unknown): boolean {
  const { code = '', constraint_name: constraint = '' } = (error ?? {}) as Record<string, string>;
  if (code === '23505') return racedConstraints.has(constraint);
  return passingCodes.has(code) || code.startsWith('08');
}

/** Whether a transaction could not be taken back because another command has done so by now. */
export function isReversedMeanwhile(error: unknown): boolean {
  const { code, constraint_name: constraint } = (error ?? {}) as Record<string, string>;
  return code === '23505' && constraint === 'ledger_transaction_reverses';
}

const racedConstraints = new Set(['ledger_command_pkey', 'ledger_hold_pkey']);

const passingCodes = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '53300', // too many connections
  '57P01', // shut down by an administrator
  '57P02', // shut down after a crash
  '57P03', // starting up
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);
