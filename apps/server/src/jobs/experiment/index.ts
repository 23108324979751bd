/** Sets and restores the limits of teams in experiments, as their lots say, every minute. */
import type { ExperimentDesk } from '@exchequer/store/experiment';
import { type Rounds, startRounds } from '../rounds/index.ts';

export interface ExperimentJobOptions {
  desk: Pick<ExperimentDesk, 'advance'>;
  log: (message: string, error?: unknown) => void;
}

/** Starts the rounds of the experiments. */
export function startExperimentJob({ desk, log }: ExperimentJobOptions): Rounds {
  const work = async () => {
    const { finished } = await desk.advance();
    if (finished > 0) log(`${finished} experiments have ended; every limit that was theirs is as it was`);
  };
  return startRounds({ everyMs: 60_000, work, failing: 'experiments could not be carried on', log });
}
