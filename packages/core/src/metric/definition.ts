import { type DimensionKey, dimensionKeys, type MetricDefinition } from '@exchequer/model/contract';
import { dimensionsOfFact, type FactKey, factOf } from './fact.ts';
import type { Measure } from './measure.ts';

/**
 * A sum of measures of one kind, such as all cache writes, or tokens less unpriced tokens; `times` is a
 * whole number.
 */
export type Combination = readonly { measure: Measure; times: number }[];

/** How a metric's value follows from sums. Ratios are ratios of sums, never averages of ratios. */
export type Computation =
  | { kind: 'sum'; of: Combination }
  /** A sum divided by a constant: `of` ÷ (`per` pico-dollars), to `places` decimals. */
  | { kind: 'scaled'; of: Combination; per: bigint; places: number }
  /**
   * `of` × `by` ÷ (`over` × `overBy`) × `times` ÷ `divide`. Money over counts gives dollars, counts over
   * money are per dollar. `by` and `overBy` are sums too: days, that make a stock of person-days.
   */
  | {
      kind: 'ratio';
      of: Combination;
      by?: Combination;
      over: Combination;
      overBy?: Combination;
      times: bigint;
      divide?: bigint;
    }
  /** A statistic of tokens per employee, persons without usage counted as zero. */
  | { kind: 'per_employee'; statistic: 'median' | 'p90' }
  /** How many workers used tokens. */
  | { kind: 'active_workers' }
  /** Agents that used tokens, over employees. */
  | { kind: 'agents_per_employee' }
  /** Levels of the tree of teams. */
  | { kind: 'layers' }
  /** How unequally tokens are spread within a role; the mean over roles, weighted by their persons. */
  | { kind: 'inequality'; statistic: 'gini' | 'p90_p10' }
  /** How a sum is spread over the values of a dimension: Σ share², or the largest share. */
  | { kind: 'concentration'; of: Combination; by: DimensionKey; statistic: 'hhi' | 'largest' }
  /** Hours from signal to action after which this share of decisions has been acted on (Kaplan–Meier). */
  | { kind: 'latency'; permille: 500 | 900 }
  /** What no sum of records can tell; it has no value until somebody brings what `needs` names. */
  | { kind: 'unknowable'; needs: string };

/** What must be there before the metric means anything; what is missing becomes `needs`. */
export type Requirement = 'usage' | 'price' | 'people';

/** A metric as data: everything that the planner, pickers, help, glossary and exports need. */
export interface Metric extends MetricDefinition {
  readonly computation: Computation;
  readonly requires: readonly Requirement[];
  /** Sums that may be absent: a cost that not every company has. All others must be known to somebody. */
  readonly optional?: readonly Measure[];
  /** A sum that must be nothing, or the figure would leave out what nobody can convert. */
  readonly unless?: { readonly measure: Measure; readonly needs: string };
  /** What is counted behind the figure (n of its evidence), where it is not plain from the ratio. */
  readonly counts?: Combination;
  /** Numbers of the product’s requirements (docs/REQUIREMENTS.md) that the metric meets. */
  readonly capabilities?: readonly number[];
}

/** Every sum that a computation is made of, each once. */
export function measuresIn(computation: Computation): Measure[] {
  const parts =
    computation.kind === 'ratio'
      ? [computation.of, computation.by ?? [], computation.over, computation.overBy ?? []]
      : 'of' in computation
        ? [computation.of]
        : [];
  return [...new Set(parts.flat().map(({ measure }) => measure))];
}

/** The facts that a computation is made of, each once; calendars aside. */
export const factsIn = (computation: Computation): FactKey[] => [
  ...new Set(measuresIn(computation).map(factOf)),
];

/** Groups of fewer persons than this show no figure about persons (privacy rule k ≥ 5). */
export const smallestGroup = 5;

export const sumOf = (...names: Measure[]): Combination => names.map((measure) => ({ measure, times: 1 }));

/** A measure several times, to bring units of two sums together. */
export const times = (measure: Measure, whole: number): Combination => [{ measure, times: whole }];

export const less = (from: Measure, ...names: Measure[]): Combination => [
  { measure: from, times: 1 },
  ...names.map((measure) => ({ measure, times: -1 })),
];

/** Dimensions by which any sum over usage can be split. */
export const usageDimensions: readonly DimensionKey[] = dimensionKeys.filter((key) => key !== 'token_class');

/** Token classes too, where the metric is itself made of token classes. */
export const tokenDimensions: readonly DimensionKey[] = [...usageDimensions, 'token_class'];

/** Dimensions that every fact of a computation has: a sum cannot be split by what it does not know. */
function sharedDimensions(computation: Computation): DimensionKey[] {
  const known = factsIn(computation).map(dimensionsOfFact);
  return usageDimensions.filter((key) => known.every((dimensions) => dimensions?.includes(key) ?? true));
}

/** A metric from what tells it apart; the rest has the usual value. */
export function metric(
  told: Pick<Metric, 'key' | 'name' | 'unit' | 'formula' | 'computation' | 'meaning'> & Partial<Metric>,
): Metric {
  return {
    era: 'token',
    inputs: ['usage'],
    dimensions: sharedDimensions(told.computation),
    grade: 'E0',
    direction: 'neither',
    additive: told.computation.kind === 'sum' || told.computation.kind === 'scaled',
    caveats: '',
    requires: [],
    ...told,
  };
}
