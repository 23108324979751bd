import { evidenceOf, type Metric, metricsOf, type Sums } from '@exchequer/core/metric';
import type { DateRange, Evidence, MetricQuery, Reading } from '@exchequer/model/contract';
import { readingOnce } from '../engine/index.ts';
import type { ReadingFacts } from './facts.ts';
import { readMetrics } from './read.ts';
import { readSheet, type Sheet } from './sheet.ts';

const asks = (metrics: readonly string[], range: DateRange): MetricQuery => ({
  metrics: [...metrics],
  range,
  grain: 'total',
  group_by: [],
  filters: [],
  compare: 'none',
  limit: 1,
});

/** What figures of a range rest on: grade, n, teams, interval and coverage, in the order asked. */
export const readEvidence = (
  facts: ReadingFacts,
  range: DateRange,
  keys: readonly string[],
): Promise<Evidence[]> =>
  // Metrics of one fact ask for the same sums of it.
  readingOnce(async () => {
    const query = asks(keys, range);
    const { totals } = await readMetrics(facts, query);
    const metrics = metricsOf(query);
    return Promise.all(
      metrics.map((metric, at) => evidenceFor(facts, { metric, range, reading: totals[at] })),
    );
  });

/** Evidence of one metric whose reading is known. */
export async function evidenceFor(
  facts: ReadingFacts,
  { metric, range, reading }: { metric: Metric; range: DateRange; reading: Reading | undefined },
): Promise<Evidence> {
  const { total } = await readWhole(facts, metric, range);
  const teams =
    metric.interval && metric.dimensions.includes('team')
      ? await readTeams(facts, metric, range)
      : { teams: [] };
  return evidenceOf(metric, {
    value: reading?.value ?? null,
    needs: reading?.needs ?? null,
    total,
    ...teams,
    seed: `${metric.key} ${range.from} ${range.to}`,
  });
}

/** Sums behind a metric over the whole range. */
export const readWhole = (facts: ReadingFacts, metric: Metric, range: DateRange): Promise<Sheet> =>
  readSheet(facts, asks([metric.key], range), { range, grain: 'total', kept: { kind: 'all' } });

async function readTeams(
  facts: ReadingFacts,
  metric: Metric,
  range: DateRange,
): Promise<{ teams: Sums[]; rest?: Sums | undefined }> {
  const query: MetricQuery = { ...asks([metric.key], range), group_by: ['team'] };
  const { groups } = await readSheet(facts, query, { range, grain: 'total', kept: { kind: 'all' } });
  return {
    teams: groups.filter(({ key }) => key[0] !== '').map(({ sums }) => sums),
    rest: groups.find(({ key }) => key[0] === '')?.sums,
  };
}
