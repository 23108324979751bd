import { describe, expect, test } from 'vitest';
import { meanAbsoluteScaledError, pinballLoss } from './forecast-score.ts';
import {
  continueFrom,
  fitDamped,
  fitHoltWinters,
  fitSimple,
  holtWinters,
  plain,
  smooth,
} from './smoothing.ts';
import { airPassengers, nile } from './testing/series.ts';

const near = (got: number | undefined, expected: number, relative: number) =>
  expect(Math.abs((got ?? Number.NaN) - expected) / Math.abs(expected)).toBeLessThanOrEqual(relative);

// Values of R's HoltWinters and direct minimisation on its data sets AirPassengers and Nile.
describe('Holt–Winters as R has it', () => {
  test.each([
    [
      'additive' as const,
      {
        ...{ sse: 135466.207181, level: 489.904041636, slope: 2.45154164046, first: -18.1460813769 },
        ...{ start: -14.8194444444, ahead: [474.2095019, 475.194224041, 492.789062676] },
      },
    ],
    [
      'multiplicative' as const,
      {
        ...{ sse: 43636.5692918, level: 496.346014488, slope: 3.72308722882, first: 0.903714411644 },
        ...{ start: 0.885377815022, ahead: [451.919654039, 460.615415489, 487.645282034] },
      },
    ],
  ])('with fixed parameters, %s season', (kind, expected) => {
    const fit = holtWinters(airPassengers, 12, kind, { alpha: 0.3, beta: 0.1, gamma: 0.1 });
    near(fit?.start.level, 124.316919192, 1e-8);
    near(fit?.start.slope, 1.14568764569, 1e-8);
    near(fit?.start.season[0], expected.start, 1e-8);
    near(fit?.sse, expected.sse, 1e-8);
    near(fit?.end.level, expected.level, 1e-8);
    near(fit?.end.slope, expected.slope, 1e-8);
    near(fit?.end.season[0], expected.first, 1e-8);
    const ahead = fit ? continueFrom(fit.end, kind, 1, 12) : [];
    for (const [i, step] of [0, 1, 11].entries()) near(ahead[step], expected.ahead[i] ?? 0, 1e-8);
  });

  test.each([
    [
      'additive' as const,
      [0.247961788227, 0.0345187059865, 1],
      21860.1845115,
      [453.496926, 429.389727, 469.529103],
    ],
    [
      'multiplicative' as const,
      [0.275603490493, 0.0326774098356, 0.870761643433],
      16570.7777501,
      [447.055020028, 419.7112964, 465.631991908],
    ],
  ])('with the parameters of the least error, %s season', (kind, [alpha, beta, gamma], sse, expected) => {
    const fit = fitHoltWinters(airPassengers, 12, kind);
    near(fit?.sse, sse, 1e-4);
    expect(fit?.parameters.alpha).toBeCloseTo(alpha ?? 0, 3);
    expect(fit?.parameters.beta).toBeCloseTo(beta ?? 0, 3);
    expect(Math.abs((fit?.parameters.gamma ?? 0) - (gamma ?? 0))).toBeLessThanOrEqual(1e-3);
    const ahead = fit ? continueFrom(fit.end, kind, 1, 12) : [];
    for (const [i, step] of [0, 1, 11].entries()) near(ahead[step], expected[i] ?? 0, 1e-3);
  });

  test('begins only with two whole periods', () => {
    expect(fitHoltWinters(airPassengers.slice(0, 23), 12, 'additive')).toBeNull();
  });

  test('beats the same month of the last year on the two years held out', () => {
    const train = airPassengers.slice(0, 120);
    const held = airPassengers.slice(120);
    const naive = held.map((_, i) => train[108 + (i % 12)] ?? 0);
    near(meanAbsoluteScaledError(train, 12, held, naive) ?? 0, 2.4935191186, 1e-8);
    const fit = fitHoltWinters(train, 12, 'multiplicative');
    const ahead = fit ? continueFrom(fit.end, 'multiplicative', 1, 24) : [];
    expect(fit?.parameters.alpha).toBeCloseTo(0.309283997553, 2);
    expect(Math.abs((meanAbsoluteScaledError(train, 12, held, ahead) ?? 0) - 1.15015748146)).toBeLessThan(
      0.005,
    );
  });
});

describe('simple smoothing', () => {
  test('with a fixed factor and start', () => {
    const fit = smooth(nile, 'none', plain(1110.8), { alpha: 0.2465, beta: 0, gamma: 0, phi: 1 });
    near(fit.sse, 2038675.41272, 1e-8);
    near(fit.end.level, 805.05818942, 1e-8);
  });

  test('with both chosen for the least error', () => {
    const fit = fitSimple(nile);
    near(fit.parameters.alpha, 0.245728109367, 1e-3);
    near(fit.start.level, 1110.74809606, 1e-3);
    near(fit.sse, 2038674.43205, 1e-6);
    near(fit.end.level, 805.316263918, 1e-3);
  });

  test('a fading slope promises ever less growth', () => {
    const fit = fitDamped(Array.from({ length: 60 }, (_, i) => 100 + 2 * i));
    const ahead = continueFrom(fit.end, 'none', fit.parameters.phi, 60);
    const growth = ahead.slice(1).map((x, i) => x - (ahead[i] ?? 0));
    expect(growth.every((x, i) => i === 0 || x <= (growth[i - 1] ?? 0) + 1e-9)).toBe(true);
  });
});

test('a quantile that is too low costs more, the higher it is meant to be', () => {
  near(pinballLoss([10, 20, 30], [12, 18, 25], 0.9) ?? 0, 2.16666666667, 1e-8);
});
