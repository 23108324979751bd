import { type DimensionKey, dimensionKeys, type MetricDefinition } from '@exchequer/model/contract';
import type { Measure } from './measure.ts';

/** A sum of measures of one kind, such as all cache writes, or tokens less unpriced tokens. */
export type Combination = readonly { measure: Measure; times: 1 | -1 }[];

/** How a metric's value follows from sums. Ratios are ratios of sums, never averages of ratios. */
export type Computation =
  | { kind: 'sum'; of: Combination }
  /** A sum divided by a constant: `of` ÷ (`per` pico-dollars), to `places` decimals. */
  | { kind: 'scaled'; of: Combination; per: bigint; places: number }
  /** `of` ÷ `over` × `times`. Money over counts gives dollars. */
  | { kind: 'ratio'; of: Combination; over: Combination; times: bigint }
  /** A statistic of tokens per employee, persons without usage counted as zero. */
  | { kind: 'per_employee'; statistic: 'median' | 'p90' }
  /** How many workers used tokens. */
  | { kind: 'active_workers' };

/** What must be there before the metric means anything; what is missing becomes `needs`. */
export type Requirement = 'usage' | 'price' | 'people';

/** A metric as data: everything that the planner, pickers, help, glossary and exports need. */
export interface Metric extends MetricDefinition {
  readonly computation: Computation;
  readonly requires: readonly Requirement[];
}

/** Groups of fewer persons than this show no figure about persons (privacy rule k ≥ 5). */
export const smallestGroup = 5;

export const sumOf = (...names: Measure[]): Combination =>
  names.map((measure) => ({ measure, times: 1 as const }));

export const less = (from: Measure, ...names: Measure[]): Combination => [
  { measure: from, times: 1 },
  ...names.map((measure) => ({ measure, times: -1 as const })),
];

/** Dimensions by which any sum over usage can be split. */
export const usageDimensions: readonly DimensionKey[] = dimensionKeys.filter((key) => key !== 'token_class');

/** Token classes too, where the metric is itself made of token classes. */
export const tokenDimensions: readonly DimensionKey[] = [...usageDimensions, 'token_class'];

/** A metric from what tells it apart; the rest has the usual value. */
export function metric(
  told: Pick<Metric, 'key' | 'name' | 'unit' | 'formula' | 'computation' | 'meaning'> & Partial<Metric>,
): Metric {
  return {
    era: 'token',
    inputs: ['usage'],
    dimensions: [...usageDimensions],
    direction: 'neither',
    additive: told.computation.kind === 'sum' || told.computation.kind === 'scaled',
    caveats: '',
    requires: [],
    ...told,
  };
}
