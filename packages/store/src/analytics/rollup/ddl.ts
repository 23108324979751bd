import { usageColumns } from '@exchequer/model';
import { quoteText } from '../engine/index.ts';
import { localName, tableDdl } from '../journal/index.ts';
import { derivedDimensions, type Rollup, rollupMeasures, rollups, timeColumn } from './level.ts';
import { selectRollup } from './select.ts';

/** What decides the shape of the rollup tables. */
export interface RollupSetting {
  /** IANA name of the company's time zone: the days of `usage_day` are its days. */
  timeZone: string;
  /** Cluster name, or null on a single node. */
  cluster: string | null;
}

/** Statements that create every rollup and the views that feed it; safe to run again. */
export function rollupDdl(setting: RollupSetting): string[] {
  return rollups.flatMap((rollup) => [...rollupTable(rollup, setting.cluster), viewDdl(rollup, setting)]);
}

/** Creates one rollup's table (two on a cluster) under its own or another name. */
export function rollupTable(rollup: Rollup, cluster: string | null, name: string = rollup.name): string[] {
  const time = timeColumn(rollup);
  return tableDdl(
    {
      name,
      columns: columns(rollup).map(({ name: column, type }) => `${column} ${type}`),
      engine: `SummingMergeTree((${rollupMeasures.map((measure) => measure.name).join(', ')}))`,
      partitionBy: `toYYYYMM(${time})`,
      orderBy: ['workspace', time, ...rollup.dimensions].join(', '),
      // Ranges of time are all that narrows a scan; a longer index would only fill memory.
      primaryKey: `workspace, ${time}`,
      shardBy: 'rand()',
    },
    cluster,
  );
}

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

/** Creates the view that feeds a rollup. */
export function viewDdl(rollup: Rollup, setting: RollupSetting): string {
  const { cluster } = setting;
  const on = cluster ? ` ON CLUSTER ${quoteText(cluster)}` : '';
  const feed = localName(rollup.feed, cluster);
  return [
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${rollup.name}_feed${on} TO ${localName(rollup.name, cluster)} AS`,
    selectRollup(rollup, setting.timeZone, { from: feed }),
  ].join('\n');
}
