import { localDate } from '@exchequer/core/metric';
import { createFacts, type FactOptions, type Facts } from '@exchequer/store/analytics/fact';
import { startRounds } from './jobs/rounds/index.ts';

/** Facts by day, brought up to date with what changes them and when a company day begins. */
export interface FactService extends Facts {
  /** Told that persons, teams or memberships of a workspace changed. */
  peopleChanged(workspace: string): Promise<void>;
  payChanged(workspace: string): Promise<void>;
  decisionsChanged(workspace: string): Promise<void>;
  close(): Promise<void>;
}

export interface FactParts extends FactOptions {
  log: (message: string, error?: unknown) => void;
}

/** How often it is looked whether a company day has begun. */
const everyMs = 10 * 60_000;

/** Opens the facts; those of before are read until the first round has made them anew. */
export function openFacts({ log, ...options }: FactParts): FactService {
  const { sql, timeZone, now } = options;
  const facts = createFacts(options);
  let made = '';
  const work = async () => {
    const today = localDate(now().getTime(), timeZone());
    const workspaces = await sql<{ key: string }[]>`select key from workspace`;
    // Nobody tells when a gateway or the books move on, so that their day is made anew each round.
    for (const { key } of workspaces) {
      await (made === today ? facts.refresh(key, 'gate') : facts.refreshAll(key));
    }
    made = today;
  };
  const rounds = startRounds({ everyMs, work, failing: 'facts by day could not be made anew', log });
  return {
    ...facts,
    peopleChanged: async (workspace) => {
      await facts.refresh(workspace, 'staff');
      await facts.refresh(workspace, 'pay');
    },
    decisionsChanged: (workspace) => facts.refresh(workspace, 'decision'),
    // Pay says who has which role, too.
    payChanged: async (workspace) => {
      await facts.refresh(workspace, 'pay');
      await facts.refresh(workspace, 'staff');
    },
    close: async () => {
      await rounds.close();
      await facts.drain();
    },
  };
}
