import type { Scrape } from '@exchequer/company';
import { advanceScrape, watchedSeconds } from '@exchequer/core/factory';
import type { ScrapeState } from '@exchequer/model';
import { addScrapes, type ScrapeSteps } from '@exchequer/store/analytics/factory';
import { type KeptTarget, takeScrape } from '@exchequer/store/factory';
import { factoryReaderOf, readExposition } from '@exchequer/vendors/factory';
import { broken, type SampleParts } from './parts.ts';

/** Seconds between scrapes as targets allow at most; a gauge is bridged over four times that. */
const everySeconds = 3_600;
const longestGapMs = 4 * everySeconds * 1_000;
/** Scrapes that are added to the engine together. */
const addedAtOnce = 500;

interface Watched {
  target: KeptTarget;
  state: ScrapeState | null;
}

/** What the company's own GPUs expose: read, advanced and added as scrapes over the network are. */
export function scrapesInto(parts: Pick<SampleParts, 'sql' | 'engine' | 'factory' | 'actor'>) {
  const { sql, engine, factory, actor } = parts;
  const targets = new Map<string, Promise<Watched>>();
  let told: ScrapeSteps[] = [];
  const watch = async ({ kind, pool }: Scrape): Promise<Watched> => {
    const url = `http://gpu-lab.halyard.example/${kind}/metrics`;
    const wish = { kind, name: `${pool} ${kind}`, url, everySeconds, pool };
    const target = await factory.targets.add('sample', wish, actor);
    // Nobody stands behind the address: what it exposed is told here.
    await factory.targets.change('sample', target.id, { state: 'paused' }, actor);
    return { target, state: null };
  };
  const add = async () => {
    const scrapes = told;
    told = [];
    if (scrapes.length > 0) await addScrapes(engine, scrapes);
  };
  return {
    take: async (scrape: Scrape): Promise<void> => {
      const { kind, pool, at, text } = scrape;
      const known = targets.get(kind) ?? watch(scrape);
      targets.set(kind, known);
      const watched = await known;
      const readings = factoryReaderOf(kind)(readExposition(text));
      if (readings.length === 0) throw broken('GPUs', `their ${kind} metrics hold nothing that is known`);
      const before = watched.state;
      const { state, steps } = advanceScrape(
        before,
        [...readings, watchedSeconds],
        Date.parse(at),
        longestGapMs,
      );
      watched.state = state;
      told.push({ workspace: 'sample', targetId: watched.target.id, kind, pool, at, steps });
      if (told.length >= addedAtOnce) await add();
    },
    /** Adds the rest, notes how far targets were read, and counts what pools did and cost. */
    finish: async (): Promise<void> => {
      await add();
      for (const { target, state } of await Promise.all(targets.values())) {
        if (!state) continue;
        const place = { workspace: 'sample', targetId: target.id, pool: target.pool };
        await takeScrape(sql, { ...place, at: new Date(state.atMs) }, () => ({
          ...{ state, steps: [], restarted: false },
        }));
      }
      await factory.recount('sample');
    },
  };
}
