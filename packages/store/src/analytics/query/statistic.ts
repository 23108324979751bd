import { concentration, inequality, type Metric, metricsOf } from '@exchequer/core/metric';
import type { DateRange, MetricQuery } from '@exchequer/model/contract';
import type { ReadingFacts } from './facts.ts';
import { readRoles } from './role.ts';
import { readSheet } from './sheet.ts';

/** Figures of the whole range that no sum contains, by metric key. */
export type Statistics = ReadonlyMap<string, string | null>;

/** Metrics that have one value for a range and none for its groups and buckets. */
export const isStatistic = ({ computation }: Metric): boolean =>
  ['concentration', 'latency', 'layers', 'inequality'].includes(computation.kind);

/** Reads the statistics that a query asks for, each from what it is made of. */
export async function readStatistics(
  facts: ReadingFacts,
  query: MetricQuery,
  range: DateRange,
): Promise<Statistics> {
  const asked = metricsOf(query).filter(isStatistic);
  const values = await Promise.all(asked.map((metric) => readStatistic(facts, query, metric, range)));
  return new Map(asked.map(({ key }, at) => [key, values[at] ?? null]));
}

async function readStatistic(
  facts: ReadingFacts,
  query: MetricQuery,
  { computation }: Metric,
  range: DateRange,
): Promise<string | null> {
  if (computation.kind === 'latency')
    return facts.decisions?.latencyHours(range, computation.permille) ?? null;
  if (computation.kind === 'layers')
    return String((await facts.directory.layers?.(facts.workspace)) || '') || null;
  if (computation.kind === 'inequality') {
    return inequality(computation.statistic, await readRoles(facts, query, range));
  }
  if (computation.kind !== 'concentration') return null;
  const split: MetricQuery = { ...query, metrics: ['spend_contracted'], range, group_by: [computation.by] };
  const { groups } = await readSheet(facts, split, { range, grain: 'total', kept: { kind: 'all' } });
  return concentration(
    computation,
    groups.map(({ sums }) => sums),
  );
}
