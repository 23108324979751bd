import type { LedgerRefusal } from '@exchequer/core/ledger';
import { refusal, resultsOf } from './problem.ts';

/** The result, or what the books refused as the API's problem. */
export const accepted = resultsOf<LedgerRefusal>({
  // Another state of the books would not have refused these.
  'idempotency-conflict': 409,
  'invoice-twice': 409,
  'period-closed': 409,
  'invoice-settled': 409,
});

/** The thing, or 404. */
export function found<T>(thing: T | null | undefined, what: string, id: string): T {
  if (thing !== null && thing !== undefined) return thing;
  const fix = `Take the id from the list; what belongs to another workspace is not found here.`;
  throw refusal(404, `no-such-${what}`, `there is no ${what} ${id}`, fix);
}
