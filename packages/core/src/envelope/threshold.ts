/** Spent in percent of the limit with one decimal, rounded down; null when the limit is zero. */
export function percentSpent(spent: bigint, limit: bigint): string | null {
  if (limit <= 0n) return null;
  const tenths = (spent * 1_000n) / limit;
  const [size, sign] = tenths < 0n ? [-tenths, '-'] : [tenths, ''];
  return `${sign}${size / 10n}.${size % 10n}`;
}

/** The thresholds that spend has reached, ascending. Any spend passes all of them at a limit of zero. */
export function thresholdsCrossed(thresholds: readonly number[], spent: bigint, limit: bigint): number[] {
  if (spent <= 0n) return [];
  // Percents have at most three decimals here, so that the comparison stays exact.
  return thresholds.filter((percent) => spent * 100_000n >= limit * BigInt(Math.round(percent * 1_000)));
}
