import { type BudgetOptions, type Budgets, createBudgets } from '@exchequer/store/envelope';
import { startBudgetJob } from './jobs/budget/index.ts';
import type { Rounds } from './jobs/rounds/index.ts';

export interface BudgetParts extends BudgetOptions {
  log: (message: string, error?: unknown) => void;
}

/** The envelopes, and the job that keeps their periods current. */
export function openBudgets({ log, ...options }: BudgetParts): { budgets: Budgets; job: Rounds } {
  const budgets = createBudgets(options);
  return { budgets, job: startBudgetJob({ budgets, log }) };
}
