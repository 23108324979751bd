import type { LedgerRefusal } from '@exchequer/core/ledger';
import { refusal } from './problem.ts';

/** Refusals that another state of the books would not have given: 409; the rest is the caller's, 422. */
const conflicts = new Set(['idempotency-conflict', 'invoice-twice', 'period-closed', 'invoice-settled']);

/** The result, or what the books refused as the API's problem. */
export function accepted<T extends object>(result: T | LedgerRefusal): Exclude<T, LedgerRefusal> {
  if ('refused' in result) {
    const { refused, detail, fix } = result as LedgerRefusal;
    throw refusal(conflicts.has(refused) ? 409 : 422, refused, detail, fix);
  }
  return result as Exclude<T, LedgerRefusal>;
}

/** The thing, or 404. */
export function found<T>(thing: T | null | undefined, what: string, id: string): T {
  if (thing !== null && thing !== undefined) return thing;
  const fix = `Take the id from the list; what belongs to another workspace is not found here.`;
  throw refusal(404, `no-such-${what}`, `there is no ${what} ${id}`, fix);
}
