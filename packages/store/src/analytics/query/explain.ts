import {
  factMeasureOf,
  factOf,
  isMoney,
  type Measure,
  type Metric,
  measuresIn,
} from '@exchequer/core/metric';
import { formatUsd } from '@exchequer/model';
import type { DateRange, Explanation, MetricDefinition } from '@exchequer/model/contract';
import { evidenceFor, readWhole } from './evidence.ts';
import type { ReadingFacts } from './facts.ts';
import { guardReading } from './guard.ts';
import { readKnown } from './known.ts';
import { readMetrics } from './read.ts';

/** Names of sums of usage as people read them. */
const usageNames: Readonly<Record<Measure, string>> = {
  tokens: 'tokens processed',
  cost_list: 'list cost',
  cost_contracted: 'contracted cost',
  cost_marginal: 'marginal cost',
  cost_base: 'cost at base-period prices',
  unpriced_tokens: 'unpriced tokens',
  requests: 'requests',
};

/** A figure opened: its definition, the sums that it was made of, and what it rests on. */
export async function explainMetric(
  facts: ReadingFacts,
  { metric, definition, range }: { metric: Metric; definition: MetricDefinition; range: DateRange },
): Promise<Explanation> {
  const guard = await guardReading(
    facts,
    { metrics: [metric.key], range, filters: [], group_by: [] },
    'total',
  );
  const [{ totals }, { total }, known] = await Promise.all([
    readMetrics(facts, {
      ...{ metrics: [metric.key], range, filters: [], group_by: [] },
      ...{ grain: 'total', compare: 'none', limit: 1 },
    }),
    readWhole(facts, metric, range),
    readKnown(facts, [metric]),
  ]);
  const [reading] = totals;
  const missing = known.missing(metric);
  return {
    definition,
    in_words: `${metric.name} = ${metric.formula}`,
    machine: machineOf(metric),
    inputs: measuresIn(metric.computation).map((measure) => {
      const fact = factMeasureOf(measure);
      const told = fact ? known.told(measure) || fact.fact === 'calendar' : true;
      const sum = total[measure] ?? 0n;
      return {
        measure,
        name: fact?.meaning ?? usageNames[measure] ?? measure.replaceAll('_', ' '),
        fact: factOf(measure),
        sum: told && !guard.refused ? (isMoney(measure) ? formatUsd(sum) : sum.toString()) : null,
        needs: guard.refused ?? (told ? null : (fact?.needs ?? null)),
      };
    }),
    value: reading?.value ?? null,
    evidence: await evidenceFor(facts, { metric, range, reading }),
    needs: reading?.needs ?? null,
    remedy: reading?.value === null ? (missing?.remedy ?? null) : null,
  };
}

/** The computation as a program reads it; whole numbers as text, since JSON has no wide ones. */
function machineOf({ computation }: Metric): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(computation, (_, value) => (typeof value === 'bigint' ? value.toString() : value)),
  );
}
