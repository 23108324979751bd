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

test('a git log tells of merges and takes back what a commit reverts; twice changes nothing', async () => {
  const [merged, reverting] = ['a'.repeat(40), 'b'.repeat(40)];
  const commit = (sha: string, day: string, subject: string, reverts: string[] = []) => ({
    ...{ sha, author_time: `${day}T10:00:00Z`, committer_time: `${day}T10:00:00Z`, parents: 1 },
    ...{ author_email: 'ada@acme.test', subject, on_main: true, reverts },
    ...{ insertions: 1, deletions: 1, files_changed: 1 },
  });
  const commits = [
    commit(merged, '2026-02-03', 'Fix login (#12)'),
    commit(reverting, '2026-02-04', 'Revert it', [merged]),
  ];
  const send = () => at.must('POST', `${w}/outcomes/commits`, { repo: 'github.com/acme/api', commits });
  expect(await send()).toEqual({ commits: '2', outcomes: '1', links: '1' });
  expect(await send()).toEqual({ commits: '2', outcomes: '0', links: '1' });
  // What the round of links does by itself within a minute.
  await at.services.outcomes.book('live', await at.services.links.reverts('live'));
  const { outcomes } = await at.must('POST', `${w}/outcomes/list`, {
    range,
    work_key: 'pull_request:github.com/acme/api#12',
  });
  expect(outcomes.map((one: { kind: string; state: string }) => [one.kind, one.state])).toEqual([
    ['pull_request.reverted', 'signal'],
    ['pull_request.merged', 'reversed'],
  ]);
});
