import { breakEvenMillions, ownPerMonth, type SelfHost } from '../factory/index.ts';
import { quantiles } from '../statistics/index.ts';

export interface SelfHostCase {
  /** Millions of tokens a month from which whole GPUs cost no more; null where they never do. */
  readonly breakEven: number | null;
  /** Probability that a month’s demand is above it. */
  readonly above: number;
  /** Dollars a month against the API over the drawn months: 10th, 50th and 90th percentile; below 0 it costs more. */
  readonly saved: { readonly low: number; readonly likely: number; readonly high: number };
}

/**
 * Own GPUs against an API over drawn months of demand, in millions of tokens. The number of GPUs is fixed
 * by the month that has to be served and not by the mean: they bill when idle.
 */
export function selfHostCase(host: SelfHost, apiPerMillion: number, months: readonly number[]): SelfHostCase {
  const breakEven = breakEvenMillions(host, apiPerMillion);
  const above =
    breakEven === null ? 0 : months.filter((m) => m >= breakEven).length / Math.max(1, months.length);
  const saved = months.map((millions) => apiPerMillion * millions - ownPerMonth(host, millions));
  const [low = 0, likely = 0, high = 0] = quantiles(saved, [0.1, 0.5, 0.9]);
  return { breakEven, above, saved: { low, likely, high } };
}
