import { type CountPanel, quantiles } from '../statistics/index.ts';

/** Weekly spend and results of persons or teams. Rows are units, columns weeks in order. */
export interface ResponsePanel {
  /** Dollars of a unit in a week; NaN where it was not there. */
  readonly spend: readonly (readonly number[])[];
  /** Accepted results of a unit in a week. */
  readonly results: readonly (readonly number[])[];
  /** Team of each unit, by any number. */
  readonly team: readonly number[];
}

export interface PanelOptions {
  /** Earlier weeks whose spend counts for a week’s results, beside its own; 2 without it. */
  readonly lags?: number;
  /** Dollars added before the logarithm, so that a week without spend has one; from the figures without it. */
  readonly offset?: number;
}

/** What is brought about this week was often begun in the last two. */
const usualLags = 2;
/** Of the middle weekly spend: small beside what people spend, large beside nothing. */
const offsetShare = 0.05;

/** Each week’s spend averaged with that of the weeks before it; the first weeks have none and are gone. */
export function averagedSpend(row: readonly number[], lags: number): number[] {
  return row.slice(lags).map((_, at) => {
    const window = row.slice(at, at + lags + 1);
    return window.reduce((sum, value) => sum + value, 0) / window.length;
  });
}

/** Dollars added to spend before its logarithm is taken. */
export function offsetOf(spend: readonly (readonly number[])[]): number {
  const [middle = 0] = quantiles(
    spend.flat().filter((value) => value > 0),
    [0.5],
  );
  return Number.isNaN(middle) || middle <= 0 ? 1 : middle * offsetShare;
}

/** The panel as counts by the logarithm of averaged spend. */
export function toCountPanel(panel: ResponsePanel, options: PanelOptions = {}): CountPanel {
  const lags = options.lags ?? usualLags;
  const averaged = panel.spend.map((row) => averagedSpend(row, lags));
  const offset = options.offset ?? offsetOf(averaged);
  return {
    x: averaged.map((row) => row.map((value) => Math.log(Math.max(value, 0) + offset))),
    // A later correction may take back more than a week brought: a count is never below nothing.
    y: panel.results.map((row) => row.slice(lags).map((value) => Math.max(value, 0))),
    cluster: panel.team,
  };
}
