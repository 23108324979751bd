import { localDate } from '@exchequer/core/metric';
import type { ISql, TransactionSql } from 'postgres';
import type { BudgetOptions } from '../envelope/index.ts';

/** What grants are kept with: the books, ids, and the company's clock and calendar. */
export interface GrantOptions extends BudgetOptions {
  /** Awaited after pay has changed, so that what is kept of it elsewhere follows at once. */
  payChanged?: (workspace: string) => Promise<void>;
}

export const todayOf = ({ now, timeZone }: Pick<GrantOptions, 'now' | 'timeZone'>): string =>
  localDate(now().getTime(), timeZone());

/** One change of grants at a time per workspace; taken before the locks of budgets and books. */
export async function lockGrants(tx: ISql, workspace: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`grants:${workspace}`}, 0))`;
}

export type Tx = TransactionSql;
