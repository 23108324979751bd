/** Exit codes of every command, so that scripts can tell apart what happened. */
export const exitCodes = { ok: 0, error: 1, usage: 2, overBudget: 3, stale: 4 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A failure that a person should read: what happened, and what to do. */
export class CliError extends Error {
  readonly fix: string;
  readonly exitCode: ExitCode;

  constructor(message: string, fix: string, options: { exitCode?: ExitCode; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'CliError';
    this.fix = fix;
    this.exitCode = options.exitCode ?? exitCodes.error;
  }
}

/** A wrong flag or argument; exit code 2. */
export const usageError = (message: string, fix: string): CliError =>
  new CliError(message, fix, { exitCode: exitCodes.usage });

/** How many rows a list may have, from `--limit`: as many as the API gives at once. */
export function pageLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 500) return limit;
  throw usageError(`--limit: "${text}" is not between 1 and 500`, 'Write a whole number, such as 50.');
}

/** What any thrown value says to a person, with the fix where the thrower knew one. */
export interface Complaint {
  message: string;
  fix: string;
  exitCode: ExitCode;
}

/** Reads the complaint out of our own errors, the API's problem answers and anything else. */
export function complaintOf(error: unknown): Complaint {
  if (error instanceof CliError) {
    return { message: error.message, fix: error.fix, exitCode: error.exitCode };
  }
  const said = error as { message?: unknown; fix?: unknown; data?: { fix?: unknown } } | null;
  const message = typeof said?.message === 'string' && said.message ? said.message : String(error);
  const fix = [said?.fix, said?.data?.fix].find((text): text is string => typeof text === 'string');
  return {
    message,
    fix: fix ?? 'Run with EXCHEQUER_DEBUG=1 to see where it happened.',
    exitCode: exitCodes.error,
  };
}
