import type { AnalyticsEngine } from '../analytics/engine/index.ts';
import type { BudgetOptions } from '../envelope/index.ts';

/** What policies are made of: all that budgets are, and the journal that they are tried on. */
export interface PolicyOptions extends BudgetOptions {
  engine: AnalyticsEngine;
}
