/** What can keep Exchequer from starting. */
export type StartFailureCode =
  | 'already-running'
  | 'bad-setting'
  | 'home-unusable'
  | 'not-built'
  | 'port-taken'
  | 'tower-failed';

/** A start that cannot go on, with the sentence that says what to do. */
export class StartFailure extends Error {
  readonly code: StartFailureCode;
  readonly fix: string;

  constructor(code: StartFailureCode, message: string, fix: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartFailure';
    this.code = code;
    this.fix = fix;
  }
}
