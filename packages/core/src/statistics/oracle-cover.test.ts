import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Which test holds each vector of the acceptance data, and a line of that test by which it is known. */
const cover: Readonly<Record<string, readonly [file: string, line: string]>> = {
  hill_s1_puromycin: ['packages/core/src/statistics/oracles.test.ts', "of('hill_s1_puromycin')"],
  hill_s_free_puromycin: ['packages/core/src/statistics/oracles.test.ts', "of('hill_s_free_puromycin')"],
  saturating_exponential_misra1a: [
    'packages/core/src/statistics/oracles.test.ts',
    "of('saturating_exponential_misra1a')",
  ],
  airpassengers_data: ['packages/core/src/analysis/smoothing.test.ts', 'airPassengers'],
  holt_winters_mult_fixed: ['packages/core/src/analysis/smoothing.test.ts', '43636.5692918'],
  holt_winters_mult_optimised: ['packages/core/src/analysis/smoothing.test.ts', '16570.7777501'],
  holt_winters_add_fixed: ['packages/core/src/analysis/smoothing.test.ts', '135466.207181'],
  holt_winters_add_optimised: ['packages/core/src/analysis/smoothing.test.ts', '21860'],
  mase_seasonal_naive: ['packages/core/src/analysis/smoothing.test.ts', '2.493'],
  mase_holt_winters_mult: ['packages/core/src/analysis/smoothing.test.ts', '1.150'],
  changepoint_nile_single: ['packages/core/src/analysis/changepoint.test.ts', '1097.75'],
  changepoint_nile_penalised: ['packages/core/src/analysis/changepoint.test.ts', '1120, 1160, 963'],
  ses_nile: ['packages/core/src/analysis/smoothing.test.ts', '2038674'],
  ses_nile_fixed: ['packages/core/src/analysis/smoothing.test.ts', 'nile'],
  dl_eight_schools: ['packages/core/src/statistics/oracles.test.ts', "'dl_eight_schools'"],
  eb_shrink_three_groups: ['packages/core/src/statistics/oracles.test.ts', "'eb_shrink_three_groups'"],
  mixed_model_sleepstudy: ['packages/core/src/statistics/mixed.test.ts', 'sleepstudy'],
  simpson_ucb: ['packages/core/src/statistics/oracles.test.ts', "of('simpson_ucb')"],
  gini_1: ['packages/core/src/statistics/oracles.test.ts', "'gini_1'"],
  gini_2: ['packages/core/src/statistics/oracles.test.ts', "'gini_2'"],
  gini_3: ['packages/core/src/statistics/oracles.test.ts', "'gini_3'"],
  attribution_adtributor: ['packages/core/src/analysis/attribution.test.ts', "'Tablet', 'Mobile'"],
  pinball_90: ['packages/core/src/analysis/smoothing.test.ts', '2.16'],
  robust_z: ['packages/core/src/statistics/oracles.test.ts', "of('robust_z')"],
  price_volume_mix: ['packages/core/src/analysis/bridge.test.ts', 'divisiaBridge(worked)'],
  commit_type_a: ['packages/core/src/analysis/commitment.test.ts', '74.75'],
  commit_type_b_tiers: ['packages/core/src/analysis/commitment.test.ts', '90.8252922241'],
  self_host_unit_cost: ['packages/core/src/factory/factory.test.ts', '0.992'],
  pool_versus_personal: ['packages/core/src/analysis/commitment.test.ts', 'fifty persons of $300'],
  elasticity_arithmetic: ['packages/core/src/analysis/response-oracle.test.ts', "'elasticity_arithmetic'"],
  linear_log_optimum: ['packages/core/src/analysis/response-oracle.test.ts', "'linear_log_optimum'"],
  cache_price_overstatement: ['packages/core/src/pricing/cache-price.test.ts', '507.285'],
  gigawatt_check: ['packages/core/src/factory/factory.test.ts', '17.123'],
  pay_arithmetic: ['packages/core/src/metric/value-side.test.ts', '0.210526315789'],
  kaplan_meier_6mp: ['packages/core/src/statistics/oracles.test.ts', "of('kaplan_meier_6mp')"],
  ppml_two_way: ['packages/core/src/statistics/oracles.test.ts', "of('ppml_two_way')"],
  sample_size_cluster_cuped: [
    'packages/core/src/analysis/response-oracle.test.ts',
    "'sample_size_cluster_cuped'",
  ],
  accounting_month: ['apps/server/src/acceptance/ledger.engine.test.ts', '72_550'],
  simulation_confounding: ['packages/core/src/analysis/response-oracle.test.ts', "'simulation_confounding'"],
};

test.each(Object.entries(cover))('the vector %s is held by a test that is there', (_, [file, line]) => {
  const path = `${root}${file}`;
  expect(existsSync(path)).toBe(true);
  expect(readFileSync(path, 'utf8')).toContain(line);
});

const data = fileURLToPath(new URL('../../../../../shared/data/oracles/statistics.json', import.meta.url));
if (!existsSync(data)) {
  process.stderr.write('skipped: the acceptance data ../shared/data/oracles is not beside this checkout\n');
}
test.skipIf(!existsSync(data))('no vector of the acceptance data is without a test', () => {
  const { vectors } = JSON.parse(readFileSync(data, 'utf8')) as { vectors: { id: string }[] };
  expect(vectors.map(({ id }) => id).sort()).toEqual(Object.keys(cover).sort());
});
