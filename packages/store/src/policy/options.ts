import type { PolicyDraft, PolicyFault } from '@exchequer/core/policy';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';
import type { BudgetOptions } from '../envelope/index.ts';

/** What policies are made of: all that budgets are, and the journal that they are tried on. */
export interface PolicyOptions extends BudgetOptions {
  engine: AnalyticsEngine;
}

/** A policy file as it was read. */
export interface ReadPolicy {
  text: string;
  draft: PolicyDraft;
  /** What could not be read. */
  faults: readonly PolicyFault[];
}
