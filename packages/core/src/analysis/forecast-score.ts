/**
 * Mean absolute error in units of what “as a season ago” misses by within the series learned from.
 * Below 1 it is better than that. Null where nothing ever changed, or nothing was held out.
 */
export function meanAbsoluteScaledError(
  learned: readonly number[],
  period: number,
  actual: readonly number[],
  forecast: readonly number[],
): number | null {
  const scale = seasonalScale(learned, period);
  if (scale === null || actual.length === 0) return null;
  const error = actual.reduce((sum, y, i) => sum + Math.abs(y - (forecast[i] ?? Number.NaN)), 0);
  return error / actual.length / scale;
}

/** Mean |y_t − y_(t − period)|; null where it is nothing or there is no second period. */
export function seasonalScale(series: readonly number[], period: number): number | null {
  if (series.length <= period) return null;
  let sum = 0;
  for (let t = period; t < series.length; t++)
    sum += Math.abs((series[t] as number) - (series[t - period] as number));
  return sum > 0 ? sum / (series.length - period) : null;
}

/** Mean loss of a forecast quantile: a miss above it weighs `share`, one below it the rest. Null without values. */
export function pinballLoss(
  actual: readonly number[],
  quantile: readonly number[],
  share: number,
): number | null {
  if (actual.length === 0) return null;
  const sum = actual.reduce((total, y, i) => {
    const missed = y - (quantile[i] ?? Number.NaN);
    return total + Math.max(share * missed, (share - 1) * missed);
  }, 0);
  return sum / actual.length;
}
