import { expect, test } from 'vitest';
import { fitTwoWayPoisson } from './index.ts';
import { normalQuantile } from './normal.ts';
import { seededRandom } from './random.ts';

/** A company in which the able use more: talent drives both x and the count, beside a true slope. */
function panel(people: number, weeks: number, slope: number, seed: string) {
  const random = seededRandom(seed);
  const normal = () => normalQuantile(1e-6 + (1 - 2e-6) * random());
  const week = Array.from({ length: weeks }, () => 0.2 * normal());
  const x: number[][] = [];
  const y: number[][] = [];
  for (let person = 0; person < people; person++) {
    const talent = 0.5 * normal();
    x.push(week.map(() => talent + 0.7 * normal()));
    y.push(
      (x[person] ?? []).map((value, t) =>
        drawn(Math.exp(1 + talent + slope * value + (week[t] ?? 0)), random),
      ),
    );
  }
  return { x, y, cluster: x.map((_, person) => Math.floor(person / 5)) };
}

function drawn(mean: number, random: () => number): number {
  let count = 0;
  for (let left = Math.exp(-mean), product = random(); product > left; product *= random()) count++;
  return count;
}

test('a planted slope is found although the able use more, which a pooled look would take for it', () => {
  const slopes = ['a', 'b', 'c'].map((seed) => fitTwoWayPoisson(panel(100, 12, 0.15, seed)));
  for (const fit of slopes) {
    expect(fit).not.toBeNull();
    expect(Math.abs((fit?.beta ?? 9) - 0.15)).toBeLessThan(4 * (fit?.modelError ?? 0));
  }
});

test('a factor of two between x of 0 and 1 is a slope of ln 2', () => {
  const fit = fitTwoWayPoisson({
    x: [
      [0, 1],
      [1, 0],
    ],
    y: [
      [100, 200],
      [200, 100],
    ],
    cluster: [0, 1],
  });
  expect(fit?.beta).toBeCloseTo(Math.log(2), 9);
  expect(fit?.deviance).toBeCloseTo(0, 9);
});

test('where x is the same for all, or nothing was counted, there is no slope', () => {
  const same = [
    [1, 1],
    [1, 1],
  ];
  expect(fitTwoWayPoisson({ x: same, y: same, cluster: [0, 1] })).toBeNull();
  const none = [
    [0, 0],
    [0, 0],
  ];
  expect(fitTwoWayPoisson({ x: same, y: none, cluster: [0, 1] })).toBeNull();
  expect(fitTwoWayPoisson({ x: [], y: [], cluster: [] })).toBeNull();
});
