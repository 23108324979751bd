import {
  type FactMeasure,
  factMeasureOf,
  type Measure,
  type Metric,
  measuresIn,
} from '@exchequer/core/metric';
import { byFact } from './fact-sheet.ts';
import { printKnown } from './fact-table.ts';
import type { ReadingFacts } from './facts.ts';

/** Which sums besides those of usage anybody has ever told of. A sum of nothing told is not zero. */
export interface Known {
  /** The first sum that a metric cannot do without and that nobody tells of. */
  missing(metric: Metric): FactMeasure | undefined;
}

/** Asks every fact once for all metrics of a question. */
export async function readKnown(facts: ReadingFacts, metrics: readonly Metric[]): Promise<Known> {
  const asked = [...new Set(metrics.flatMap(needed))];
  const told = new Set<Measure>();
  await Promise.all(
    [...byFact(asked)].map(async ([fact, names]) => {
      const statement = printKnown(fact, names, facts.workspace);
      if (!statement) return;
      const [row = {}] = await facts.engine.query<Record<string, number>>(statement.sql, statement.params);
      for (const name of names) if (Number(row[name])) told.add(name);
    }),
  );
  return {
    missing: (metric) => factMeasureOf(needed(metric).find((name) => !told.has(name)) ?? ''),
  };
}

/** Sums of other facts that have to be known; a calendar always is. */
const needed = ({ computation, optional = [] }: Metric): Measure[] =>
  measuresIn(computation).filter((name) => {
    const fact = factMeasureOf(name)?.fact;
    return fact !== undefined && fact !== 'calendar' && !optional.includes(name);
  });
