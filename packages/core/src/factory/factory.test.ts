import type { FactoryReading, PoolCost } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import {
  advanceScrape,
  breakEvenDecline,
  breakEvenMillions,
  compareWithApi,
  gpusFor,
  netPresentValue,
  ownPerMonth,
  poolCostOver,
  revenuePerPower,
  type SelfHost,
  unitCostPerMillion,
  usageOf,
} from './index.ts';

const counter = (value: number, began: number | null = null): FactoryReading => ({
  ...{ series: 'model=m', measure: 'prompt_tokens', model: 'm', form: 'counter', value, began },
});
const amounts = (steps: readonly { amount: bigint }[]) => steps.map(({ amount }) => amount);

describe('counters', () => {
  test('seen first add nothing, unless they began after the last scrape', () => {
    const first = advanceScrape(null, [counter(1000, 5)], 10_000, 60_000);
    expect(first.steps).toEqual([]);
    const other = { ...counter(70, 12), series: 'model=new' };
    const next = advanceScrape(first.state, [counter(1000, 5), other], 25_000, 60_000);
    expect(amounts(next.steps)).toEqual([70n]);
    const old = { ...counter(70, 3), series: 'model=old' };
    expect(advanceScrape(first.state, [old], 25_000, 60_000).steps).toEqual([]);
  });

  test('that passed their old value since a restart are seen to have restarted by when they began', () => {
    const first = advanceScrape(null, [counter(100, 5)], 10_000, 60_000);
    const again = advanceScrape(first.state, [counter(120, 15)], 25_000, 60_000);
    expect(again.restarted).toBe(true);
    expect(amounts(again.steps)).toEqual([120n, 1n]);
    // A clock that moved by a second is no restart.
    expect(amounts(advanceScrape(first.state, [counter(120, 6)], 25_000, 60_000).steps)).toEqual([20n]);
  });

  test('that were away for one scrape go on where they were', () => {
    const first = advanceScrape(null, [counter(100)], 10_000, 60_000);
    const without = advanceScrape(first.state, [], 25_000, 60_000);
    expect(amounts(advanceScrape(without.state, [counter(130)], 40_000, 60_000).steps)).toEqual([30n]);
  });

  test('with parts of a unit lose none of them', () => {
    let { state } = advanceScrape(null, [counter(0.4)], 0, 60_000);
    let total = 0n;
    for (let scrape = 1; scrape <= 10; scrape++) {
      const next = advanceScrape(state, [counter(0.4 + scrape * 0.7)], scrape * 1000, 60_000);
      state = next.state;
      total += next.steps.reduce((sum, { amount }) => sum + amount, 0n);
    }
    expect(total).toBe(7n);
  });
});

test('a gauge adds the area under its line, and nothing across a pause', () => {
  const watts = (value: number): FactoryReading => ({
    ...{
      series: 'device=0',
      measure: 'energy_mj',
      model: '0',
      form: 'gauge',
      value: value * 1000,
      began: null,
    },
  });
  const first = advanceScrape(null, [watts(100)], 0, 60_000);
  const next = advanceScrape(first.state, [watts(300)], 10_000, 60_000);
  expect(next.steps.map(({ measure, amount }) => [measure, amount])).toEqual([
    ['energy_mj', 2_000_000n],
    ['energy_seconds', 10n],
  ]);
  expect(advanceScrape(next.state, [watts(300)], 100_000, 60_000).steps).toEqual([]);
});

test('of a server that was measured whole, what its parts say is not added', () => {
  const sum = { day: '2026-09-02', kind: 'kepler', measure: 'energy_mj' } as const;
  const usage = usageOf([
    { ...sum, targetId: 'k', model: 'platform', amount: 900n },
    { ...sum, targetId: 'd', kind: 'dcgm', model: 'GPU-0', amount: 500n },
  ]);
  expect(usage.energy).toEqual(new Map([['2026-09-02', 900n]]));
});

