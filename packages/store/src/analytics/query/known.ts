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
  /** Whether anybody tells of a sum, optional ones included. */
  told(measure: Measure): boolean;
}

/** Asks every fact once for all metrics of a question. */
export async function readKnown(facts: ReadingFacts, metrics: readonly Metric[]): Promise<Known> {
  const asked = [...new Set(metrics.flatMap(ofOtherFacts))];
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
    told: (measure) => told.has(measure),
    missing: (metric) => factMeasureOf(needed(metric).find((name) => !told.has(name)) ?? ''),
  };
}

/** Sums of other facts than usage; a calendar is always known. */
const ofOtherFacts = ({ computation }: Metric): Measure[] =>
  measuresIn(computation).filter((name) => {
    const fact = factMeasureOf(name)?.fact;
    return fact !== undefined && fact !== 'calendar';
  });

/** Those that have to be known. */
const needed = (metric: Metric): Measure[] =>
  ofOtherFacts(metric).filter((name) => !metric.optional?.includes(name));
