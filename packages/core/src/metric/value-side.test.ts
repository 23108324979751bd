import { describe, expect, test } from 'vitest';
import {
  concentration,
  evidenceOf,
  growthOf,
  metricOf,
  metricPairs,
  metrics,
  readingOf,
  type Sums,
} from './index.ts';

const named = (key: string) => {
  const metric = metricOf(key);
  if (!metric) throw new Error(`the catalogue lost ${key}`);
  return metric;
};
const usd = (amount: number) => BigInt(amount) * 10n ** 12n;

describe('a ratio over several facts', () => {
  test('is exact in dollars, people and time', () => {
    const sums: Sums = { person_days: 280n, days: 28n, revenue_usd: usd(1_000), cost_base: usd(6) };
    expect(readingOf(named('headcount'), sums)).toBe('10');
    expect(readingOf(named('revenue'), { revenue_usd: 123_456_789_012_345_678_901n })).toBe(
      '123456789.012345678901',
    );
    expect(readingOf(named('revenue_per_employee'), sums)).toBe('100');
    // Six base dollars are two million normalised tokens, of ten persons.
    expect(readingOf(named('normalised_tokens_per_fte'), sums)).toBe('200000');
    expect(readingOf(named('revenue_per_million_average'), sums)).toBe('500');
    expect(readingOf(named('features_per_million'), { ...sums, accepted_feature_shipped: 5n })).toBe('2.5');
  });

  test('counts a week of a person as forty hours', () => {
    // Ten persons for seven days are 24,000 minutes; a tenth of all work is AI’s.
    const sums: Sums = { person_days: 70n, human_minutes: 2_667n };
    expect(Number(readingOf(named('automation_share'), sums))).toBeCloseTo(0.1, 4);
    expect(readingOf(named('human_equivalent_hours'), { human_minutes: 90n })).toBe('1.5');
  });

  test('takes stated decimals as they are, and pay by working day', () => {
    const stated: Sums = { stated_productive_hours: usd(30), stated_available_hours: usd(40) };
    expect(readingOf(named('utilisation'), stated)).toBe('0.75');
    const sums: Sums = { stated_switching_days: usd(10), pay_base: usd(1_000), person_days: 10n };
    expect(readingOf(named('switching_cost'), sums)).toBe('1400');
  });

  test('has no value without what it divides by, and what nobody can know stays empty', () => {
    expect(readingOf(named('headcount'), { person_days: 5n })).toBeNull();
    for (const key of ['amplification', 'revenue_per_million_incremental', 'token_roi']) {
      expect(readingOf(named(key), { revenue_usd: usd(1) })).toBeNull();
    }
  });
});

test('token share of pay and shares of vendors are as worked out by hand', () => {
  // $100 of tokens beside $375 of pay: 100/475.
  const pay: Sums = {
    cost_contracted: usd(100),
    pay_base: usd(300),
    pay_bonus: usd(50),
    pay_equity: usd(25),
  };
  expect(readingOf(named('token_share_of_pay'), pay)).toBe('0.210526315789');
  const vendors = [60, 30, 10].map((cost) => ({ cost_contracted: usd(cost) }));
  const of = [{ measure: 'cost_contracted', times: 1 }];
  expect(concentration({ kind: 'concentration', of, by: 'provider', statistic: 'hhi' }, vendors)).toBe(
    '0.46',
  );
  expect(concentration({ kind: 'concentration', of, by: 'provider', statistic: 'largest' }, vendors)).toBe(
    '0.6',
  );
  expect(concentration({ kind: 'concentration', of, by: 'provider', statistic: 'hhi' }, [])).toBeNull();
});

describe('healthy growth', () => {
  const change = (before: string | null, now: string | null) => ({ before, now });
  const flat = change('100', '101');
  const judge = (over: Partial<Parameters<typeof growthOf>[0]>) =>
    growthOf({
      ...{ tokens: change('100', '150'), headcount: flat, outcomesPerDollar: change('2', '2'), needs: null },
      ...over,
    });

  test('is more tokens with headcount flat and outcomes for a dollar not falling', () => {
    expect(judge({}).verdict).toBe('healthy');
    expect(judge({ headcount: change('100', '102') }).sentence).toContain('headcount changed');
    expect(judge({ outcomesPerDollar: change('2', '1.9') }).verdict).toBe('unproven');
    expect(judge({ tokens: change('100', '100') }).verdict).toBe('not-growing');
  });

  test('is unproven while something is not known, and says what it needs', () => {
    const judged = judge({ outcomesPerDollar: change(null, '2'), needs: 'a source of outcomes' });
    expect(judged).toMatchObject({ verdict: 'unproven', needs: 'a source of outcomes' });
    expect(judge({ tokens: change('0', '5') }).verdict).toBe('cannot-tell');
  });
});

describe('evidence', () => {
  const team = (resolved: number, cost: number): Sums => ({
    ai_resolved: BigInt(resolved),
    cost_contracted: usd(cost),
    tokens: 10n,
  });
  const judge = (teams: Sums[], resolved: number) =>
    evidenceOf(named('cost_per_resolution'), {
      ...{ value: '2', needs: null, teams, seed: 'a range' },
      total: { ai_resolved: BigInt(resolved), tokens: 100n, unpriced_tokens: 25n },
    });
  const six = [team(10, 20), team(20, 30), team(5, 15), team(8, 16), team(12, 25), team(9, 18)];

  test('draws teams again for the interval, which is in dollars and holds the figure', () => {
    const told = judge(six, 64);
    expect(told).toMatchObject({ grade: 'E0', n: '64', teams: 6, shows: 'value', coverage: '0.75' });
    expect(Number(told.interval?.low)).toBeLessThan(124 / 64);
    expect(Number(told.interval?.high)).toBeGreaterThan(124 / 64);
    expect(judge(six, 64).interval).toEqual(told.interval);
  });

  test('tells below thirty outcomes the interval alone, and without one nothing', () => {
    expect(judge(six, 29)).toMatchObject({ shows: 'interval' });
    expect(judge(six.slice(2), 29)).toMatchObject({ shows: 'nothing', interval: null });
    expect(judge(six.slice(2), 30).reason).toContain('fewer than 5 teams');
  });
});

test('the five pairs name metrics of the catalogue, and none of them is ever a target by itself', () => {
  expect(metricPairs).toHaveLength(5);
  for (const { headcount, token } of metricPairs) {
    expect(metricOf(headcount)?.era).not.toBe('token');
    expect(metricOf(token)).toBeDefined();
  }
  const marked = metrics.filter(({ badge }) => badge).map(({ key }) => key);
  expect(marked).toEqual(expect.arrayContaining(['tickets_per_agent', 'leverage_ratio', 'access_gini']));
});
