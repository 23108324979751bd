import { type AnalyticsEngine, quoteText } from '../engine/index.ts';
import { localName, type TableSpec, tableDdl } from '../journal/index.ts';

/** What every series grew by from scrape to scrape. */
export const factoryStep: TableSpec = {
  name: 'factory_step',
  columns: [
    'workspace LowCardinality(String)',
    "at DateTime64(3, 'UTC')",
    'target_id LowCardinality(String)',
    'kind LowCardinality(String)',
    'pool LowCardinality(String)',
    'series String',
    'model LowCardinality(String)',
    'measure LowCardinality(String)',
    'amount Int64',
  ],
  engine: 'MergeTree',
  partitionBy: 'toYYYYMM(at)',
  orderBy: 'workspace, pool, target_id, measure, at',
  shardBy: 'cityHash64(target_id)',
};

/** The same by company day: what reports read. */
export const factoryDay: TableSpec = {
  name: 'factory_day',
  columns: [
    'workspace LowCardinality(String)',
    'day Date',
    'pool LowCardinality(String)',
    'target_id LowCardinality(String)',
    'kind LowCardinality(String)',
    'model LowCardinality(String)',
    'measure LowCardinality(String)',
    'amount Int64',
  ],
  engine: 'SummingMergeTree(amount)',
  partitionBy: 'toYYYYMM(day)',
  orderBy: 'workspace, day, pool, target_id, kind, model, measure',
  shardBy: 'cityHash64(target_id)',
};

/**
 * What each pool did and cost by day, made anew from what is stated and what was measured: the sums
 * that metrics are made of. What is not known of a day is 0 and says so in the flag beside it.
 */
export const factoryPoolDay: TableSpec = {
  name: 'factory_pool_day',
  columns: [
    'workspace LowCardinality(String)',
    'day Date',
    'pool LowCardinality(String)',
    'tokens Int64',
    'cost Decimal(38, 12)',
    'cost_known UInt8',
    // With PUE.
    'energy_mj Int64',
    'energy_known UInt8',
    'busy_gpu_seconds Int64',
    'gpu_seconds Int64',
    'idle_watts_loss Decimal(38, 12)',
    'idle_known UInt8',
  ],
  engine: 'MergeTree',
  partitionBy: 'workspace',
  orderBy: 'workspace, day, pool',
  shardBy: 'cityHash64(pool)',
};

export interface FactorySetting {
  timeZone: string;
  cluster: string | null;
}

const daySelect = (from: string, timeZone: string): string =>
  `SELECT workspace, toDate(at, ${quoteText(timeZone)}) AS day, pool, target_id, kind, model, measure,
  sum(s.amount) AS amount
FROM ${from} AS s GROUP BY workspace, day, pool, target_id, kind, model, measure`;

const viewDdl = ({ timeZone, cluster }: FactorySetting): string =>
  `CREATE MATERIALIZED VIEW IF NOT EXISTS factory_day_feed${cluster ? ` ON CLUSTER '${cluster}'` : ''}
TO ${localName('factory_day', cluster)} AS ${daySelect(localName('factory_step', cluster), timeZone)}`;

/** Every statement that makes the tables of scrapes. */
export const factoryDdl = (setting: FactorySetting): string[] => [
  ...[factoryStep, factoryDay, factoryPoolDay].flatMap((table) => tableDdl(table, setting.cluster)),
  viewDdl(setting),
];

/** Cuts the days anew after the company’s time zone changed. Nothing may be added meanwhile. */
export async function rebuildFactoryDays(engine: AnalyticsEngine, setting: FactorySetting): Promise<void> {
  const on = setting.cluster ? ` ON CLUSTER '${setting.cluster}'` : '';
  await engine.command(`DROP VIEW IF EXISTS factory_day_feed${on}`);
  await engine.command(`TRUNCATE TABLE ${localName('factory_day', setting.cluster)}${on}`);
  await engine.command(`INSERT INTO factory_day ${daySelect('factory_step', setting.timeZone)}`);
  await engine.command(viewDdl(setting));
}
