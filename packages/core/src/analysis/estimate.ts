import { quantileOfSorted } from '../statistics/index.ts';

/** What a period will have cost at its end. Dollars. */
export interface EstimateAtCompletion {
  readonly actual: number;
  readonly median: number;
  readonly low80: number;
  readonly high80: number;
  readonly low95: number;
  readonly high95: number;
  /** Probability that it passes the budget; null without one. */
  readonly over: number | null;
}

/**
 * Actual to date + the days that are left, over the drawn paths.
 * @param daysLeft first so many days of each path
 */
export function estimateAtCompletion(
  actual: number,
  paths: readonly ArrayLike<number>[],
  daysLeft: number,
  budget: number | null,
): EstimateAtCompletion {
  const sums = paths.map((path) => actual + sumOf(path, daysLeft)).sort((a, b) => a - b);
  const at = (share: number) => quantileOfSorted(sums, share);
  const over = budget === null ? null : sums.filter((sum) => sum > budget).length / Math.max(1, sums.length);
  return {
    ...{ actual, median: at(0.5), low80: at(0.1), high80: at(0.9), low95: at(0.025), high95: at(0.975) },
    over,
  };
}

/** Sum of the first days of a path. */
export function sumOf(path: ArrayLike<number>, days: number): number {
  let sum = 0;
  for (let h = 0; h < Math.min(days, path.length); h++) sum += path[h] ?? 0;
  return sum;
}
