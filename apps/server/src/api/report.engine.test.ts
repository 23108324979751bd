import { afterAll, beforeAll, expect, test } from 'vitest';
import { textOfPdf } from '../paper/pdf-text.test-kit.ts';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

const now = new Date('2026-11-16T09:00:00.000Z');
const reports = '/api/w/live/reports';
let at: TestHttpServer;

beforeAll(async () => {
  at = await testHttpServer({}, () => now);
  await at.must('PUT', '/api/settings', { time_zone: 'UTC', company_name: 'Acme' });
  await at.must('POST', '/api/prices', {
    ...{ provider: 'acme', model: 'round-1', valid_from: 'always' },
    usd_per_million: { uncached_input: '0', output: '50000' },
  });
  // A dollar is twenty output tokens: 100 dollars on each day of October, 140 on each of November.
  const days = Array.from({ length: 45 }, (_, day) => new Date(Date.UTC(2026, 9, 1 + day, 12)));
  await at.must(
    'POST',
    '/v1/usage',
    days.map((day, index) => ({
      ...{ id: `day-${index}`, provider: 'acme', model: 'round-1', occurred_at: day.toISOString() },
      tokens: { output: (day.getUTCMonth() === 9 ? 100 : 140) * 20 },
    })),
  );
  await at.must('PUT', '/api/w/live/budget/envelopes', {
    ...{ name: 'All', kind: 'company', limit: '5000', period: 'month', enforcement: 'record' },
  });
}, 120_000);
afterAll(() => at?.remove());

test('a board pack has the figures of the pages, and is found again as it was when they have changed', async () => {
  const made = await at.must('POST', `${reports}/board`, { month: '2026-10' });
  const { spend, bridge, quality } = made.pack;
  expect(spend.month).toMatchObject({ value: '3100', needs: null });
  // The budget began in November: October is told by its quarter, without one.
  expect(spend.period).toMatchObject({ name: 'Quarter FY2026-Q4', over: false });
  expect(spend.budget.needs).toBe('a budget of the company in US dollars');
  expect(bridge.needs).toContain('usage');
  expect(quality[0]).toMatchObject({ key: 'unreconciled' });
  const running = await at.must('POST', `${reports}/board`, { month: '2026-11' });
  expect(running.pack).toMatchObject({ running: true, spend: { period: { name: 'November 2026' } } });
  const { estimate, budget, over_budget: over } = running.pack.spend;
  expect([estimate.level, budget.value, over.unit]).toEqual([0.8, '5000', 'share']);
  expect(Number(estimate.value)).toBeGreaterThan(1960);
  expect(running.pack.bridge).toMatchObject({ needs: null, before: '3100', after: '1960' });
  await at.must('POST', '/v1/usage', [
    {
      ...{ id: 'late', provider: 'acme', model: 'round-1', tokens: { output: 2_000 } },
      occurred_at: '2026-10-05T12:00:00.000Z',
    },
  ]);
  expect(await at.must('GET', `${reports}/${made.id}`)).toEqual(made);
  const [once, again] = [await at.download(made.pdf), await at.download(made.pdf)];
  expect(once.body.equals(again.body)).toBe(true);
  expect(textOfPdf(once.body).text).toContain('$3,100');
  expect((await at.download(made.xlsx)).body.subarray(0, 2).toString()).toBe('PK');
  const { snapshots } = await at.must('GET', reports);
  expect(snapshots.map(({ id }: { id: string }) => id).sort()).toEqual([made.id, running.id].sort());
}, 60_000);

test('the effect on gross margin is over the revenue itself, however little came in', async () => {
  await at.must('PUT', '/api/w/live/purpose-rules', {
    rules: [{ id: 'r1', match: {}, purpose: 'cost_of_revenue' }],
  });
  await at.must('POST', '/v1/usage', [
    {
      ...{ id: 'served', provider: 'acme', model: 'round-1', tokens: { output: 20 } },
      occurred_at: '2026-09-05T12:00:00.000Z',
    },
  ]);
  await at.must('POST', '/api/w/live/usage-postings/catch-up');
  const september = async () =>
    (await at.must('POST', `${reports}/board`, { month: '2026-09' })).pack.margin[0];
  expect(await september()).toMatchObject({ key: 'gross_margin_effect', value: null });
  await at.must('POST', '/v1/outcomes', [
    {
      ...{ id: 'rev-1', kind: 'revenue.booked', occurred_at: '2026-09-20T12:00:00.000Z' },
      ...{ work_key: 'customer:1', value: '0.004', currency: 'USD' },
    },
  ]);
  expect(await september()).toMatchObject({ value: '-250', needs: null });
}, 60_000);

test('what was made cannot be changed, and a month to come cannot be told', async () => {
  const { sql } = at.services;
  await expect(sql`update report_snapshot set contents = '{}'`).rejects.toThrow('reports are kept');
  await expect(sql`delete from report_snapshot`).rejects.toThrow('reports are kept');
  const early = await at.call('POST', `${reports}/board`, { month: '2026-12' });
  expect(early).toMatchObject({ status: 422, body: { code: 'month-to-come' } });
  const none = await at.call('GET', `${reports}/rpt_00`);
  expect(none).toMatchObject({ status: 404, body: { code: 'report-unknown' } });
});

test('the digest of the week before says what was spent and what is to come', async () => {
  const told = await at.must('GET', `${reports}/digest`);
  expect(told).toMatchObject({ from: '2026-11-09', to: '2026-11-16', spend: '840' });
  expect(told.lines[0].text).toContain('14 % less than in the week before');
});
