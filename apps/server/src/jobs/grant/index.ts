/** Issues lots that are due, draws, expires, rolls over and returns, every few minutes. */
import { type GrantOptions, runGrants, workspacesWithGrants } from '@exchequer/store/grant';
import { type Rounds, startRounds } from '../rounds/index.ts';

export interface GrantJobOptions {
  grants: GrantOptions;
  log: (message: string, error?: unknown) => void;
}

/** Starts the rounds of the grants. */
export function startGrantJob({ grants, log }: GrantJobOptions): Rounds {
  const work = async () => {
    for (const workspace of await workspacesWithGrants(grants.sql)) {
      const { failures } = await runGrants(grants, workspace as 'live' | 'sample');
      for (const { holder, error } of failures)
        log(`${workspace}: the grants of ${holder} stand still: ${error}`);
    }
  };
  return startRounds({ everyMs: 5 * 60_000, work, failing: 'grants could not be brought up to date', log });
}
