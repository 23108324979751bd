import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

const dayMs = 86_400_000;
const pastDays = 70;
const live = '/api/w/live';
let at: TestHttpServer;
const today = () => new Date().toISOString().slice(0, 10);
const daysAgo = (days: number) => new Date(Date.parse(today()) - days * dayMs);

/** Dollars of each day: weekends are quiet, and three values go round so that no week is like the last. */
function dollarsOn(day: Date, ago: number): number {
  const weekend = day.getUTCDay() === 0 || day.getUTCDay() === 6;
  return (weekend ? 20 : 100) + (ago % 3) * 4;
}

beforeAll(async () => {
  at = await testHttpServer();
  await at.must('PUT', '/api/settings', { time_zone: 'UTC' });
  await at.must('POST', '/api/prices', {
    ...{ provider: 'acme', model: 'round-1', valid_from: 'always' },
    usd_per_million: { uncached_input: '0', output: '50000' },
  });
  const events = Array.from({ length: pastDays }, (_, i) => i + 1).map((ago) => {
    const day = daysAgo(ago);
    return {
      ...{ id: `day-${ago}`, provider: 'acme', model: 'round-1' },
      // Twenty output tokens cost a dollar.
      tokens: { output: dollarsOn(day, ago) * 20 },
      occurred_at: new Date(day.getTime() + dayMs / 2).toISOString(),
    };
  });
  await at.must('POST', '/v1/usage', events);
}, 120_000);
afterAll(() => at?.remove());

describe('forecasts over the API', () => {
  test('estimate the month from exact actuals and a band, held to a budget', async () => {
    const told = await at.must('GET', `${live}/forecast/spend?horizon=month&budget=1`);
    expect(told).toMatchObject({ scope: 'company', needs: null, label: null, learned_days: pastDays });
    const yesterday = daysAgo(1).toISOString().slice(0, 10);
    expect(told.as_of).toBe(yesterday);
    const actuals = told.days.filter(({ actual }: { actual: string | null }) => actual !== null);
    const sum = actuals.reduce((total: number, { actual }: { actual: string }) => total + Number(actual), 0);
    expect(Number(told.estimate.actual)).toBe(sum);
    expect(told.estimate).toMatchObject({ budget: '1', over_budget: 1 });
    expect(Number(told.estimate.low95)).toBeLessThanOrEqual(Number(told.estimate.low80));
    expect(Number(told.estimate.low80)).toBeLessThanOrEqual(Number(told.estimate.high80));
    expect(told.candidates).toHaveLength(6);
    const coming = told.days.filter(({ actual }: { actual: string | null }) => actual === null);
    expect(coming[0]?.day).toBe(today());
    for (const { median } of coming) expect(Number(median)).toBeLessThan(160);
  });

  test('are the same when asked again, and kept so that the second answer takes no time', async () => {
    const path = `${live}/forecast/spend?horizon=quarter`;
    const first = await at.must('GET', path);
    const started = performance.now();
    expect(await at.must('GET', path)).toEqual(first);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('of a workflow without usage: nothing, and no band; of no workflow at all: refused', async () => {
    const told = await at.must('GET', `${live}/forecast/spend?scope=workflow&id=none`);
    expect(told).toMatchObject({ label: 'all-zero', says: expect.stringContaining('Nothing was spent') });
    expect(told.estimate).toMatchObject({ actual: '0', median: '0.0000', high95: '0.0000' });
    const refused = await at.call('GET', `${live}/forecast/spend?scope=workflow`);
    expect(refused).toMatchObject({ status: 422, body: { code: 'scope-incomplete' } });
  });

  test('a commitment to a provider, from the forecast of its spend', async () => {
    const asked = { provider: 'acme', type: 'amount', term: 'month', discount: 0.2 };
    const told = await at.must('POST', `${live}/forecast/commitments`, asked);
    expect(told).toMatchObject({ needs: null, terms_from: 'asked', term_days: 30 });
    const { best, demand, cost_without } = told;
    expect(Number(best.amount)).toBeGreaterThan(Number(demand.low80));
    expect(Number(best.amount)).toBeLessThan(Number(demand.high80));
    expect(Number(best.cost)).toBeLessThan(Number(cost_without));
    const tiers = [
      { amount: '100', discount: 0.1 },
      { amount: '900000', discount: 0.5 },
    ];
    const chosen = await at.must('POST', `${live}/forecast/commitments`, {
      ...{ provider: 'acme', type: 'tiers', term: 'month', tiers },
    });
    expect(chosen.best).toMatchObject({ amount: '100.0000', breakage: '0.0000' });
    const bare = await at.must('POST', `${live}/forecast/commitments`, { provider: 'acme', type: 'amount' });
    expect(bare).toMatchObject({ best: null, needs: expect.stringContaining('discount') });
  });

  test('a runway of every envelope in force, with its band', async () => {
    const wish = { name: 'Company', kind: 'company', limit: '1000000', period: 'month' };
    const company = await at.must('PUT', `${live}/budget/envelopes`, wish);
    await at.must('POST', `${live}/usage-postings/catch-up`);
    const { envelopes } = await at.must('GET', `${live}/forecast/runway`);
    expect(envelopes).toEqual([
      expect.objectContaining({ envelope_id: company.id, currency: 'USD', horizon_days: 92 }),
    ]);
    const told = await at.must('GET', `${live}/forecast/spend?horizon=month`);
    expect(Number(told.estimate.budget)).toBe(1_000_000);
    expect(told.estimate.over_budget).toBe(0);
  });
});
