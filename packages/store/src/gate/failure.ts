export type GateFailureCode =
  | 'secret-key-invalid'
  | 'secret-key-open'
  | 'secret-key-missing'
  | 'secret-damaged';

/** What stands in the way of opening credentials, with the sentence that says what to do. */
export class GateFailure extends Error {
  readonly code: GateFailureCode;
  readonly fix: string;

  constructor(code: GateFailureCode, message: string, fix: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'GateFailure';
    this.code = code;
    this.fix = fix;
  }
}
