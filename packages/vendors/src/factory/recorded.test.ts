import { advanceScrape, poolReport, watchedSeconds } from '@exchequer/core/factory';
import type { FactorySum, PoolCost, ScrapeKind, ScrapeState } from '@exchequer/model';
import { expect, test } from 'vitest';
import { factoryReaderOf, readExposition } from './index.ts';
import { recordedDcgm, recordedVllm } from './testing/index.ts';

const startMs = Date.parse('2026-09-02T10:00:00Z');

function scraped(kind: ScrapeKind, recorded: readonly string[]): FactorySum[] {
  let state: ScrapeState | null = null;
  const sums: FactorySum[] = [];
  for (const [index, text] of recorded.entries()) {
    const readings = [...factoryReaderOf(kind)(readExposition(text)), watchedSeconds];
    const next = advanceScrape(state, readings, startMs + index * 15_000, 60_000);
    state = next.state;
    for (const { measure, model, amount } of next.steps) {
      sums.push({ day: '2026-09-02', targetId: kind, kind, model, measure, amount });
    }
  }
  return sums;
}

const cost: PoolCost = {
  ...{ pool: 'llama', validFrom: '2026-01-01', gpus: 2, gpuPrice: '36000', depreciationMonths: 36 },
  ...{ gpuHour: '0', powerPerKwh: '0.2', puePermille: 1300, opsPerMonth: '600', capWatts: 1400 },
  ...{ sellablePermille: 500, pricePerMillion: '3', boundary: 'gpu', qualityParity: 'equal' },
};

const report = (costs: PoolCost[]) =>
  poolReport({
    ...{ pool: 'llama', days: ['2026-09-02'], costs, elapsed: { day: '2026-09-03', seconds: 0 } },
    sums: [...scraped('vllm', recordedVllm), ...scraped('dcgm', recordedDcgm)],
  });

test('recorded scrapes with a restart in the middle give the tokens and joules that hands compute', () => {
  // Prompt, engine 0: 6,000 before the restart; then all 1,500 of the new process; then 2,500: 10,000.
  // Engine 1: 2,000, 2,500 and 1,500: 6,000. Generated: 900 + 100 + 500 and 300 + 300 + 500.
  // Energy, GPU 0: 6,000,000 mJ, then 1,500,000 since its driver was loaded, then 5,250,000: 12,750 J.
  // GPU 1 went on: 4,500,000 twice and 3,000,000: 12,000 J.
  const got = report([{ ...cost, puePermille: 1000 }]);
  expect(got).toMatchObject({
    prompt_tokens: '16000',
    generated_tokens: '2600',
    cached_tokens: '4500', // 3,000, 500 and 1,000
    requests: '12', // 6, 2 and 4
    measured_joules: '24750',
    joules: '24750',
    // 24,750 ÷ 18,600 and ÷ 2,600; 18,600 ÷ 24,750.
    joules_per_token: '1.33064516129',
    joules_per_generated_token: '9.519230769231',
    tokens_per_joule: '0.751515151515',
    // 1.330645… J/token is 0.369623… kWh a million.
    kwh_per_million: '0.369623655914',
    // 12,750 J and 12,000 J in 45 s each.
    mean_watts: '550.000',
    lower_bound: true,
    restarts: 2,
  });
  // (60+80)/2 · 15 s + (80+0)/2 · 15 + (0+80)/2 · 15 = 22.5 s, and 40 % for 30 s and 30 % for 15: 16.5 s; of 90 s.
  expect(got.utilisation).toBe('0.422222222222'); // 38 of 90: whole seconds, each GPU rounded down
});

test('PUE stands in every figure of energy but the measured one', () => {
  const got = report([cost]);
  expect(got).toMatchObject({
    ...{ measured_joules: '24750', joules: '32175', boundary: 'gpu', pue: 1.3 },
    joules_per_token: '1.729838709677', // 32,175 ÷ 18,600
    tokens_per_joule: '0.578088578089',
  });
});

test('a million tokens cost hardware, power and operations, whether the GPUs were busy or not', () => {
  const got = report([cost]);
  // A day of September: 2 · $36,000 ÷ 36 ÷ 30 = $66.666…; $600 ÷ 30 = $20; 32,175 J · $0.20 a kWh.
  expect(got.cost).toEqual({
    depreciation: '66.666666666667',
    rent: '0',
    power: '0.0017875',
    ops: '20',
    idle: '38.518518518519', // 52 of 90 seconds
    total: '86.668454166667',
  });
  // $86.668454166667 for 18,600 tokens.
  expect(Number(got.cost_per_million)).toBeCloseTo((86.668454166667 / 18_600) * 1e6, 6);
  // 1,400 W for 45 s are 63,000 J, of which 24,750 were used; half of the rest could be sold at $3 a million.
  expect(Number(got.idle_watts_loss)).toBeCloseTo(((38_250 * 0.5 * 18_600) / 24_750 / 1e6) * 3, 9);
  expect(got.needs).toEqual([]);
});

test('what is missing is named, and no figure is made of it', () => {
  const none = poolReport({
    ...{
      pool: 'new',
      days: ['2026-09-02'],
      costs: [],
      elapsed: { day: '2026-09-02', seconds: 60 },
      sums: [],
    },
  });
  expect(none).toMatchObject({
    ...{ joules: null, joules_per_token: null, utilisation: null, cost_per_million: null },
    ...{ idle_watts_loss: null, mean_watts: null, lower_bound: false },
  });
  expect(none.needs).toHaveLength(4);
});
