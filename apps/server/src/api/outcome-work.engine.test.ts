import { afterAll, beforeAll, expect, test } from 'vitest';
import { callersOf } from '../testing/callers.ts';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

let server: TestHttpServer;
const callers = callersOf<'reader'>(() => server);
const repo = 'github.com/acme/api';
const range = { from: '2026-03-01', to: '2026-04-01', time_zone: 'UTC' };
const encoded = (key: string) => encodeURIComponent(key);

beforeAll(async () => {
  server = await testHttpServer();
  await callers.giveToken('reader', ['read']);
  const { intake, links } = server.services;
  const usage = (id: string, branch: string, reported_cost: string) => ({
    workspace: 'live',
    source: 'api' as const,
    source_event_id: id,
    occurred_at: '2026-03-10T10:00:00.000Z',
    tool: 'claude-code',
    provider: 'anthropic',
    model: 'claude-opus-4-6',
    model_requested: '',
    session_id: `s-${id}`,
    repo: `https://${repo}.git`,
    branch,
    requests: 1,
    output: 1_000_000,
    reported_cost,
    aliases: [],
  });
  await intake.book('live', [usage('1', 'abc-1', '25'), usage('2', 'tidy', '25'), usage('3', '', '25')]);
  await links.keep('live', {
    commits: [],
    sessionCommits: [],
    links: [
      {
        from: `pull_request:${repo}#7`,
        to: 'ticket:abc-1',
        rule: 'ticket-in-title',
        evidence: 'ABC-1',
        occurred_at: '2026-03-09T00:00:00.000Z',
      },
    ],
  });
  await links.resolve('live');
});
afterAll(() => server?.remove());

const works = (kind: string) =>
  server.must('POST', '/api/w/live/work-items', { range, kind }).then(({ items }) => items);
const keysOf = (items: { work_key: string }[]) => items.map(({ work_key }) => work_key).toSorted();

test('usage is listed by the work that it was for', async () => {
  expect(keysOf(await works('branch'))).toEqual([`branch:${repo}@abc-1`, `branch:${repo}@tidy`]);
  const [ticket] = await works('ticket');
  expect(ticket).toMatchObject({
    work_key: 'ticket:abc-1',
    requests: '1',
    sessions: '1',
    weakest_rule: 'ticket-in-branch',
    incomplete: [],
    outcomes: [],
  });
  expect(Number(ticket.cost)).toBeGreaterThan(0);
});

test('pages follow each other without a gap', async () => {
  const first = await server.must('POST', '/api/w/live/work-items', { range, kind: 'branch', limit: 1 });
  const next = { range, kind: 'branch', limit: 1, cursor: first.next_cursor };
  const second = await server.must('POST', '/api/w/live/work-items', next);
  expect(keysOf([...first.items, ...second.items])).toHaveLength(2);
  expect(second.next_cursor).toBeNull();
});

test('spend that reached no outcome is a figure of its own, and nothing crosses workspaces', async () => {
  const coverage = await server.must('POST', '/api/w/live/outcomes/coverage', { range });
  expect(coverage).toMatchObject({ linked_cost: '0', linked_share: '0.0000', outcomes: '0' });
  expect(coverage.unlinked_cost).toBe(coverage.cost);
  expect(Number(coverage.cost)).toBeGreaterThan(0);
  const sample = await server.must('POST', '/api/w/sample/outcomes/coverage', { range });
  expect(sample).toMatchObject({ cost: '0', linked_share: null });
  expect(await server.must('POST', '/api/w/sample/work-items', { range, kind: 'branch' })).toMatchObject({
    items: [],
  });
});

test('an admin links by hand, which shows at once; a reader may not, and sees no session', async () => {
  const wish = { from: `branch:${repo}@tidy`, to: 'ticket:abc-2', reason: 'named after nothing' };
  expect(await callers.codeOf('reader', 'PUT', '/api/w/live/links', wish)).toEqual([403, 'forbidden']);
  expect(await server.must('PUT', '/api/w/live/links', wish)).toMatchObject({ manual: true, confidence: 1 });
  expect(keysOf(await works('ticket'))).toEqual(['ticket:abc-1', 'ticket:abc-2']);
  const session = { from: 'session:claude-code/s-3', to: 'ticket:abc-2', reason: 'pairing' };
  await server.must('PUT', '/api/w/live/links', session);
  const path = `/api/w/live/work-items/item?work_key=${encoded('ticket:abc-2')}`;
  const all = await server.must('GET', path);
  expect(all).toMatchObject({ requests: '2', sessions: '2' });
  expect(all.links).toHaveLength(2);
  const seen = await callers.must('reader', 'GET', path);
  expect(seen.links).toMatchObject([{ from: `branch:${repo}@tidy`, rule_name: 'set by a person' }]);
  const hidden = `/api/w/live/work-items/item?work_key=${encoded('session:claude-code/s-3')}`;
  expect(await callers.codeOf('reader', 'GET', hidden)).toEqual([404, 'work-item-unknown']);
});

test('what names no work item, or leads nowhere, is refused with what to do', async () => {
  const wish = { to: 'ticket:abc-2', reason: 'x' };
  const unknown = await server.call('PUT', '/api/w/live/links', { from: 'abc', ...wish });
  expect(unknown).toMatchObject({ status: 422, body: { code: 'work-key-unknown' } });
  const nowhere = await server.call('PUT', '/api/w/live/links', { from: 'ticket:abc-3', ...wish });
  expect(nowhere).toMatchObject({ status: 422, body: { code: 'link-leads-nowhere' } });
  const path = `/api/w/live/work-items/item?work_key=${encoded('ticket:zzz-9')}`;
  expect((await server.call('GET', path)).status).toBe(404);
});
