/** What can go wrong with an import that a person can do something about. */
export type ImportFailureCode =
  | 'path-missing'
  | 'path-unreadable'
  | 'nothing-to-import'
  | 'no-usual-place'
  | 'unknown-run';

/** A failure of an import, with the sentence that says what to do. */
export class ImportFailure extends Error {
  readonly code: ImportFailureCode;
  readonly fix: string;

  constructor(code: ImportFailureCode, message: string, fix: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ImportFailure';
    this.code = code;
    this.fix = fix;
  }
}
