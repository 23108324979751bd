/**
 * Gini coefficient, population form: 2Σ i·x₍ᵢ₎ ÷ (n·Σx) − (n+1)/n. 0 where all have the same; null
 * where there is nothing to share out.
 * @throws RangeError for a figure below nothing: its share has no meaning
 */
export function gini(figures: readonly number[]): number | null {
  if (figures.some((figure) => figure < 0)) throw new RangeError('shares of less than nothing have no Gini');
  const n = figures.length;
  const total = figures.reduce((sum, figure) => sum + figure, 0);
  if (total === 0) return null;
  const weighted = [...figures]
    .sort((a, b) => a - b)
    .reduce((sum, figure, index) => sum + (index + 1) * figure, 0);
  return Math.max(0, (2 * weighted) / (n * total) - (n + 1) / n);
}
