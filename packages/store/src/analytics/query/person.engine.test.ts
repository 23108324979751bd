import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PersonUsage, readPerson } from './person.ts';
import { openTestJournal, type TestJournal } from './testing/journal.ts';

let journal: TestJournal;
let own: PersonUsage;

const mine = { worker_id: 'wrk_1', tool: 'claude-code', model: 'opus', price_id: 'prc_opus' };

beforeAll(async () => {
  journal = await openTestJournal();
  await journal.book([
    {
      event: 1,
      at: '2026-03-31T09:00:00.000Z',
      ...mine,
      session_id: 's1',
      repo: 'acme/api',
      uncached_input: 100,
      cache_read: 300,
      output: 10,
      cost_contracted: '1.5',
    },
    // Past midnight in Warsaw: the first day of the next month.
    {
      event: 2,
      at: '2026-03-31T22:30:00.000Z',
      ...mine,
      session_id: 's2',
      repo: 'acme/web',
      uncached_input: 100,
      output: 5,
      cost_contracted: '0.25',
    },
    {
      event: 3,
      at: '2026-03-31T22:40:00.000Z',
      ...mine,
      model: 'haiku',
      session_id: 's2',
      output: 5,
      cost_contracted: '0.000000000001',
    },
    {
      event: 4,
      at: '2026-02-01T09:00:00.000Z',
      ...mine,
      session_id: 'old',
      output: 5,
      cost_contracted: '100',
    },
    // Of others, and what is not counted.
    {
      event: 5,
      at: '2026-03-31T22:30:00.000Z',
      ...mine,
      worker_id: 'wrk_2',
      session_id: 'theirs',
      output: 999,
      cost_contracted: '50',
    },
    {
      event: 6,
      at: '2026-03-31T22:30:00.000Z',
      ...mine,
      session_id: 's2',
      output: 5,
      metered: 0,
      cost_contracted: '7',
    },
    {
      event: 7,
      at: '2026-03-31T22:30:00.000Z',
      ...mine,
      workspace: 'sample',
      session_id: 's2',
      output: 5,
      cost_contracted: '7',
    },
  ]);
  const now = new Date('2026-04-01T06:00:00Z');
  own = await readPerson({ ...journal.facts, now }, 'wrk_1');
});
afterAll(() => journal?.close());

test('a person’s days are those of the company, the last 30 with the empty ones', () => {
  expect(own.days).toHaveLength(30);
  expect(own.days.at(0)).toEqual({ date: '2026-03-03', cost: '0', tokens: '0' });
  expect(own.days.slice(-2)).toEqual([
    { date: '2026-03-31', cost: '1.5', tokens: '410' },
    { date: '2026-04-01', cost: '0.250000000001', tokens: '110' },
  ]);
  expect([own.today, own.this_month, own.requests_this_month, own.tokens_this_month]).toEqual([
    '0.250000000001',
    '0.250000000001',
    2,
    '110',
  ]);
});

test('what others use, other workspaces and collapsed duplicates are in no figure', () => {
  expect(JSON.stringify(own)).not.toContain('theirs');
  expect(own.by_model).toEqual([
    { model: 'opus', cost: '1.75', tokens: '515' },
    { model: 'haiku', cost: '0.000000000001', tokens: '5' },
  ]);
  expect(own.by_repo.map(({ repo }) => repo)).toEqual(['acme/api', 'acme/web', '']);
  expect(own.by_session.map(({ session_id: id, cost, last_at: at }) => [id, cost, at])).toEqual([
    ['s2', '0.250000000001', '2026-03-31T22:40:00.000Z'],
    ['s1', '1.5', '2026-03-31T09:00:00.000Z'],
  ]);
  expect(own.cache_read_percent).toBe('60.0');
});

test('somebody without usage has zeros, and no percentage of nothing', async () => {
  const empty = await readPerson({ ...journal.facts, now: new Date('2026-04-01T06:00:00Z') }, 'wrk_9');
  expect(empty).toMatchObject({ today: '0', this_month: '0', by_model: [], cache_read_percent: null });
  expect(empty.days.every(({ cost, tokens }) => cost === '0' && tokens === '0')).toBe(true);
});
