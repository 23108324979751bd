/** Name of a sum: one of the journal’s measures, a derived one, or one of another fact. */
export type Measure = string;

/**
 * What figures are made of besides usage. A fact is a table of sums by company day; a metric may
 * combine sums of several facts, and stays a ratio of sums.
 */
export type FactKey =
  | 'usage'
  | 'linked'
  | 'outcome'
  | 'staff'
  | 'pay'
  | 'decision'
  | 'stated'
  | 'factory'
  | 'gate'
  | 'calendar';

/** A column that has one of some values, or with `not` none of them. */
export interface FactCondition {
  readonly column: string;
  readonly in: readonly string[];
  readonly not?: boolean;
}

/** A named sum over one fact. */
export interface FactMeasure {
  readonly name: Measure;
  readonly fact: FactKey;
  /** `decimal` is kept in 10⁻¹² as money is. */
  readonly unit: 'usd' | 'decimal' | 'count' | 'seconds' | 'minutes' | 'millijoules';
  readonly column: string;
  /** Rows that enter the sum; every condition has to hold. */
  readonly where: readonly FactCondition[];
  /** Rows that show that somebody tells of it at all; the rows of the sum where left out. */
  readonly known?: readonly FactCondition[];
  /** For stocks such as headcount: the sum on the first or last day of the range, not over it. */
  readonly at?: 'first' | 'last';
  readonly meaning: string;
  /** What a metric reads as needing while the fact holds nothing of it, and the button beside it. */
  readonly needs: string;
  readonly remedy: { readonly label: string; readonly to: string };
}
