import type { LedgerRefusal } from '@exchequer/core/ledger';

/** Ends a transaction with a refusal, so that nothing of it stays. */
export class Refused extends Error {
  readonly refusal: LedgerRefusal;

  constructor(refusal: LedgerRefusal) {
    super(refusal.detail);
    this.refusal = refusal;
  }
}

/** Runs work that may throw {@link Refused} and gives the refusal as a value. */
export async function refusable<R>(work: () => Promise<R>): Promise<R | LedgerRefusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}
