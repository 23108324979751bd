/** Scrapes own inference and its power, and keeps what pools cost by day. */
import type { KeptTarget, TargetDesk } from '@exchequer/store/factory';
import { type Rounds, startRounds } from '../rounds/index.ts';

export { checkTargetUrl } from './fetch.ts';
export { look, type ScrapeParts, scrapeTarget } from './scrape.ts';

export interface FactoryJobOptions {
  targets: Pick<TargetDesk, 'active'>;
  /** Scrapes one; true where something was counted. */
  scrape: (target: KeptTarget) => Promise<boolean>;
  /** Makes the costs by day of every workspace anew. */
  recount: () => Promise<void>;
  now: () => Date;
  log: (message: string, error?: unknown) => void;
}

const everyMs = 5_000;
const recountEveryMs = 10 * 60_000;

/** Starts the rounds: those targets whose time has come, side by side. */
export function startFactoryJob({ targets, scrape, recount, now, log }: FactoryJobOptions): Rounds {
  const asked = new Map<string, number>();
  const work = async () => {
    const at = now().getTime();
    // Half a round early rather than a round late.
    const due = (await targets.active()).filter(
      ({ workspace, id, everySeconds }) =>
        at - (asked.get(`${workspace}/${id}`) ?? 0) >= everySeconds * 1000 - everyMs / 2,
    );
    for (const { workspace, id } of due) asked.set(`${workspace}/${id}`, at);
    const done = await Promise.allSettled(due.map(scrape));
    for (const one of done) {
      if (one.status === 'rejected') log('a scrape could not be kept', one.reason);
    }
  };
  const rounds = startRounds({ everyMs, work, failing: 'own inference could not be scraped', log });
  const recounting = startRounds({
    everyMs: recountEveryMs,
    work: recount,
    failing: 'costs of own inference could not be counted',
    log,
  });
  return {
    run: rounds.run,
    close: async () => {
      await rounds.close();
      await recounting.close();
    },
  };
}
