import { expect, test } from 'vitest';
import { addCounts, bucketOf, percentile, percentilesOf } from './histogram.ts';

const counted = (...durations: number[]): number[] => {
  const counts: number[] = [];
  for (const ms of durations) counts[bucketOf(ms)] = (counts[bucketOf(ms)] ?? 0) + 1;
  return Array.from(counts, (count) => count ?? 0);
};

test('a percentile is right to an eighth, from a hundredth of a millisecond to ten minutes', () => {
  for (let ms = 0.0101; ms < 500_000; ms *= 1.07) {
    const read = percentile(counted(ms), 50) ?? 0;
    expect(Math.abs(read - ms) / ms, `${ms}`).toBeLessThan(0.125);
  }
  expect(bucketOf(1e12)).toBe(bucketOf(1e9));
  expect(bucketOf(0)).toBe(0);
  expect(bucketOf(Number.NaN)).toBe(0);
});

test('percentiles of gateways are those of their calls taken together', () => {
  const sums = counted(...Array.from({ length: 98 }, () => 1));
  addCounts(sums, counted(100, 100));
  const { p50, p95, p99 } = percentilesOf(sums);
  expect([p50, p95].every((ms) => Math.abs((ms ?? 0) - 1) < 0.125)).toBe(true);
  expect(p99).toBeGreaterThan(87);
  expect(percentilesOf([])).toEqual({ p50: null, p95: null, p99: null });
});
