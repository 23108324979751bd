/** Opens periods, ends increases and holds that are due, and tells thresholds, every minute. */
import type { Budgets } from '@exchequer/store/envelope';

export interface BudgetJobOptions {
  budgets: Pick<Budgets, 'openPeriods' | 'expireHolds' | 'noteThresholds'>;
  log: (message: string, error?: unknown) => void;
}

export interface BudgetJob {
  /** One round, after the one that runs. */
  run(): Promise<void>;
  /** Works no more once what runs has ended. */
  close(): Promise<void>;
}

const everyMs = 60_000;

/** Starts the rounds: one at once, since periods may have begun while nobody ran. */
export function startBudgetJob({ budgets, log }: BudgetJobOptions): BudgetJob {
  let closed = false;
  let running: Promise<void> = Promise.resolve();
  const round = async () => {
    if (closed) return;
    // Holds first: what they give back belongs to the period that may end in the same round.
    await budgets.expireHolds();
    await budgets.openPeriods();
    for (const { workspace, envelope, threshold } of await budgets.noteThresholds()) {
      const { period_key: period, percent } = envelope.balance ?? {};
      log(`${workspace}: ${envelope.name} passed ${threshold} % of its limit in ${period} (${percent} %)`);
    }
  };
  const run = () => {
    running = running
      .then(round)
      .catch((error: unknown) => log('envelopes could not be brought up to date', error));
    return running;
  };
  const tick = setInterval(run, everyMs).unref();
  run();
  return {
    run,
    close: async () => {
      closed = true;
      clearInterval(tick);
      await running;
    },
  };
}
