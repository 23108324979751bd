import { type BudgetOptions, type Budgets, createBudgets } from '@exchequer/store/envelope';
import { type BudgetJob, startBudgetJob } from './jobs/budget/index.ts';

export interface BudgetParts extends BudgetOptions {
  log: (message: string, error?: unknown) => void;
}

/** The envelopes, and the job that keeps their periods current. */
export function openBudgets({ log, ...options }: BudgetParts): { budgets: Budgets; job: BudgetJob } {
  const budgets = createBudgets(options);
  return { budgets, job: startBudgetJob({ budgets, log }) };
}
