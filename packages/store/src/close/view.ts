import type { Period } from '@exchequer/core/close';
import type { StatementView } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import type { DayRange } from './range.ts';

/** How far the books knew when a month was closed; null while it is open. */
export interface CloseMark {
  closedAt: Date;
  /** Last transaction of the books then. */
  lastTransaction: string;
}

export async function closeMark(sql: ISql, workspace: string, period: string): Promise<CloseMark | null> {
  const [row] = await sql<CloseMark[]>`
    select closed_at as "closedAt", last_transaction::text as "lastTransaction" from close_record
    where workspace = ${workspace} and period = ${period}`;
  return row ?? null;
}

/**
 * The range that a view of a month shows. `then` of an open month is `now`: nothing was said of it
 * yet that could differ.
 */
export function viewRange(period: Period, view: StatementView, mark: CloseMark | null): DayRange {
  const { from, to } = period;
  if (view === 'booked') return { from, to, by: 'posted' };
  const known = view === 'then' && mark !== null;
  return {
    from,
    to,
    by: 'occurred',
    ...(known && { knownTo: { transaction: mark.lastTransaction, at: mark.closedAt } }),
  };
}
