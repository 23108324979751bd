import { metrics } from '@exchequer/core/metric';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

const range = { from: '2026-03-01', to: '2026-04-01', time_zone: 'UTC' };
const mostMetrics = 12;
let server: TestHttpServer;
const post = (path: string, body: object) => server.must('POST', `/api/w/live/${path}`, body);

beforeAll(async () => {
  server = await testHttpServer();
  await server.must('PUT', '/api/settings', { time_zone: 'UTC' });
}, 120_000);
afterAll(() => server.remove());

test('every metric answers on an empty company: a value or what it needs, and nothing of outcomes is zero', async () => {
  const keys = metrics.filter(({ area }) => area).map(({ key }) => key);
  for (let at = 0; at < keys.length; at += mostMetrics) {
    const asked = keys.slice(at, at + mostMetrics);
    const { totals } = await post('query', { metrics: asked, range });
    for (const { metric, value, needs } of totals) {
      expect(value, metric).toBeNull();
      expect(needs, metric).toBeTruthy();
    }
    const evidence = await post('value/evidence', { metrics: asked, range });
    expect(evidence.map(({ shows }: { shows: string }) => shows)).toEqual(asked.map(() => 'nothing'));
  }
  expect(keys.length).toBeGreaterThan(50);
});

test('a figure that needs something offers one thing to do', async () => {
  const told = await post('value/explain', { metric: 'features_per_million', range });
  expect(told).toMatchObject({ value: null, needs: 'a source of feature outcomes' });
  expect(told.remedy).toEqual({ label: 'Connect a source', to: '/w/$ws/sources' });
  expect(told.machine).toMatchObject({ kind: 'ratio', times: expect.any(String) });
  expect((await server.call('POST', '/api/w/live/value/explain', { metric: 'no', range })).status).toBe(404);
  expect((await server.must('GET', '/api/metrics/pairs')) as unknown[]).toHaveLength(5);
});

test('growth, access and the curve say that they cannot tell', async () => {
  expect(await post('value/growth', { range })).toMatchObject({ verdict: 'cannot-tell' });
  expect(await post('value/access', { range })).toEqual([]);
  expect(await post('value/curve', { range })).toMatchObject({
    points: [],
    needs: 'a source of pull request outcomes',
  });
});

describe('the decision log', () => {
  const draft = { kind: 'pricing', title: 'Raise list price', signal_at: '2026-03-02T09:00:00.000Z' };

  test('keeps a decision once under its key, and a change leaves the rest as it is', async () => {
    const first = await post('decisions', { ...draft, idempotency_key: 'k1', judgement_minutes: 45 });
    const again = await post('decisions', { ...draft, idempotency_key: 'k1', judgement_minutes: 45 });
    expect(again.id).toBe(first.id);
    const changed = await server.must('PUT', `/api/w/live/decisions/${first.id}`, {
      acted_at: '2026-03-02T21:00:00.000Z',
    });
    expect(changed).toMatchObject({ state: 'acted', judgement_minutes: 45, latency_seconds: 43_200 });
    const wrong = { acted_at: '2026-03-01T00:00:00.000Z' };
    expect((await server.call('PUT', `/api/w/live/decisions/${first.id}`, wrong)).body).toMatchObject({
      code: 'decision-order',
    });
    const { decisions } = await post('decisions/list', { range, state: 'acted' });
    expect(decisions).toHaveLength(1);
    expect((await server.must('POST', '/api/w/sample/decisions/list', { range })).decisions).toEqual([]);
  });

  test('takes a file whole or not at all, and the same file again changes nothing', async () => {
    const header =
      'id,kind,title,signal_at,acted_at,reviewed_at,stated_probability,turned_out,judgement_minutes,execution_minutes,inputs\n';
    const good = `${header}d1,hiring,Hire,2026-03-03T09:00:00Z,2026-03-04T09:00:00Z,2026-03-20T09:00:00Z,0.5,yes,30,90,forecast|||live|by_ai\nd2,hiring,Wait,2026-03-05T09:00:00Z,,,,,0,0,\n`;
    const bad = `${good}d3,hiring,Backwards,2026-03-05T09:00:00Z,2026-03-04T09:00:00Z,,,,0,0,\n`;
    expect(await post('decisions/import', { text: bad })).toMatchObject({ rejected: [{ row: 4 }] });
    expect((await post('decisions/list', { range, kind: 'hiring' })).decisions).toEqual([]);
    expect(await post('decisions/import', { text: good })).toMatchObject({ added: 2, rejected: [] });
    expect(await post('decisions/import', { text: good })).toMatchObject({ added: 0, changed: 0 });
  });

  test('is read as figures at once: latency with the open one, judgement, readiness and chances', async () => {
    const latency = await post('decisions/latency', { range });
    expect(latency).toMatchObject({ decisions: 3, open: 1, p50_seconds: 86_400, p90_seconds: null });
    const { totals } = await post('query', {
      metrics: [
        'judgement_share',
        'decision_data_readiness',
        'brier_score',
        'decision_latency_p50',
        'decisions_enabled_per_week',
      ],
      range,
    });
    const values = totals.map(({ value }: { value: string | null }) => value);
    // 75 of 165 minutes; one input, ready; (0.5 − 1)²; a day; one decision by AI in 31 days.
    expect(values).toEqual(['0.454545454545', '1', '0.25', '24', '0.225806451613']);
  });
});
