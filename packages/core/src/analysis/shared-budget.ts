/** Spend of a group of persons a period, as far as it is alike. In dollars. */
export interface PersonalSpend {
  readonly persons: number;
  readonly mean: number;
  readonly deviation: number;
  /** Correlation between two persons, 0 to 1: in a busy month many need more at once. */
  readonly correlation: number;
}

export interface BudgetSizes {
  /** A budget for each: everybody’s own high month is provided for. */
  readonly personal: number;
  /** One budget for all: high and low months of different persons make up for each other. */
  readonly shared: number;
}

/**
 * Sizes that hold with the same safety.
 * @param z normal quantile of the safety: 1.645 for 95 %
 */
export function personalOrShared(
  { persons: n, mean, deviation, correlation }: PersonalSpend,
  z: number,
): BudgetSizes {
  return {
    personal: n * (mean + z * deviation),
    shared: n * mean + z * deviation * Math.sqrt(n + n * (n - 1) * correlation),
  };
}

/**
 * Mean, deviation and correlation of persons’ spend over the same periods, one row per person. The
 * correlation follows from how much less their sum varies than they do, and is cut to 0…1. Null with fewer
 * than two persons or three periods, or rows of different lengths.
 */
export function personalSpend(rows: readonly (readonly number[])[]): PersonalSpend | null {
  const persons = rows.length;
  const periods = rows[0]?.length ?? 0;
  if (persons < 2 || periods < 3 || rows.some((row) => row.length !== periods)) return null;
  const average = (x: readonly number[]) => x.reduce((a, b) => a + b, 0) / x.length;
  const variance = (x: readonly number[]) => {
    const mean = average(x);
    return x.reduce((sum, y) => sum + (y - mean) ** 2, 0) / (x.length - 1);
  };
  const own = rows.reduce((sum, row) => sum + variance(row), 0);
  const sums = Array.from({ length: periods }, (_, t) => rows.reduce((sum, row) => sum + (row[t] ?? 0), 0));
  const roots = rows.reduce((sum, row) => sum + Math.sqrt(variance(row)), 0);
  const between = roots ** 2 - own;
  const correlation = between > 0 ? Math.min(1, Math.max(0, (variance(sums) - own) / between)) : 0;
  const all = rows.flat();
  return { persons, mean: average(all), deviation: Math.sqrt(variance(all)), correlation };
}
