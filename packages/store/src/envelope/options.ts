import { localDate } from '@exchequer/core/metric';
import type { Sql } from 'postgres';
import type { Ledger } from '../ledger/index.ts';

export interface BudgetOptions {
  sql: Sql;
  ledger: Ledger;
  now: () => Date;
  /** Makes an id such as `env_…` from its prefix. */
  newId: (prefix: string) => string;
  /** The company's zone. */
  timeZone: () => string;
  /** Month in which the fiscal year starts, 1–12. */
  fiscalStart: () => number;
}

/** The company day of an instant. */
export const dayOf = ({ timeZone }: Pick<BudgetOptions, 'timeZone'>, instant: Date): string =>
  localDate(instant.getTime(), timeZone());

export const todayOf = (options: BudgetOptions): string => dayOf(options, options.now());
