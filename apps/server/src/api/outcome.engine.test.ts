import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

let at: TestHttpServer;
beforeAll(async () => {
  at = await testHttpServer();
});
afterAll(() => at?.remove());

const w = '/api/w/live';
const range = { from: '2026-02-01', to: '2026-02-28', time_zone: 'UTC' };
const header = 'id,occurred_at,kind,work_key,workers\n';
const resolved = '1,2026-02-10T10:00:00Z,ticket.resolved,ticket:abc-1,ada@acme.test\n';
const reopened = '2,2026-02-15T10:00:00Z,ticket.reopened,ticket:abc-1,\n';

test('a source is made with its address, its secret once and its steps, and can be taken away', async () => {
  const made = await at.must('POST', `${w}/outcome-sources`, { vendor: 'github', name: 'Acme' });
  expect(made.source).toMatchObject({ state: 'waiting', url: `${at.base}/hooks/${made.source.id}` });
  expect(made.secret).toMatch(/^[0-9a-f]{64}$/);
  expect(made.steps.join(' ')).toContain(made.source.url);
  const listed = await at.must('GET', `${w}/outcome-sources`);
  expect(JSON.stringify(listed)).not.toContain(made.secret);
  await at.must('DELETE', `${w}/outcome-sources/${made.source.id}`);
  expect(await at.must('GET', `${w}/outcome-sources`)).toEqual([]);
});

test('a file is taken in whole or not at all, and its outcomes are judged by the rules', async () => {
  const take = (text: string, dry_run = false) =>
    at.must('POST', `${w}/outcomes/import`, { format: 'csv', text, dry_run });
  expect(await take(`${header}${resolved}3,never,ticket.resolved,x,\n`)).toMatchObject({
    added: 0,
    rejected: [{ row: 2 }],
  });
  expect(await take(header + resolved, true)).toMatchObject({ dry_run: true, added: 0, rejected: [] });
  expect(await take(header + resolved + reopened)).toMatchObject({ added: 2, duplicates: 0 });
  expect(await take(header + resolved + reopened)).toMatchObject({ added: 0, duplicates: 2 });
  const states = async () => {
    const { outcomes } = await at.must('POST', `${w}/outcomes/list`, { range });
    return outcomes.map((one: { kind: string; state: string }) => [one.kind, one.state]);
  };
  expect(await states()).toEqual([
    ['ticket.reopened', 'signal'],
    ['ticket.resolved', 'reversed'],
  ]);
  const rule = {
    reversal_days: 3,
    human_minutes: 30,
    human_minutes_plus_minus: 5,
    measured_by: 'study',
    value_usd: null,
  };
  await at.must('PUT', `${w}/outcome-rules/ticket.resolved`, rule);
  expect((await states())[1]).toEqual(['ticket.resolved', 'accepted']);
  expect(await at.call('PUT', `${w}/outcome-rules/ticket.rated`, rule)).toMatchObject({ status: 422 });
});
