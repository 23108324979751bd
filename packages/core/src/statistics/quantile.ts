/**
 * Quantile of figures sorted upwards, between neighbours in proportion (type 7 of Hyndman and Fan, as
 * R and NumPy do it). NaN without figures.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  // Equal neighbours may both be infinite, whose difference is no number.
  return below === above ? below : below + (above - below) * (at - Math.floor(at));
}

/** Quantiles of figures in any order. */
export function quantiles(figures: readonly number[], shares: readonly number[]): number[] {
  const sorted = Float64Array.from(figures).sort();
  return shares.map((share) => quantileOfSorted(sorted, share));
}

/** P90 ÷ P10; null without figures, or where a tenth of them is nothing: nothing can be divided by it. */
export function p90OverP10(figures: readonly number[]): number | null {
  const [low, high] = quantiles(figures, [0.1, 0.9]);
  return low !== undefined && high !== undefined && low > 0 ? high / low : null;
}

/** How far the last figure stands from the rest, in scaled median absolute deviations; null where they do not vary. */
export function robustZ(figures: readonly number[]): { median: number; scaledMad: number; z: number } | null {
  const [median] = quantiles(figures, [0.5]);
  if (median === undefined || Number.isNaN(median)) return null;
  const [mad] = quantiles(
    figures.map((figure) => Math.abs(figure - median)),
    [0.5],
  );
  const scaledMad = 1.4826 * (mad ?? 0);
  return scaledMad > 0 ? { median, scaledMad, z: ((figures.at(-1) ?? median) - median) / scaledMad } : null;
}
