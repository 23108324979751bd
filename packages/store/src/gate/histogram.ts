/**
 * Durations in buckets that grow by a quarter each, from 10 microseconds to about ten minutes: small
 * enough to be kept per minute, and right to an eighth wherever in that range something lies.
 */
const firstMs = 0.01;
const growth = 1.25;
const step = Math.log(growth);
const buckets = 81;

/** The bucket of a duration in milliseconds. */
export function bucketOf(ms: number): number {
  if (!(ms > firstMs)) return 0;
  return Math.min(buckets - 1, Math.ceil(Math.log(ms / firstMs) / step));
}

/** Percentiles of buckets added together, in milliseconds; null while nothing was counted. */
export function percentilesOf(counts: readonly number[]) {
  return { p50: percentile(counts, 50), p95: percentile(counts, 95), p99: percentile(counts, 99) };
}

/** The middle (in ratio) of the bucket in which the percentile falls, to three digits. */
export function percentile(counts: readonly number[], percent: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let rest = Math.ceil((total * percent) / 100);
  const bucket = counts.findIndex((count) => {
    rest -= count;
    return rest <= 0;
  });
  const middle = bucket === 0 ? firstMs : firstMs * growth ** (bucket - 0.5);
  return Number(middle.toPrecision(3));
}

/** Adds the counts of one histogram to another's. */
export function addCounts(sums: number[], counts: readonly number[]): void {
  counts.forEach((count, bucket) => {
    sums[bucket] = (sums[bucket] ?? 0) + count;
  });
}
