export type SpoolFailureCode = 'spool-owned' | 'spool-unusable' | 'spool-unwritten';

/** What keeps a spool from being opened or written, with the sentence that says what to do. */
export class SpoolFailure extends Error {
  readonly code: SpoolFailureCode;
  readonly fix: string;

  constructor(code: SpoolFailureCode, message: string, fix: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SpoolFailure';
    this.code = code;
    this.fix = fix;
  }
}
