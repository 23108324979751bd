import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  curveForms,
  fitCurve,
  fitTwoWayPoisson,
  gini,
  kaplanMeier,
  oddsRatios,
  partialPooling,
  robustZ,
  survivalQuantile,
} from './index.ts';

interface Vector {
  id: string;
  inputs: Record<string, never>;
  expected: Record<string, never>;
}

/**
 * Vectors of the optional acceptance data beside a developer’s checkout, computed with other programs;
 * null where they are absent, which is said so that a skipped test is not mistaken for a passed one.
 */
function oracles(): ReadonlyMap<string, Vector> | null {
  const path = fileURLToPath(new URL('../../../../../shared/data/oracles/statistics.json', import.meta.url));
  if (existsSync(path)) {
    const { vectors } = JSON.parse(readFileSync(path, 'utf8')) as { vectors: Vector[] };
    return new Map(vectors.map((vector) => [vector.id, vector]));
  }
  process.stderr.write('skipped: the acceptance data ../shared/data/oracles is not beside this checkout\n');
  return null;
}

const vectors = oracles();

/** Every number of `expected` within 1e-8 of itself. */
function near(got: unknown, expected: unknown): void {
  if (typeof expected !== 'number' || expected === 0) expect(got).toEqual(expected);
  else expect(Math.abs(Number(got) - expected)).toBeLessThanOrEqual(1e-8 * Math.abs(expected));
}
const of = (id: string): unknown => vectors?.get(id) ?? { inputs: {}, expected: {} };

describe.skipIf(!vectors)('statistics against values of other programs', () => {
  test('survival of 21 patients, of whom 12 were still in remission', () => {
    const { inputs, expected } = of('kaplan_meier_6mp') as {
      inputs: { time: number[]; event: number[] };
      expected: { survival: Record<string, number>; median: number };
    };
    const steps = kaplanMeier(
      inputs.time.map((time, i) => ({ time, ended: inputs.event[i] ?? 0, open: 1 - (inputs.event[i] ?? 0) })),
    );
    expect(steps.map(({ time }) => String(time))).toEqual(Object.keys(expected.survival));
    for (const { time, survival } of steps) near(survival, expected.survival[time]);
    expect(survivalQuantile(steps, 0.5).at).toBe(expected.median);
  });

  test.each(['gini_1', 'gini_2', 'gini_3'])('inequality: %s', (id) => {
    const { inputs, expected } = of(id) as { inputs: { x: number[] }; expected: { gini: number } };
    expect(gini(inputs.x)).toBeCloseTo(expected.gini, 9);
  });

  test('the odds of admission flip once departments are held fixed', () => {
    const { inputs, expected } = of('simpson_ucb') as {
      inputs: { strata: Record<string, Record<string, number>> };
      expected: { crude_or: number; mh_or: number; stratum_or: Record<string, number>; sign_flips: boolean };
    };
    const ratios = oddsRatios(
      Object.entries(inputs.strata).map(([name, s]) => ({
        name,
        firstYes: s.male_admitted ?? 0,
        firstNo: s.male_rejected ?? 0,
        secondYes: s.female_admitted ?? 0,
        secondNo: s.female_rejected ?? 0,
      })),
    );
    near(ratios.crude, expected.crude_or);
    near(ratios.stratified, expected.mh_or);
    for (const [name, value] of ratios.byStratum) near(value, expected.stratum_or[name]);
    expect(ratios.flips).toBe(expected.sign_flips);
  });

  test.each(['dl_eight_schools', 'eb_shrink_three_groups'])('partial pooling: %s', (id) => {
    const { inputs, expected } = of(id) as {
      inputs: { estimate: number[]; se: number[] };
      expected: { mean: number; se: number; tau2: number; Q: number; shrunk: number[] };
    };
    const pooled = partialPooling(
      inputs.estimate.map((estimate, i) => ({ estimate, error: inputs.se[i] ?? Number.NaN })),
    );
    near(pooled?.mean, expected.mean);
    near(pooled?.error, expected.se);
    near(pooled?.tau2, expected.tau2);
    near(pooled?.q, expected.Q);
    for (const [i, value] of expected.shrunk.entries()) near(pooled?.shrunk[i], value);
  });

  test('a last value far from the rest', () => {
    const { inputs, expected } = of('robust_z') as {
      inputs: { x: number[] };
      expected: { median: number; scaled_mad: number; z_last: number };
    };
    const found = robustZ(inputs.x);
    near(found?.median, expected.median);
    near(found?.scaledMad, expected.scaled_mad);
    near(found?.z, expected.z_last);
  });

  test('Poisson counts with effects of persons and weeks', () => {
    const { inputs, expected } = of('ppml_two_way') as {
      inputs: { x: number[][]; y: number[][]; team_of_row: number[] };
      expected: { beta: number; se_model: number; se_cluster_no_correction: number; deviance: number };
    };
    const fit = fitTwoWayPoisson({ x: inputs.x, y: inputs.y, cluster: inputs.team_of_row });
    near(fit?.beta, expected.beta);
    near(fit?.modelError, expected.se_model);
    near(fit?.clusterError, expected.se_cluster_no_correction);
    near(fit?.deviance, expected.deviance);
  });

  test('curves of diminishing returns, with the errors of their parameters', () => {
    const closeTo = (got: number | undefined, expected: number, share: number) =>
      expect(Math.abs((got ?? Number.NaN) / expected - 1)).toBeLessThanOrEqual(share);
    const puromycin = of('hill_s1_puromycin') as {
      inputs: { x: number[]; y: number[] };
      expected: Record<'V' | 'K' | 'se_V' | 'se_K' | 'rss' | 'rse', number>;
    };
    const { x, y } = puromycin.inputs;
    const plain = fitCurve(
      { at: (at, [v = 0, k = 1] = []) => (v * at) / (k + at), start: () => [200, 0.05] },
      x,
      y,
    );
    const { V, K, se_V, se_K, rss, rse } = puromycin.expected;
    [V, K].forEach((value, at) => void closeTo(plain?.parameters[at], value, 1e-4));
    [se_V, se_K].forEach((value, at) => void closeTo(plain?.errors[at], value, 1e-4));
    closeTo(plain?.residual, rss, 1e-4);
    closeTo(Math.sqrt((plain?.residual ?? 0) / (x.length - 2)), rse, 1e-4);
    const form = (name: string) => curveForms.find((one) => one.name === name) as (typeof curveForms)[number];
    const free = (of('hill_s_free_puromycin') as { expected: Record<string, number> }).expected;
    const hill = fitCurve(form('hill'), x, y);
    ['V', 'K', 's'].forEach((key, at) => void closeTo(hill?.parameters[at], free[key] ?? 0, 1e-3));
    ['se_V', 'se_K', 'se_s'].forEach((key, at) => void closeTo(hill?.errors[at], free[key] ?? 0, 1e-3));
    closeTo(hill?.residual, free.rss ?? 0, 1e-3);
    const misra = of('saturating_exponential_misra1a') as {
      inputs: { x: number[]; y: number[] };
      expected: Record<'a' | 'b' | 'se_a' | 'se_b' | 'rss', number>;
    };
    const fit = fitCurve(form('saturating'), misra.inputs.x, misra.inputs.y);
    const { a, b, se_a, se_b, rss: left } = misra.expected;
    [a, b].forEach((value, at) => void closeTo(fit?.parameters[at], value, 1e-5));
    [se_a, se_b].forEach((value, at) => void closeTo(fit?.errors[at], value, 1e-5));
    closeTo(fit?.residual, left, 1e-5);
  });
});
