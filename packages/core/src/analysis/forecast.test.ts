import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atOnce, seededRandom } from '../statistics/index.ts';
import { isCannotTell } from './cannot-tell.ts';
import { estimateAtCompletion } from './estimate.ts';
import { forecastAhead, forecastSpend, learnSpend, type SpendForecast } from './forecast.ts';
import { type KnownSpend, week } from './forecast-model.ts';
import { meanAbsoluteScaledError } from './forecast-score.ts';
import { headcountOn, priceOfMix } from './known-days.ts';
import { runwayOf } from './runway.ts';
import { decompose } from './seasonal-trend.ts';
import { continueFrom, fitDamped } from './smoothing.ts';
import { airPassengers } from './testing/series.ts';

const known = (spend: readonly number[], more: Partial<KnownSpend> = {}): KnownSpend => ({
  ...{ from: '2026-01-05', spend, headcount: null, price: null, holidays: new Set() },
  ...more,
});

/** Weekdays that differ, a little growth, and noise of 5 %. */
function usual(days: number, seed = 'usual'): number[] {
  const random = seededRandom(seed);
  const shares = [1.1, 1.2, 1.1, 1, 0.9, 0.3, 0.2];
  return Array.from(
    { length: days },
    (_, t) => 100 * (shares[t % week] ?? 1) * 1.002 ** t * (0.95 + 0.1 * random()),
  );
}

function forecastOf(series: KnownSpend, steps = 30, seed = '1'): SpendForecast {
  const found = forecastSpend(series, { steps, seed, paths: 200 });
  if (isCannotTell(found)) throw new Error(found.needs);
  return found;
}

describe('series that say little', () => {
  test.each([
    ['nothing at all', []],
    ['three days', [1, 2, 3]],
  ])('%s: cannot tell, and says what is needed', (_, spend) => {
    expect(forecastSpend(known(spend), { steps: 30, seed: '1' })).toEqual({
      cannotTell: 'short',
      needs: `7 whole days with spend; there are ${spend.length}`,
    });
  });

  test('below 28 days it is as a week ago, and says so', () => {
    const spend = usual(20);
    const found = forecastOf(known(spend), 14);
    expect(found).toMatchObject({ model: 'seasonal-naive', label: 'naive-only', candidates: [] });
    expect(found.days.slice(0, 7).map(({ median }) => median)).toEqual(spend.slice(-7));
    expect(found.days.every(({ low80, high80 }) => low80 < high80)).toBe(true);
  });

  test('a spend that never changed goes on, without a band', () => {
    const found = forecastOf(known(new Array<number>(60).fill(12.5)));
    expect(found.label).toBe('constant');
    expect(found.days[29]).toEqual({ median: 12.5, low80: 12.5, high80: 12.5, low95: 12.5, high95: 12.5 });
  });

  test('two months without spend forecast none', () => {
    const found = forecastOf(known(new Array<number>(60).fill(0)));
    expect(found.label).toBe('all-zero');
    expect(found.days.every(({ high95 }) => high95 === 0)).toBe(true);
  });

  test('mostly empty days are labelled', () => {
    const spend = Array.from({ length: 90 }, (_, t) => (t % 5 === 0 ? 40 + (t % 3) : 0));
    expect(forecastOf(known(spend)).label).toBe('gappy');
  });

  test('days before the first spend are not part of the past', () => {
    expect(forecastOf(known([...new Array<number>(100).fill(0), ...usual(40)])).learned).toBe(40);
  });

  test('one day of a hundred times the usual does not lift the month', () => {
    const spend = usual(120).map((y, t) => (t === 100 ? y * 100 : y));
    const { days } = forecastOf(known(spend));
    const calm = forecastOf(known(usual(120))).days;
    expect(days[10]?.median ?? 0).toBeLessThan(2 * (calm[10]?.median ?? 0));
  });
});

describe('one huge day', () => {
  const spike = (days: number, at: number, small: number, huge: number): number[] =>
    Array.from({ length: days }, (_, t) => (t === at ? huge : small * (1 + (t % 3) / 10)));

  test.each([[spike(40, 38, 0.5, 750)], [spike(60, 59, 0.01, 1_000)], [spike(90, 80, 0.001, 5_000)]])(
    'is never drawn on top of itself (series %#)',
    (series) => {
      const { days, paths } = forecastOf(known(series));
      const most = Math.max(...series) * 3;
      for (const { high80, high95 } of days) expect(Math.max(high80, high95)).toBeLessThanOrEqual(most);
      for (const path of paths) expect(Math.max(...path)).toBeLessThanOrEqual(most);
    },
  );
});

