import { expect, test } from 'vitest';
import { bootstrapDuration } from './duration.ts';
import { bootstrapRatio, seededRandom, standardNormal } from './index.ts';

const median = 20;
const spread = 0.8;
const planted = median * Math.exp(spread ** 2 / 2);

/** Hours with a long tail, of teams of different size. */
function teamsOf(count: number, seed: string) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const size = Math.max(1, Math.round(10 * Math.exp(0.7 * standardNormal(random))));
    let hours = 0;
    for (let i = 0; i < size; i++) hours += median * Math.exp(spread * standardNormal(random));
    return { of: BigInt(Math.round(hours * 1_000)), over: BigInt(size) };
  });
}

test('a mean of durations over six teams is held as often as is claimed', () => {
  const rounds = 200;
  const held = { drawn: 0, both: 0 };
  for (let round = 0; round < rounds; round++) {
    const teams = teamsOf(6, `lead ${round}`);
    const options = { seed: `${round}`, resamples: 400 };
    const holds = (interval: { low: number; high: number } | null) =>
      interval !== null && interval.low <= planted * 1_000 && planted * 1_000 <= interval.high ? 1 : 0;
    held.drawn += holds(bootstrapRatio(teams, options));
    held.both += holds(bootstrapDuration(teams, options));
  }
  expect(held.both / rounds).toBeGreaterThanOrEqual(0.93);
  expect(held.both).toBeGreaterThanOrEqual(held.drawn);
});

test('four teams have no interval, and teams that are all alike one without width', () => {
  const same = (count: number) => Array.from({ length: count }, () => ({ of: 40n, over: 2n }));
  expect(bootstrapDuration(same(4), { seed: 'few' })).toBeNull();
  expect(bootstrapDuration(same(6), { seed: 'alike' })).toEqual({ low: 20, high: 20 });
});