const cost = (more: Partial<PoolCost> = {}): PoolCost => ({
  ...{ pool: 'p', validFrom: '2026-01-31', gpus: 4, gpuPrice: '30000', depreciationMonths: 2 },
  ...{ gpuHour: '0', powerPerKwh: '0', puePermille: 1000, opsPerMonth: '0', capWatts: 0 },
  ...{ sellablePermille: 0, pricePerMillion: '0', boundary: 'gpu', qualityParity: 'equal', ...more },
});
const daysOf = (month: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${month}-${String(i + 1).padStart(2, '0')}`);
const later = { day: '2027-01-01', seconds: 0 };
const usd = (amount: bigint) => Number(amount) / 1e12;

describe('what a pool costs', () => {
  test('is the same for every whole month, and ends when it is written off', () => {
    const sum = (days: string[]) => usd(poolCostOver(days, [cost()], new Map(), later).depreciation);
    expect(sum(daysOf('2026-02', 28))).toBe(60_000);
    // Bought on 31 January: two months are over on 31 March.
    expect(sum(daysOf('2026-03', 31))).toBeCloseTo((60_000 * 30) / 31, 6);
    expect(sum(daysOf('2026-05', 31))).toBe(0);
  });

  test('is not owed yet for what is to come, and rent runs by the hour', () => {
    const rented = cost({ gpuPrice: '0', gpuHour: '2.5', opsPerMonth: '280' });
    const days = daysOf('2026-02', 28);
    const sum = poolCostOver(days, [rented], new Map(), { day: '2026-02-02', seconds: 43_200 });
    expect(usd(sum.rent)).toBe(4 * 2.5 * 36);
    expect(usd(sum.ops)).toBe(15);
  });

  test('changes with the statement in force, and days without one are told', () => {
    const days = daysOf('2026-02', 28);
    const costs = [
      cost({ validFrom: '2026-02-08', gpuPrice: '0', opsPerMonth: '28' }),
      cost({
        validFrom: '2026-02-15',
        gpuPrice: '0',
        opsPerMonth: '56',
        puePermille: 2000,
        powerPerKwh: '0.1',
      }),
    ];
    const energy = new Map([
      ['2026-02-01', 10n],
      ['2026-02-20', 3_600_000_000n],
    ]);
    const sum = poolCostOver(days, costs, energy, later);
    expect(usd(sum.ops)).toBe(7 + 28);
    expect(sum.unstatedDays).toBe(7);
    expect(usd(sum.power)).toBe(0.2);
    expect(sum.energy).toBe(7_200_000_010n);
  });
});

describe('whole GPUs against an API', () => {
  const host: SelfHost = {
    gpuPerMonth: 1_000,
    opsPerMonth: 500,
    variablePerMillion: 0.5,
    millionsPerGpu: 800,
  };

  test('a million costs ten times as much at a tenth of the load', () => {
    // $2.50 an hour and 700 tokens a second.
    expect(unitCostPerMillion(2.5, 700, 1)).toBeCloseTo(0.992063492063, 9);
    expect(unitCostPerMillion(2.5, 700, 0.1)).toBeCloseTo(9.92063492063, 8);
  });

  test('GPUs come whole, and idle ones cost as much as busy ones', () => {
    expect([0, 1, 800, 801, 1600].map((millions) => gpusFor(host, millions))).toEqual([1, 1, 1, 2, 2]);
    expect(ownPerMonth(host, 0)).toBe(1_500);
    expect(ownPerMonth(host, 801)).toBe(2 * 1_000 + 500 + 400.5);
  });

  test('owning pays from where whole GPUs are full enough', () => {
    // At $3: one GPU earns at most 800 · $2.50 = $2,000 of its $1,000, so that 600 M pay for it and operations.
    expect(breakEvenMillions(host, 3)).toBe(600);
    // At $2: one leaves $200, too little for operations; three leave $600: (3 · 1,000 + 500) ÷ 1.5.
    expect(breakEvenMillions(host, 2)).toBeCloseTo(3_500 / 1.5, 9);
    expect(ownPerMonth(host, 3_500 / 1.5)).toBeCloseTo((3_500 / 1.5) * 2, 6);
    expect(breakEvenMillions(host, 1.7)).toBeNull();
    expect(breakEvenMillions(host, 0.4)).toBeNull();
  });

  test('capital is weighed against a price that falls', () => {
    const plan = {
      ...{ capex: 1_200, apiPerMonth: 200, opexPerMonth: 100, months: 12, apiDeclinePerYear: 0 },
      ...{ discountPerYear: 0, taxRate: 0.25, depreciationMonths: 24, salvageShare: 0.1 },
    };
    // −1,200 + 12 · (100 + 12.50) + 120.
    expect(netPresentValue(plan)).toBeCloseTo(270, 9);
    expect(netPresentValue({ ...plan, discountPerYear: 0.1 })).toBeLessThan(270);
    const decline = breakEvenDecline(plan) ?? Number.NaN;
    expect(netPresentValue({ ...plan, apiDeclinePerYear: decline })).toBeCloseTo(0, 6);
    expect(breakEvenDecline({ ...plan, opexPerMonth: 400 })).toBeNull();
  });

  test('a gigawatt that is to earn $150 bn a year needs $17.12 a kilowatt-hour', () => {
    const { perKwh, tokensPerJoule } = revenuePerPower({
      ...{ revenue: 150e9, watts: 1e9, hours: 8_760, pricePerMillion: 3 },
    });
    expect(perKwh).toBeCloseTo(17.1232876712, 9);
    expect(tokensPerJoule).toBeCloseTo(1.58548959919, 9);
  });
});

describe('the verdict', () => {
  const sum = { day: '2026-09-02', targetId: 'v', model: '', kind: 'vllm' } as const;
  const usage = (millions: number) =>
    usageOf([
      { ...sum, measure: 'prompt_tokens', amount: BigInt(millions) * 1_000_000n },
      { ...sum, measure: 'busy_gpu_seconds', amount: BigInt(millions) * 1_000n },
    ]);
  const plan = {
    ...{ months: 36, apiDeclinePerYear: 0.3, discountPerYear: 0.1, taxRate: 0, salvageShare: 0 },
  };
  const rented = cost({ gpuPrice: '0', gpuHour: '2' });
  const ask = (millions: number, more: Partial<Parameters<typeof compareWithApi>[0]> = {}) =>
    compareWithApi({ cost: rented, usage: usage(millions), days: 30, apiPerMillion: 1, plan, ...more });

  test('is for the own GPUs where they are full enough and as good', () => {
    // 1,000 tokens a busy second; a GPU serves 2,629.8 M a month for $1,461: it pays from 1,461 M.
    expect(ask(2_000)).toMatchObject({ verdict: 'self-host', gpus: 1, tokens_per_month: '1461000000' });
    expect(ask(1_000)).toMatchObject({ verdict: 'api' });
  });

  test('is never for answers that are worse, and open where nobody has looked', () => {
    expect(ask(2_000, { cost: { ...rented, qualityParity: 'worse' } }).verdict).toBe('api');
    expect(ask(2_000, { cost: { ...rented, qualityParity: 'unknown' } }).verdict).toBe('cannot-tell');
  });

  test('is open without a load, a price or the power that is paid for, and says what it needs', () => {
    for (const one of [
      ask(0),
      ask(2_000, { apiPerMillion: null }),
      ask(2_000, { cost: { ...rented, powerPerKwh: '0.2' } }),
    ]) {
      expect(one.verdict).toBe('cannot-tell');
      expect(one.reason).toMatch(/^Needs: /);
      expect(one.npv).toBeNull();
    }
  });
});