describe('forecasts', () => {
  test('hold to the days that came better than as a week ago, over three series', () => {
    const scores = ['b', 'c', 'd'].map((seed) => {
      const all = usual(200, seed);
      const past = all.slice(0, 170);
      const actual = all.slice(170);
      const { days, candidates, model } = forecastOf(known(past));
      expect(candidates).toHaveLength(6);
      const chosen = candidates.find((one) => one.model === model);
      const least = Math.min(...candidates.map(({ overall }) => overall ?? 9));
      expect(chosen?.overall ?? 9).toBeLessThanOrEqual(least * 1.01);
      const score = (ahead: readonly number[]) => meanAbsoluteScaledError(past, 7, actual, ahead) ?? 9;
      const naive = actual.map((_, h) => past[163 + (h % 7)] ?? 0);
      return { own: score(days.map(({ median }) => median)), naive: score(naive) };
    });
    const sum = (of: 'own' | 'naive') => scores.reduce((total, one) => total + one[of], 0);
    expect(sum('own')).toBeLessThan(0.8 * sum('naive'));
  });

  test('a price cut that the price book knows is counted in before it comes', () => {
    const price = Array.from({ length: 150 }, (_, t) => (t >= 125 ? 0.5 : 1));
    const cut = forecastOf(known(usual(120), { price }));
    const same = forecastOf(known(usual(120), { price: price.map(() => 1) }));
    expect(cut.model).toBe('drivers');
    const ratio = (cut.days[20]?.median ?? 0) / (same.days[20]?.median ?? 1);
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(0.6);
  });

  test('are the same for the same figures and seed, whatever they are', () => {
    const spend = fc.array(fc.integer({ min: 0, max: 1e7 }), { minLength: 7, maxLength: 70 });
    fc.assert(
      fc.property(spend, (cents) => {
        const days = cents.map((cent) => cent / 100);
        const found = forecastSpend(known(days), { steps: 10, seed: 's', paths: 40 });
        expect(forecastSpend(known(days), { steps: 10, seed: 's', paths: 40 })).toEqual(found);
        if (isCannotTell(found)) return;
        for (const { low95, low80, median, high80, high95 } of found.days) {
          expect(low95).toBeGreaterThanOrEqual(0);
          expect(low95).toBeLessThanOrEqual(low80);
          expect(low80).toBeLessThanOrEqual(median);
          expect(median).toBeLessThanOrEqual(high80);
          expect(high80).toBeLessThanOrEqual(high95);
          expect(Number.isFinite(high95)).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });
});

test('a month of what was learned for a quarter is what is said of the month alone', () => {
  const series = known(usual(200), { headcount: Array.from({ length: 292 }, (_, t) => 12 + t / 50) });
  const learned = atOnce(learnSpend(series, { steps: 92 }));
  for (const steps of [9, 30, 92])
    expect(atOnce(forecastAhead(learned, { steps, seed: '1', paths: 200 }))).toEqual(
      forecastSpend(series, { steps, seed: '1', paths: 200 }),
    );
});

test('seasons and trend taken apart add up, and forecast passengers better than the last year', () => {
  const logs = airPassengers.slice(0, 120).map(Math.log);
  const found = decompose(logs, 12);
  logs.forEach((y, t) => {
    const sum = (found?.trend[t] ?? 0) + (found?.season[t] ?? 0) + (found?.rest[t] ?? 0);
    expect(sum).toBeCloseTo(y, 9);
  });
  const fit = fitDamped(logs.map((y, t) => y - (found?.season[t] ?? 0)));
  const ahead = continueFrom(fit.end, 'none', fit.parameters.phi, 24).map((z, h) =>
    Math.exp(z + (found?.season[108 + (h % 12)] ?? 0)),
  );
  const mase = meanAbsoluteScaledError(airPassengers.slice(0, 120), 12, airPassengers.slice(120), ahead);
  expect(mase ?? 9).toBeLessThan(2.4935);
});

describe('estimates and runways', () => {
  test('actual to date and the rest of the month, held to a budget', () => {
    const paths = [10, 20, 30, 40].map((daily) => new Array<number>(30).fill(daily));
    expect(estimateAtCompletion(100, paths, 10, 350)).toMatchObject({ actual: 100, median: 350, over: 0.5 });
    expect(estimateAtCompletion(100, paths, 0, null)).toMatchObject({ median: 100, high95: 100, over: null });
  });

  test('what is left over the burn, with the days between which it is used up', () => {
    const found = runwayOf(1000, usual(60), { horizon: 92, seed: '1' });
    expect(found.days ?? 0).toBeGreaterThan(5);
    expect(found.low ?? 99).toBeLessThanOrEqual(found.high ?? 0);
    expect(found.out).toBe(1);
    expect(runwayOf(1e9, usual(60), { horizon: 92, seed: '1' })).toMatchObject({ low: null, out: 0 });
    expect(runwayOf(0, usual(60), { horizon: 92, seed: '1' })).toMatchObject({ days: 0, out: 1 });
    expect(runwayOf(10, [0, 0, 0], { horizon: 92, seed: '1' }).label).toBe('no-spend');
    expect(runwayOf(10, [1, 2, 1], { horizon: 92, seed: '1' })).toMatchObject({ label: 'short', low: null });
  });

  test('more money never lasts shorter', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 5000, noNaN: true }),
        fc.double({ min: 0, max: 5000, noNaN: true }),
        (a, b) => {
          const run = (left: number) => runwayOf(left, usual(40), { horizon: 60, seed: '1', paths: 30 });
          const [less, more] = [run(Math.min(a, b)), run(Math.max(a, b))];
          expect(less.low ?? 99).toBeLessThanOrEqual(more.low ?? 99);
          expect(less.out).toBeGreaterThanOrEqual(more.out);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('what is known of days to come', () => {
  test('persons on the list, leavers and joiners of the future included', () => {
    const staff = [
      { from: null, to: null },
      { from: '2026-01-03', to: null },
      { from: null, to: '2026-01-02' },
    ];
    expect(headcountOn(staff, '2026-01-01', 4)).toEqual([2, 1, 2, 2]);
    expect(headcountOn([{ from: '2026-01-02', to: null }], '2026-01-01', 2)).toBeNull();
  });

  test('a price missing on one day is no change of price', () => {
    expect(priceOfMix([{ model: 'm', tokenClass: 'output', tokens: 5 }], [], '2026-01-01', 3)).toBeNull();
  });
});
