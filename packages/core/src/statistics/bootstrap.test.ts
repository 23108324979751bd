import { describe, expect, test } from 'vitest';
import { bootstrap, bootstrapRatio } from './bootstrap.ts';
import { normalQuantile, studentQuantile } from './normal.ts';
import { type Random, seededRandom } from './random.ts';

const team = (of: number, over: number) => ({ of: BigInt(of), over: BigInt(over) });

/** A team's spend and outcomes: sizes differ by far, and a team's price per outcome is its own. */
function teams(count: number, random: Random) {
  return Array.from({ length: count }, () => {
    const outcomes = Math.floor(20 + 180 * random());
    return team(
      Math.floor(outcomes * Math.exp(3 + 0.4 * normalQuantile(0.0001 + 0.9998 * random()))),
      outcomes,
    );
  });
}
/** E[spend] ÷ E[outcomes] of the above: exp(μ + σ²/2), as the two are independent. */
const planted = Math.exp(3 + 0.08);

function coverage(count: number, rounds: number): number {
  const random = seededRandom(`coverage of ${count}`);
  let held = 0;
  for (let round = 0; round < rounds; round++) {
    const interval = bootstrapRatio(teams(count, random), { seed: `${round}`, resamples: 400 });
    if (interval && interval.low <= planted && planted <= interval.high) held++;
  }
  return held / rounds;
}

describe('an interval of a ratio of sums over teams', () => {
  test('is the same for the same seed, and another for another', () => {
    const clusters = teams(12, seededRandom('a company'));
    const first = bootstrapRatio(clusters, { seed: 'cost_per_feature 2026-01' });
    expect(first).not.toBeNull();
    expect(bootstrapRatio(clusters, { seed: 'cost_per_feature 2026-01' })).toEqual(first);
    expect(bootstrapRatio(clusters, { seed: 'cost_per_feature 2026-02' })).not.toEqual(first);
  });

  test('holds the ratio of the sums, and shrinks to it where all teams are alike', () => {
    const clusters = teams(20, seededRandom('twenty'));
    const sum = (key: 'of' | 'over') => Number(clusters.reduce((total, cluster) => total + cluster[key], 0n));
    const interval = bootstrapRatio(clusters, { seed: 's' });
    expect(interval?.low).toBeLessThan(sum('of') / sum('over'));
    expect(interval?.high).toBeGreaterThan(sum('of') / sum('over'));
    const alike = Array.from({ length: 8 }, () => team(30, 10));
    expect(bootstrapRatio(alike, { seed: 's' })).toEqual({ low: 3, high: 3 });
  });

  test.each([6, 12, 30])('holds the planted ratio in about 95 of 100 companies of %i teams', (count) => {
    const share = coverage(count, 400);
    expect(share).toBeGreaterThan(0.91);
    expect(share).toBeLessThan(0.99);
  });

  test('is not told below five teams', () => {
    expect(bootstrapRatio(teams(4, seededRandom('four')), { seed: 's' })).toBeNull();
    expect(bootstrapRatio([], { seed: 's' })).toBeNull();
  });

  test('is not told where nothing, or next to nothing, is divided by', () => {
    const idle = Array.from({ length: 6 }, () => team(5, 0));
    expect(bootstrapRatio(idle, { seed: 's' })).toBeNull();
    expect(bootstrapRatio([team(5, 1), ...idle], { seed: 's' })).toBeNull();
  });

  test('of sums in pico-dollars beyond 2^53 is as exact as a float is', () => {
    const clusters = Array.from({ length: 6 }, () => ({ of: 10n ** 21n, over: 4n }));
    expect(bootstrapRatio(clusters, { seed: 's' })?.low).toBeCloseTo(2.5e20, -8);
  });

  test('leaves a resample without a value out, and is not told where most are', () => {
    expect(bootstrap(6, () => Number.NaN, { seed: 's' })).toBeNull();
    expect(bootstrap(6, (drawn) => (drawn[0] === 0 ? Number.NaN : 1), { seed: 's' })).toEqual({
      low: 1,
      high: 1,
    });
  });
});

test('quantiles of the normal and of Student’s t are those of the tables', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5);
  expect(studentQuantile(0.975, 4)).toBeCloseTo(2.776, 1);
  expect(studentQuantile(0.975, 9)).toBeCloseTo(2.262, 2);
  expect(studentQuantile(0.975, 30)).toBeCloseTo(2.042, 3);
});
