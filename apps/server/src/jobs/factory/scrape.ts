import { advanceScrape, watchedSeconds } from '@exchequer/core/factory';
import type { FactoryReading, ScrapeKind } from '@exchequer/model';
import type { AnalyticsEngine } from '@exchequer/store/analytics/engine';
import { addScrape } from '@exchequer/store/analytics/factory';
import { confirmScrapes, type KeptTarget, type TargetDesk, takeScrape } from '@exchequer/store/factory';
import { factoryReaderOf, readExposition } from '@exchequer/vendors/factory';
import type { Sql } from 'postgres';
import { fetchExposition } from './fetch.ts';

/** What an endpoint exposes of its kind, or why that is nothing. */
export type Found = { readings: FactoryReading[] } | { error: string; fix: string };

/** Asks an endpoint once. */
export async function look(kind: ScrapeKind, url: string): Promise<Found> {
  const fetched = await fetchExposition(url);
  if ('error' in fetched) return fetched;
  const exposition = readExposition(fetched.text);
  const readings = factoryReaderOf(kind)(exposition);
  if (readings.length > 0) return { readings };
  if (exposition.samples.length === 0) {
    return {
      error: 'the answer is no Prometheus exposition',
      fix: 'Give the address of the metrics themselves.',
    };
  }
  return { error: `the answer holds no metrics of ${kind}`, fix: fixes[kind] };
}

const fixes: Readonly<Record<ScrapeKind, string>> = {
  vllm: 'See that it is vLLM, and that it was not started with --disable-log-stats.',
  sglang: 'Start the server with --enable-metrics.',
  tgi: 'Give the address of text-generation-inference, whose metrics begin with tgi_.',
  llamacpp: 'Start llama-server with --metrics.',
  dcgm: 'Let dcgm-exporter expose DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION.',
  kepler: 'Let Kepler expose metrics of nodes.',
};

export interface ScrapeParts {
  sql: Sql;
  engine: AnalyticsEngine;
  targets: Pick<TargetDesk, 'failed'>;
  now: () => Date;
  /** Work on the engine, one at a time: its staging table is one. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** How many intervals may be missed until nobody knows what a gauge did meanwhile. */
const bridged = 4;

/** Scrapes one target and adds what it counted since the time before; returns whether it could. */
export async function scrapeTarget(parts: ScrapeParts, target: KeptTarget): Promise<boolean> {
  const { sql, engine, targets, now, inTurn } = parts;
  const { workspace, id: targetId, kind, pool } = target;
  const found = await look(kind, target.url);
  if ('error' in found) {
    await targets.failed(workspace, targetId, `${found.error}. ${found.fix}`);
    return false;
  }
  const at = now();
  const longestGapMs = bridged * target.everySeconds * 1000;
  const pending = await takeScrape(sql, { workspace, targetId, pool, at }, (before) =>
    advanceScrape(before, [...found.readings, watchedSeconds], at.getTime(), longestGapMs),
  );
  if (pending.length === 0) return true;
  await inTurn(async () => {
    for (const scrape of pending) await addScrape(engine, { workspace, targetId, kind, ...scrape });
  });
  await confirmScrapes(
    sql,
    { workspace, targetId },
    pending.map((scrape) => scrape.at),
  );
  return true;
}
