import { describe, expect, test } from 'vitest';
import {
  brierScore,
  gini,
  kaplanMeier,
  oddsRatios,
  p90OverP10,
  partialPooling,
  quantiles,
  robustZ,
  survivalQuantile,
} from './index.ts';

describe('how long things take', () => {
  // Of five, two end after 2 and 6 days; one was open at 4 days, two at 8.
  const steps = kaplanMeier([
    { time: 2, ended: 1, open: 0 },
    { time: 4, ended: 0, open: 1 },
    { time: 6, ended: 1, open: 0 },
    { time: 8, ended: 0, open: 2 },
  ]);

  test('open ones count as longer than they are so far', () => {
    // 4/5; then 4/5 · 2/3, as three are left at 6 days. Greenwood: 1/(5·4), and 1/(3·2) more.
    expect(steps.map(({ time, atRisk, survival }) => [time, atRisk, survival.toFixed(4)])).toEqual([
      [2, 5, '0.8000'],
      [6, 3, '0.5333'],
    ]);
    expect(steps[0]?.error).toBeCloseTo(0.8 * Math.sqrt(1 / 20), 12);
    expect(steps[1]?.error).toBeCloseTo((8 / 15) * Math.sqrt(1 / 20 + 1 / 6), 12);
  });

  test('a median that was never reached is not told', () => {
    expect(survivalQuantile(steps, 0.5)).toEqual({ at: null, low: 2, high: null });
    expect(survivalQuantile(steps, 0.2).at).toBe(2);
  });

  test('where all are over, the quantiles are those of the lengths', () => {
    const all = kaplanMeier([10, 20, 30, 40].map((time) => ({ time, ended: 1, open: 0 })));
    expect(survivalQuantile(all, 0.5).at).toBe(20);
    expect(survivalQuantile(all, 0.9).at).toBe(40);
    expect(all.at(-1)?.survival).toBe(0);
  });

  test('lengths given twice are one, and of none there is no step', () => {
    const once = kaplanMeier([{ time: 3, ended: 2, open: 1 }]);
    expect(
      kaplanMeier([
        { time: 3, ended: 1, open: 1 },
        { time: 3, ended: 1, open: 0 },
      ]),
    ).toEqual(once);
    expect(kaplanMeier([])).toEqual([]);
    expect(survivalQuantile([], 0.5).at).toBeNull();
  });
});

describe('inequality', () => {
  test('is nothing where all have the same, and (n − 1) ÷ n where one has all', () => {
    expect(gini([7, 7, 7])).toBe(0);
    expect(gini([0, 0, 0, 100])).toBeCloseTo(0.75, 12);
    expect(gini([5, 1, 3, 2, 4])).toBeCloseTo(4 / 15, 12);
  });

  test('of nothing is not told', () => {
    expect(gini([])).toBeNull();
    expect(gini([0, 0])).toBeNull();
    expect(() => gini([1, -1])).toThrow(RangeError);
    expect(p90OverP10([])).toBeNull();
    expect(p90OverP10([0, 0, 5])).toBeNull();
  });

  test('quantiles lie between neighbours in proportion', () => {
    expect(quantiles([4, 1, 3, 2], [0, 0.5, 0.25, 1])).toEqual([1, 2.5, 1.75, 4]);
    // 11 figures: P10 and P90 are the second and the last but one.
    expect(p90OverP10([0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99])).toBe(5);
  });
});

test('a stated probability is scored by its squared distance from what happened', () => {
  expect(
    brierScore([
      { stated: 0.9, happened: true },
      { stated: 0.6, happened: false },
    ]),
  ).toBeCloseTo((0.01 + 0.36) / 2, 12);
  expect(brierScore([{ stated: 0.5, happened: true }])).toBe(0.25);
  expect(brierScore([])).toBeNull();
});

test('a reversal by strata is seen, and an empty cell divides nothing', () => {
  const stratum = (name: string, firstYes: number, firstNo: number, secondYes: number, secondNo: number) => ({
    ...{ name, firstYes, firstNo, secondYes, secondNo },
  });
  // Within both kinds the second group does better; together the first does, having the easy work.
  const found = oddsRatios([stratum('easy', 80, 20, 9, 1), stratum('hard', 2, 8, 30, 70)]);
  expect(found.crude).toBeGreaterThan(1);
  expect(found.stratified).toBeLessThan(1);
  expect(found.flips).toBe(true);
  expect(oddsRatios([stratum('all', 3, 0, 2, 1)])).toMatchObject({ crude: null, flips: false });
});

test('groups that say the same keep their mean; one alone is its own', () => {
  expect(partialPooling([{ estimate: 3, error: 0.5 }])).toMatchObject({ mean: 3, tau2: 0, error: 0.5 });
  expect(partialPooling([])).toBeNull();
});

test('a series that does not vary has no distance from itself', () => {
  expect(robustZ([5, 5, 5, 9])).toBeNull();
  expect(robustZ([])).toBeNull();
});
