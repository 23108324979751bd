/** Why a request as a whole was not taken in. */
export class IngestRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly fix: string;
  /** Seconds after which the client may come back; null when it must not. */
  readonly retryAfter: number | null;

  constructor(status: number, code: string, message: string, fix: string, retryAfter: number | null = null) {
    super(message);
    this.name = 'IngestRefusal';
    this.status = status;
    this.code = code;
    this.fix = fix;
    this.retryAfter = retryAfter;
  }

  headers(): Record<string, string> {
    return this.retryAfter === null ? {} : { 'retry-after': String(this.retryAfter) };
  }
}

/** The client went away in the middle of its request: nobody is left to answer. */
export class ClientGone extends Error {
  constructor() {
    super('the client closed the connection');
    this.name = 'ClientGone';
  }
}

export const tooLarge = (limit: number): IngestRefusal =>
  new IngestRefusal(
    413,
    'body-too-large',
    `the body is larger than ${Math.floor(limit / 1024 / 1024)} MB, or unpacks to more`,
    'Send smaller batches.',
  );

export const busy = (message: string, seconds: number): IngestRefusal =>
  new IngestRefusal(
    503,
    'busy',
    message,
    `Send the same request again in ${seconds} s; nothing was lost.`,
    seconds,
  );
