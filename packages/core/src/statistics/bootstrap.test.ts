import { describe, expect, test } from 'vitest';
import { bootstrap, bootstrapRatio } from './bootstrap.ts';
import { normalQuantile, studentQuantile } from './normal.ts';
import { type Random, seededRandom } from './random.ts';
import { bootstrapShare, wilson } from './share.ts';

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

  test('draws teams that have none of what is divided by among themselves, whatever their number', () => {
    const alike = Array.from({ length: 6 }, () => team(10, 5));
    const beside = Array.from({ length: 9 }, () => team(4, 0));
    expect(bootstrapRatio([...alike, ...beside], { seed: 's' })).toEqual({ low: 96 / 30, high: 96 / 30 });
    expect(bootstrapRatio([...alike.slice(2), ...beside], { seed: 's' })).toBeNull();
  });

  test('takes what belongs to no team into every resample once', () => {
    const alike = Array.from({ length: 6 }, () => team(10, 5));
    expect(bootstrapRatio(alike, { seed: 's', rest: team(30, 0) })).toEqual({ low: 3, high: 3 });
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

describe('an interval of a share', () => {
  test('is that of Wilson by its counts alone', () => {
    // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    const of = (count: number, over: number) =>
      Object.values(wilson(count, over)).map((end) => Number(end.toFixed(4)));
    expect([of(81, 263), of(15, 148), of(0, 20), of(1, 29)]).toEqual([
      [0.2553, 0.3662],
      [0.0624, 0.1605],
      [0, 0.1611],
      [0.0061, 0.1718],
    ]);
  });

  test('is not empty where nothing happened in any team', () => {
    const none = Array.from({ length: 8 }, () => team(0, 5));
    expect(bootstrapRatio(none, { seed: 's' })).toEqual({ low: 0, high: 0 });
    const told = bootstrapShare(none, { seed: 's' });
    expect(told?.low).toBe(0);
    expect(told?.high).toBeCloseTo(0.0876, 3);
  });
});

test('quantiles of the normal and of Student’s t are those of the tables', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5);
  expect(studentQuantile(0.975, 4)).toBeCloseTo(2.776, 1);
  expect(studentQuantile(0.975, 9)).toBeCloseTo(2.262, 2);
  expect(studentQuantile(0.975, 30)).toBeCloseTo(2.042, 3);
});
