/** Issues lots that are due, draws, expires, rolls over and returns, every few minutes. */
import { type GrantOptions, runGrants, workspacesWithGrants } from '@exchequer/store/grant';

export interface GrantJobOptions {
  grants: GrantOptions;
  log: (message: string, error?: unknown) => void;
}

export interface GrantJob {
  /** One round, after the one that runs. */
  run(): Promise<void>;
  /** Works no more once what runs has ended. */
  close(): Promise<void>;
}

const everyMs = 5 * 60_000;

/** Starts the rounds: one at once, since lots may have fallen due while nobody ran. */
export function startGrantJob({ grants, log }: GrantJobOptions): GrantJob {
  let closed = false;
  let running: Promise<void> = Promise.resolve();
  const round = async () => {
    if (closed) return;
    for (const workspace of await workspacesWithGrants(grants.sql)) {
      const { failures } = await runGrants(grants, workspace as 'live' | 'sample');
      for (const { holder, error } of failures)
        log(`${workspace}: the grants of ${holder} stand still: ${error}`);
    }
  };
  const run = () => {
    running = running
      .then(round)
      .catch((error: unknown) => log('grants could not be brought up to date', error));
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
