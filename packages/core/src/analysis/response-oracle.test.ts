import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  confoundedSettings,
  elasticityOfRatios,
  estimateElasticity,
  isCannotTell,
  linearLogOptimum,
  plantedPanel,
  sampleSize,
} from './index.ts';

interface Vector {
  id: string;
  inputs: Record<string, unknown>;
  expected: Record<string, unknown>;
}

/** Vectors of the optional acceptance data beside a developer’s checkout; null, and said so, where absent. */
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
const of = <I, E>(id: string) => vectors?.get(id) as unknown as { inputs: I; expected: E };

describe.skipIf(!vectors)('responses and experiments against values of other programs', () => {
  test('linear_log_optimum', () => {
    const { inputs, expected } = of<Record<'v' | 'b' | 'c0', number>, Record<string, number>>(
      'linear_log_optimum',
    );
    const best = linearLogOptimum(inputs.v, inputs.b, inputs.c0);
    expect(best).toBeCloseTo(expected.x_star ?? 0, 9);
    expect((inputs.v * inputs.b) / (inputs.c0 + best)).toBeCloseTo(expected.marginal_value_at_x_star ?? 0, 9);
  });

  test('elasticity_arithmetic', () => {
    const { inputs, expected } = of<{ pairs: { tokens: number; output: number }[] }, { beta: number[] }>(
      'elasticity_arithmetic',
    );
    inputs.pairs.forEach(({ tokens, output }, at) => {
      expect(elasticityOfRatios(tokens, output)).toBeCloseTo(expected.beta[at] ?? 0, 8);
    });
  });

  test('sample_size_cluster_cuped', () => {
    const { inputs, expected } = of<
      Record<'sigma' | 'delta' | 'rho' | 'cluster_size' | 'icc', number>,
      Record<'n_exact' | 'n_rounded_up' | 'n_without_cuped_or_clusters', number>
    >('sample_size_cluster_cuped');
    const { cluster_size: clusterSize, ...asked } = inputs;
    const exact = sampleSize({ ...asked, clusterSize });
    expect(Math.abs(exact / expected.n_exact - 1)).toBeLessThan(1e-6);
    expect(Math.ceil(exact)).toBe(expected.n_rounded_up);
    const plain = sampleSize({ ...asked, rho: 0, icc: 0, clusterSize: 1 });
    expect(Math.abs(plain / expected.n_without_cuped_or_clusters - 1)).toBeLessThan(1e-6);
  });

  test('simulation_confounding', () => {
    const { inputs, expected } = of<
      { scenarios: [number, number, number][]; beta: number },
      Record<'pooled' | 'between' | 'fe_mean', number[]>
    >('simulation_confounding');
    const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
    inputs.scenarios.forEach(([persons, weeks, demand], at) => {
      expect(confoundedSettings[at]).toMatchObject({ persons, weeks, demand, beta: inputs.beta });
      const seeds = persons < 300 ? 40 : 20;
      const fits = Array.from({ length: seeds }, (_, seed) =>
        estimateElasticity(plantedPanel(confoundedSettings[at] as never, `oracle ${at} ${seed}`)),
      ).flatMap((fit) => (isCannotTell(fit) ? [] : [fit]));
      expect(fits).toHaveLength(seeds);
      const near = (got: number, of: number | undefined) =>
        expect(Math.abs(got - (of ?? 9))).toBeLessThanOrEqual(0.03);
      near(mean(fits.map(({ pooled }) => pooled)), expected.pooled[at]);
      near(mean(fits.map(({ between }) => between)), expected.between[at]);
      near(mean(fits.map(({ within }) => within)), expected.fe_mean[at]);
    });
  }, 120_000);
});
