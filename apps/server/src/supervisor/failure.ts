/** A start that cannot go on, with the sentence that says what to do. */
export class StartFailure extends Error {
  readonly code: 'already-running' | 'port-taken' | 'home-unusable' | 'tower-failed';
  readonly fix: string;

  constructor(code: StartFailure['code'], message: string, fix: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartFailure';
    this.code = code;
    this.fix = fix;
  }
}
