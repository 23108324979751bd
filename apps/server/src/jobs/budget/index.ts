/** Opens periods, ends increases and holds that are due, and tells thresholds, every minute. */
import type { Budgets } from '@exchequer/store/envelope';
import { type Rounds, startRounds } from '../rounds/index.ts';

export interface BudgetJobOptions {
  budgets: Pick<Budgets, 'openPeriods' | 'expireHolds' | 'noteThresholds'>;
  log: (message: string, error?: unknown) => void;
}

/** Starts the rounds of the envelopes. */
export function startBudgetJob({ budgets, log }: BudgetJobOptions): Rounds {
  const work = async () => {
    // Holds first: what they give back belongs to the period that may end in the same round.
    await budgets.expireHolds();
    await budgets.openPeriods();
    for (const { workspace, envelope, threshold } of await budgets.noteThresholds()) {
      const { period_key: period, percent } = envelope.balance ?? {};
      log(`${workspace}: ${envelope.name} passed ${threshold} % of its limit in ${period} (${percent} %)`);
    }
  };
  return startRounds({ everyMs: 60_000, work, failing: 'envelopes could not be brought up to date', log });
}
