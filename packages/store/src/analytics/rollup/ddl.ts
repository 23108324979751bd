import { usageColumns } from '@exchequer/model';
import { quoteText } from '../engine/index.ts';
import { derivedDimensions, type Rollup, rollupMeasures, rollups } from './level.ts';

/** What decides the shape of the rollup tables. */
export interface RollupSetting {
  /** IANA name of the company's time zone: the days of `usage_day` are its days. */
  timeZone: string;
  /** Cluster name, or null on a single node. */
  cluster: string | null;
}

/** Table that rows are written to: on a cluster the shard's own part of the distributed table. */
export const storedTable = (name: string, cluster: string | null): string =>
  cluster ? `${name}_local` : name;

/** Statements that create every rollup and the views that feed it; safe to run again. */
export function rollupDdl(setting: RollupSetting): string[] {
  return rollups.flatMap((rollup) => [...tableDdl(rollup, setting), viewDdl(rollup, setting)]);
}

/** Creates one rollup's table (two on a cluster) under its own or another name. */
export function tableDdl(rollup: Rollup, { cluster }: RollupSetting, name: string = rollup.name): string[] {
  const stored = storedTable(name, cluster);
  const on = cluster ? ` ON CLUSTER ${quoteText(cluster)}` : '';
  const key = ['workspace', timeColumn(rollup), ...rollup.dimensions];
  const create = [
    `CREATE TABLE IF NOT EXISTS ${stored}${on} (`,
    columns(rollup)
      .map(({ name: column, type }) => `  ${column} ${type}`)
      .join(',\n'),
    `) ENGINE = ${engineOf(name, cluster)}`,
    `PARTITION BY toYYYYMM(${timeColumn(rollup)})`,
    `PRIMARY KEY (workspace, ${timeColumn(rollup)})`,
    `ORDER BY (${key.join(', ')})`,
    ...(cluster ? [] : ['SETTINGS non_replicated_deduplication_window = 1000']),
  ].join('\n');
  if (!cluster) return [create];
  const distributed =
    `CREATE TABLE IF NOT EXISTS ${name}${on} AS ${stored}\n` +
    `ENGINE = Distributed(${quoteText(cluster)}, currentDatabase(), ${stored}, rand())`;
  return [create, distributed];
}

function engineOf(name: string, cluster: string | null): string {
  const summed = `(${rollupMeasures.map((measure) => measure.name).join(', ')})`;
  return cluster
    ? `ReplicatedSummingMergeTree(${quoteText(`/clickhouse/tables/{shard}/${name}`)}, '{replica}', ${summed})`
    : `SummingMergeTree(${summed})`;
}

/** Name of a rollup's time column. */
export const timeColumn = (rollup: Rollup): 'bucket' | 'day' =>
  rollup.grain === 'quarter' ? 'bucket' : 'day';

function columns(rollup: Rollup): { name: string; type: string }[] {
  return [
    { name: 'workspace', type: typeOf('workspace') },
    { name: timeColumn(rollup), type: rollup.grain === 'quarter' ? "DateTime('UTC')" : 'Date' },
    ...rollup.dimensions.map((name) => ({ name, type: typeOf(name) })),
    ...rollupMeasures.map(({ name, type }) => ({ name, type })),
    { name: 'newest_event_at', type: "SimpleAggregateFunction(max, DateTime64(3, 'UTC'))" },
    { name: 'newest_recorded_at', type: "SimpleAggregateFunction(max, DateTime64(3, 'UTC'))" },
  ];
}

function typeOf(dimension: string): string {
  const known = [...usageColumns, ...derivedDimensions].find((column) => column.name === dimension);
  if (!known) throw new Error(`no such column in the journal: ${dimension}`);
  return known.type;
}

function viewDdl(rollup: Rollup, setting: RollupSetting): string {
  const { cluster } = setting;
  const on = cluster ? ` ON CLUSTER ${quoteText(cluster)}` : '';
  const feed = storedTable(rollup.feed, cluster);
  return [
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${rollup.name}_feed${on} TO ${storedTable(rollup.name, cluster)} AS`,
    rollup.feed === 'usage_journal'
      ? selectFromJournal(rollup, setting, feed)
      : selectFromQuarter(rollup, setting, feed),
  ].join('\n');
}

/** The rollup's rows as the journal has them; what rebuilding and verifying read. */
export function selectFromJournal(
  rollup: Rollup,
  { timeZone }: RollupSetting,
  from = 'usage_journal',
  condition = '',
): string {
  const time =
    rollup.grain === 'quarter'
      ? 'toStartOfFifteenMinutes(j.occurred_at)'
      : `toDate(j.occurred_at, ${quoteText(timeZone)})`;
  const dimension = (name: string) =>
    derivedDimensions.find((column) => column.name === name)?.fromJournal ?? `j.${name}`;
  return print(rollup, from, {
    time,
    dimension,
    measure: (measure) => measure.fromJournal,
    newest: { event: 'j.occurred_at', recorded: 'j.recorded_at' },
    where: `j.metered = ${rollup.metered}${condition}`,
  });
}

function selectFromQuarter(rollup: Rollup, { timeZone }: RollupSetting, from: string): string {
  return print(rollup, from, {
    time: rollup.grain === 'quarter' ? 'j.bucket' : `toDate(j.bucket, ${quoteText(timeZone)})`,
    dimension: (name) => `j.${name}`,
    measure: (measure) => `j.${measure.name}`,
    newest: { event: 'j.newest_event_at', recorded: 'j.newest_recorded_at' },
    where: null,
  });
}

interface Reading {
  time: string;
  dimension: (name: string) => string;
  measure: (measure: { name: string; fromJournal: string }) => string;
  newest: { event: string; recorded: string };
  where: string | null;
}

function print(rollup: Rollup, from: string, reading: Reading): string {
  const keys = ['workspace', timeColumn(rollup), ...rollup.dimensions];
  const selected = [
    'j.workspace AS workspace',
    `${reading.time} AS ${timeColumn(rollup)}`,
    ...rollup.dimensions.map((name) => `${reading.dimension(name)} AS ${name}`),
    ...rollupMeasures.map((measure) => `sum(${reading.measure(measure)}) AS ${measure.name}`),
    `max(${reading.newest.event}) AS newest_event_at`,
    `max(${reading.newest.recorded}) AS newest_recorded_at`,
  ];
  return [
    `SELECT\n  ${selected.join(',\n  ')}`,
    `FROM ${from} AS j`,
    ...(reading.where ? [`WHERE ${reading.where}`] : []),
    `GROUP BY ${keys.join(', ')}`,
  ].join('\n');
}
