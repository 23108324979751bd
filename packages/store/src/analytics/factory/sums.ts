import type { FactoryMeasure, FactoryStep, FactorySum, ScrapeKind } from '@exchequer/model';
import { type AnalyticsEngine, quoteText } from '../engine/index.ts';
import { localName, tableDdl } from '../journal/index.ts';
import { factoryPoolDay } from './schema.ts';

/** One scrape with what every series grew by. */
export interface ScrapeSteps {
  workspace: string;
  targetId: string;
  kind: ScrapeKind;
  pool: string;
  /** ISO instant of the scrape; with the target it names the scrape for ever. */
  at: string;
  steps: readonly FactoryStep[];
}

const rowOf = ({ workspace, targetId, kind, pool, at }: ScrapeSteps, step: FactoryStep): string =>
  JSON.stringify({
    ...{ workspace, at, target_id: targetId, kind, pool, series: step.series, model: step.model },
    ...{ measure: step.measure, amount: step.amount.toString() },
  });

/** Adds a scrape. The same scrape again adds nothing, so that a failure may be repeated. */
export const addScrape = (engine: AnalyticsEngine, scrape: ScrapeSteps): Promise<void> =>
  addScrapes(engine, [scrape]);

/** Adds scrapes at once, whole; the same ones together again add nothing. */
export async function addScrapes(engine: AnalyticsEngine, scrapes: readonly ScrapeSteps[]): Promise<void> {
  const told = scrapes.filter(({ steps }) => steps.length > 0);
  const [first] = told;
  const last = told.at(-1);
  if (!first || !last) return;
  const stage = 'factory_step_told';
  await engine.command(`CREATE OR REPLACE TABLE ${stage} (workspace String, at DateTime64(3, 'UTC'), target_id String,
    kind String, pool String, series String, model String, measure String, amount Int64) ENGINE = Memory`);
  const lines = told.flatMap((scrape) => scrape.steps.map((step) => rowOf(scrape, step))).join('\n');
  await engine.insertJsonLines(stage, Buffer.from(lines));
  const name = ({ workspace, targetId, at }: ScrapeSteps) => `${workspace}/${targetId}/${at}`;
  await engine.command(
    `INSERT INTO factory_step SELECT * FROM ${stage}
SETTINGS max_threads = 1, max_insert_threads = 1, insert_deduplication_token = {token:String}`,
    { token: first === last ? name(first) : `${name(first)}..${name(last)}` },
  );
}

export interface SumsAsked {
  workspace: string;
  /** First company day and the one after the last. */
  from: string;
  to: string;
}

/** What was counted, by day, pool, target and model. */
export async function readFactorySums(
  engine: AnalyticsEngine,
  asked: SumsAsked,
): Promise<(FactorySum & { pool: string })[]> {
  const rows = await engine.query<{
    day: string;
    pool: string;
    target_id: string;
    kind: ScrapeKind;
    model: string;
    measure: FactoryMeasure;
    total: string;
  }>(
    `SELECT toString(d.day) AS day, pool, target_id, kind, model, measure, sum(d.amount) AS total
FROM factory_day AS d
WHERE workspace = {workspace:String} AND d.day >= {from:Date} AND d.day < {to:Date}
GROUP BY d.day, pool, target_id, kind, model, measure ORDER BY pool, day`,
    { ...asked },
  );
  return rows.map(({ target_id, total, ...row }) => ({ ...row, targetId: target_id, amount: BigInt(total) }));
}

/** A pool on a day; null is not known. */
export interface PoolDay {
  day: string;
  pool: string;
  tokens: bigint;
  cost: string | null;
  /** Millijoules with PUE. */
  energy: bigint | null;
  busyGpuSeconds: bigint;
  gpuSeconds: bigint;
  idleWattsLoss: string | null;
}

/** Puts what pools did and cost by day in the place of what was there. Readers see the old or the new. */
export async function replacePoolDays(
  engine: AnalyticsEngine,
  workspace: string,
  days: readonly PoolDay[],
): Promise<void> {
  const name = 'factory_pool_day';
  const partition = quoteText(workspace);
  if (engine.cluster) {
    // A partition cannot be swapped across shards: between these two, readers see no day.
    const on = `ON CLUSTER '${engine.cluster}'`;
    await engine.command(`ALTER TABLE ${localName(name, engine.cluster)} ${on} DROP PARTITION ${partition}`);
    await insertDays(engine, name, workspace, days);
    return;
  }
  const fresh = `${name}_fresh`;
  await engine.command(`DROP TABLE IF EXISTS ${fresh}`);
  for (const statement of tableDdl({ ...factoryPoolDay, name: fresh }, null)) await engine.command(statement);
  await insertDays(engine, fresh, workspace, days);
  await engine.command(
    days.length > 0
      ? `ALTER TABLE ${name} REPLACE PARTITION ${partition} FROM ${fresh}`
      : `ALTER TABLE ${name} DROP PARTITION ${partition}`,
  );
  await engine.command(`DROP TABLE ${fresh}`);
}

const insertDays = (
  engine: AnalyticsEngine,
  table: string,
  workspace: string,
  days: readonly PoolDay[],
): Promise<void> =>
  engine.insertJsonLines(
    table,
    Buffer.from(days.map((one) => JSON.stringify({ workspace, ...lineOf(one) })).join('\n')),
  );

const lineOf = (one: PoolDay) => ({
  day: one.day,
  pool: one.pool,
  tokens: one.tokens.toString(),
  cost: one.cost ?? '0',
  cost_known: Number(one.cost !== null),
  energy_mj: (one.energy ?? 0n).toString(),
  energy_known: Number(one.energy !== null),
  busy_gpu_seconds: one.busyGpuSeconds.toString(),
  gpu_seconds: one.gpuSeconds.toString(),
  idle_watts_loss: one.idleWattsLoss ?? '0',
  idle_known: Number(one.idleWattsLoss !== null),
});
