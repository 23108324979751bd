/** What can go wrong with PostgreSQL that a person can do something about. */
export type PostgresFailureCode =
  | 'no-binaries'
  | 'no-account'
  | 'no-place'
  | 'init-failed'
  | 'start-failed'
  | 'other-version'
  | 'foreign-data'
  | 'unreachable'
  | 'migration-changed'
  | 'migration-missing'
  | 'migration-failed';

/** A failure of the world around PostgreSQL, with the sentence that says what to do. */
export class PostgresFailure extends Error {
  readonly code: PostgresFailureCode;
  readonly fix: string;

  constructor(code: PostgresFailureCode, message: string, fix: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'PostgresFailure';
    this.code = code;
    this.fix = fix;
  }
}
