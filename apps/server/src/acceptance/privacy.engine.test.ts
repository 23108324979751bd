import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callersOf } from '../testing/callers.ts';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';
import { people, secrets, usage, week } from './privacy-week.test-kit.ts';

type Who = 'manager' | 'second' | 'third' | 'fourth' | 'admin' | 'other admin' | 'reader' | 'clerk' | 'solo';

let server: TestHttpServer;
let zone = 'UTC';
const { giveToken, signIn, ask, must, codeOf } = callersOf<Who>(() => server);

beforeAll(async () => {
  server = await testHttpServer();
  zone = server.services.settings.current().time_zone;
  const rows = people.map(({ who, team: of }) => `${who},${who}@x.test,${of},`);
  const text = [
    'name,email,team,active_from',
    ...rows,
    'blue7,blue7@x.test,blue,2026-11-05',
    'ghost1,ghost1@x.test,ghost,',
  ].join('\n');
  await server.must('POST', '/api/w/live/people/import', { format: 'csv', text });
  const taken = await server.must('POST', '/v1/usage', week().map(usage));
  expect(taken.rejected).toEqual([]);
  for (const who of ['manager', 'second', 'third', 'fourth', 'reader', 'clerk'] as const)
    await giveToken(who, ['read']);
  for (const who of ['admin', 'other admin'] as const) await giveToken(who, ['admin']);
  await signIn('solo', 'solo1@x.test');
});
afterAll(() => server?.remove());

interface Question {
  from?: string;
  to?: string;
  grain?: string;
  group_by?: string[];
  filters?: { dimension: string; op: string; values: string[] }[];
  compare?: string;
  limit?: number;
}

/** Every figure that somebody was told. */
const told = new Map<Who, Set<bigint>>();
function remember(who: Who, values: readonly (string | null)[]) {
  const known = told.get(who) ?? new Set<bigint>();
  for (const value of values) if (value !== null && /^\d+$/.test(value)) known.add(BigInt(value));
  told.set(who, known);
}

const questionOf = ({ from = '2026-11-02', to = '2026-11-07', ...rest }: Question) => ({
  metrics: ['tokens'],
  range: { from, to, time_zone: zone },
  ...rest,
});

async function query(who: Who, question: Question) {
  const result = await must(who, 'POST', '/api/w/live/query', questionOf(question));
  remember(who, [
    ...result.totals.flatMap((one: { value: string; compare_value: string }) => [
      one.value,
      one.compare_value,
    ]),
    ...result.groups.flatMap((one: { values: string[]; compare_values: string[] }) => [
      ...one.values,
      ...one.compare_values,
    ]),
    ...result.series.flatMap((one: { values: string[] }) => one.values),
  ]);
  return result;
}

const total = async (who: Who, question: Question): Promise<string | null> =>
  (await query(who, question)).totals[0].value;
const is = (dimension: string, ...values: string[]) => ({ dimension, op: 'in', values });
const isNot = (dimension: string, ...values: string[]) => ({ dimension, op: 'is_not', values });

let teams: Record<string, string>;
const teamId = async (name: string): Promise<string> => {
  teams ??= Object.fromEntries(
    (await server.must('GET', '/api/w/live/teams')).map((one: { id: string; name: string }) => [
      one.name,
      one.id,
    ]),
  );
  return teams[name] ?? '';
};

describe('teams of too few', () => {
  test('are folded together with the smallest further one, and the table still adds up to its total', async () => {
    const result = await query('manager', { group_by: ['team'] });
    expect(result.groups.map((one: { label: string[] }) => one.label[0])).toEqual([
      'red',
      'Groups of fewer than 5',
    ]);
    const sum = result.groups.reduce(
      (all: bigint, one: { values: string[] }) => all + BigInt(one.values[0] ?? 0),
      0n,
    );
    expect(String(sum)).toBe(result.totals[0].value);
    expect(sum).toBeGreaterThan(800_000n);
  });

  test('are told by no limit of the table', async () => {
    for (const limit of [1, 2, 3, 50]) await query('manager', { group_by: ['team'], limit });
    await query('manager', { group_by: ['team', 'repo'] });
    await query('manager', { group_by: ['repo', 'team'], limit: 2 });
    await query('manager', { group_by: ['model'] });
  });

  test('are told by no day of the week either', async () => {
    const byDay = await query('manager', { group_by: ['team'], grain: 'day' });
    expect(byDay.series.length).toBeGreaterThan(4);
    await query('manager', { group_by: ['team', 'repo'], grain: 'day' });
    await query('manager', { group_by: ['team'], grain: 'hour' });
  });
});

describe('filters', () => {
  test('by a team of one, for it and against it, are not answered', async () => {
    const solo = await teamId('solo');
    const asked = await query('manager', { filters: [is('team', solo)] });
    expect(asked.totals[0]).toMatchObject({
      value: null,
      needs: expect.stringContaining('at least 5 persons'),
    });
    expect(asked).toMatchObject({ groups: [], series: [], provenance: { newest_event_at: null } });
    expect(await total('manager', { filters: [isNot('team', solo)] })).toBeNull();
    expect(await total('manager', { filters: [is('team', await teamId('red'), solo)] })).toBeNull();
    expect(await total('manager', { filters: [is('team', await teamId('red'))] })).not.toBeNull();
  });

  test('that differ by one member are not answered', async () => {
    expect(await total('manager', {})).not.toBeNull();
    expect(await total('manager', { filters: [isNot('repo', 'git/private')] })).toBeNull();
    expect(await total('manager', { filters: [is('repo', 'git/main')] })).toBeNull();
    expect(await total('manager', { filters: [isNot('branch', 'solo1/work')] })).toBeNull();
    expect(await total('manager', { filters: [isNot('session', 'session-of-red1-2026-11-03')] })).toBeNull();
    const red = is('team', await teamId('red'));
    expect(await total('manager', { filters: [red, isNot('branch', 'red1/work')] })).toBeNull();
    expect(await total('manager', { filters: [red, is('repo', 'git/main')] })).toBeNull();
  });

  test('in another time zone, whose days end an hour later, are not answered', async () => {
    const range = { from: '2026-11-02', to: '2026-11-07', time_zone: 'Asia/Kathmandu' };
    const result = await must('manager', 'POST', '/api/w/live/query', { ...questionOf({}), range });
    expect(result.totals[0]).toMatchObject({ value: null, needs: expect.stringContaining('time zone') });
  });
});

describe('ranges', () => {
  test('that differ by a day on which one person worked are not both answered', async () => {
    expect(await total('second', { to: '2026-11-07' })).not.toBeNull();
    const longer = await query('second', { to: '2026-11-08' });
    expect(longer.totals[0]).toMatchObject({ value: null, needs: expect.stringContaining('differs') });
    expect(await total('third', { to: '2026-11-08' })).not.toBeNull();
    expect(await total('third', { to: '2026-11-07' })).toBeNull();
    expect(await total('third', { from: '2026-11-07', to: '2026-11-08' })).toBeNull();
  });

  test('by day leave out a day of one person, and another that would tell it', async () => {
    const result = await query('fourth', { to: '2026-11-08', grain: 'day' });
    expect(result.totals[0].value).not.toBeNull();
    const hidden = result.series.filter((one: { values: (string | null)[] }) => one.values[0] === null);
    expect(hidden.map((one: { bucket: string }) => one.bucket)).toEqual(['2026-11-06', '2026-11-07']);
    expect(await total('fourth', { to: '2026-11-07' })).toBeNull();
    await query('fourth', { to: '2026-11-08', grain: 'day', group_by: ['team'] });
    await query('fourth', { to: '2026-11-09', grain: 'week', group_by: ['team'] });
    await query('fourth', { from: '2026-11-05', to: '2026-11-08', compare: 'previous', group_by: ['team'] });
    for (const to of ['2026-11-06', '2026-11-07', '2026-11-08'])
      for (const group_by of [['team'], ['repo'], ['team', 'repo']]) await query('fourth', { to, group_by });
  });

  test('around the day on which somebody joined tell nothing of the joiner', async () => {
    const blue = [is('team', await teamId('blue'))];
    for (const to of ['2026-11-05', '2026-11-06', '2026-11-07']) await query('second', { to, filters: blue });
    for (const grain of ['day', 'week']) await query('second', { grain, filters: blue });
    await query('second', { to: '2026-11-05', group_by: ['team'] });
    await query('second', { to: '2026-11-06', group_by: ['team'] });
  });
});

describe('exports and pickers', () => {
  test('say what the page says and no more', async () => {
    const asked = { ...questionOf({ group_by: ['team'], grain: 'day' }) };
    const q = Buffer.from(JSON.stringify(asked)).toString('base64url');
    const { status, bytes } = await ask('manager', 'GET', `/api/w/live/query.csv?q=${q}`);
    expect(status).toBe(200);
    const text = bytes.toString('utf8');
    expect(text).toContain('red');
    expect(text).not.toMatch(/solo|tiny/);
    remember('manager', text.split(/[\r\n,]+/));
  });

  test('offer no session, and no team, repository or branch of too few', async () => {
    const range = `from=2026-11-02&to=2026-11-07&time_zone=${encodeURIComponent(zone)}`;
    const values = async (dimension: string) => {
      const list = await must('manager', 'GET', `/api/w/live/dimensions/${dimension}?${range}`);
      remember(
        'manager',
        list.map((one: { tokens: string }) => one.tokens),
      );
      return list.map((one: { label: string }) => one.label);
    };
    expect(await values('session')).toEqual([]);
    expect(await values('branch')).not.toContain('solo1/work');
    expect(await values('team')).toEqual(['red']);
    expect(await values('repo')).not.toContain('git/private');
  });
});

describe('the list of events and its drawer', () => {
  const asked = (rest: object) => ({
    from: '2026-11-02',
    to: '2026-11-08',
    time_zone: zone,
    limit: 200,
    ...rest,
  });
  const path = '/api/w/live/events/search';

  test('name no session, branch, person or team of too few', async () => {
    const { events } = await must('reader', 'POST', path, asked({}));
    expect(events.length).toBe(84);
    const text = JSON.stringify(events);
    expect(text).not.toMatch(/session-of|\/work|solo|tiny|git\/private|x\.test/);
  });

  test('are not listed for a selection of too few', async () => {
    const solo = [is('session', 'session-of-solo1-2026-11-03')];
    expect(await codeOf('reader', 'POST', path, asked({ filters: solo }))).toEqual([403, 'too-few-persons']);
    const mine = [is('team', await teamId('solo'))];
    expect(await codeOf('admin', 'POST', path, asked({ filters: mine }))).toEqual([403, 'too-few-persons']);
  });

  test('say to an admin neither who it was nor what else was theirs', async () => {
    const { events } = await must('reader', 'POST', path, asked({}));
    const mine = events.find((one: { tokens: { total: string } }) => one.tokens.total === '7777');
    for (const who of ['reader', 'admin'] as const) {
      const text = JSON.stringify(await must(who, 'GET', `/api/w/live/events/${mine.id}`));
      expect(text).not.toMatch(/session-of|solo|x\.test|wrk_/);
    }
  });
});

describe('outcomes', () => {
  test('of a team of one are told by no reading, though nobody of it used a token', async () => {
    const { workers } = await must('admin', 'GET', '/api/w/live/workers?limit=50&search=');
    const rows = workers
      .filter(({ name }: { name: string }) => /^(red|blue|ghost)/.test(name))
      .map(
        (
          { id, name, memberships }: { id: string; name: string; memberships: { team_id: string }[] },
          at: number,
        ) => ({
          ...{ workspace: 'live', source: 'test', source_event_id: name, kind: 'pull_request.merged' },
          ...{
            occurred_at: '2026-11-03T10:00:00Z',
            work_key: `pull_request:x#${at}`,
            event_key: String(at + 1),
          },
          ...{ worker_id: id, team_id: memberships[0]?.team_id, counted: 1, reversed: 0, outcomes: 1 },
        }),
      );
    expect(rows.length).toBe(15);
    const lines = rows.map((row: object) => JSON.stringify(row)).join('\n');
    await server.services.engine.insertJsonLines('outcome_journal', Buffer.from(lines));
    const metrics = ['cost_per_pull_request', 'tokens'];
    const ask2 = (rest: Question) =>
      must('other admin', 'POST', '/api/w/live/query', { ...questionOf(rest), metrics });
    const byTeam = await ask2({ group_by: ['team'] });
    expect(byTeam.totals[1].value).not.toBeNull();
    const labels = byTeam.groups.map((one: { label: string[] }) => one.label[0]);
    expect(labels).toContain('red');
    expect(labels.join()).not.toMatch(/ghost|solo|tiny/);
    const alone = await ask2({ filters: [is('team', await teamId('ghost'))] });
    expect(alone.totals.map((one: { value: string | null }) => one.value)).toEqual([null, null]);
    const range = { from: '2026-11-02', to: '2026-11-07', time_zone: zone };
    const curve = await must('other admin', 'POST', '/api/w/live/value/curve', { range });
    expect(curve.points.length).toBeLessThanOrEqual(2);
    expect(JSON.stringify(curve)).not.toContain('38885');

    // One merge of one person on a day by itself: tokens of that day hide nothing of the range, its own merges do.
    const merge = {
      ...rows[0],
      source_event_id: 'late',
      event_key: '99',
      occurred_at: '2026-11-05T10:00:00Z',
    };
    await server.services.engine.insertJsonLines('outcome_journal', Buffer.from(JSON.stringify(merge)));
    const clerk = (metric: string, rest: Question) =>
      must('clerk', 'POST', '/api/w/live/query', { ...questionOf(rest), metrics: [metric] });
    expect((await clerk('tokens', { grain: 'day' })).series.length).toBe(5);
    expect((await clerk('cost_per_pull_request', {})).totals[0].value).not.toBeNull();
    const shorter = await clerk('cost_per_pull_request', { to: '2026-11-05' });
    expect(shorter.totals[0]).toMatchObject({ value: null, needs: expect.stringContaining('differs') });
  });
});

describe('all that was told', () => {
  test('holds no sum of one person, and neither does any difference of two figures', () => {
    expect(secrets.size).toBeGreaterThan(7);
    for (const [who, figures] of told) {
      const known = [...figures, 0n];
      for (const [name, secret] of secrets) {
        for (const one of known) {
          expect(known.includes(one - secret), `${who} can tell ${name} from ${one}`).toBe(false);
        }
      }
    }
  });
});

describe('breaking the glass', () => {
  const purpose = 'An invoice names a key that nobody knows of.';
  const open = '/api/w/live/privacy/break-glass';

  test('takes two admins, lasts some hours, and the person reads who, when and what for', async () => {
    const { workers } = await must('admin', 'GET', '/api/w/live/workers?search=solo1&limit=1');
    const worker = workers[0].id;
    const asked = await must('admin', 'POST', open, { worker_id: worker, purpose });
    expect(asked).toMatchObject({ state: 'requested', approved_by: null, opens_until: null });
    const decide = `${open}/${asked.id}/decide`;
    const look = `${open}/${asked.id}/look`;
    expect(await codeOf('admin', 'GET', look)).toEqual([403, 'glass-shut']);
    expect(await codeOf('admin', 'POST', decide, { agree: true })).toEqual([403, 'glass-own']);
    expect((await codeOf('reader', 'POST', decide, { agree: true }))[0]).toBe(403);
    const opened = await must('other admin', 'POST', decide, { agree: true });
    expect(opened.state).toBe('open');
    const hours = (Date.parse(opened.opens_until) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(3.9);
    expect(hours).toBeLessThanOrEqual(4);
    expect(await must('admin', 'GET', look)).toMatchObject({ worker: { name: 'solo1' } });
    expect((await must('other admin', 'POST', `${open}/${asked.id}/end`, {})).state).toBe('ended');
    expect(await codeOf('admin', 'GET', look)).toEqual([403, 'glass-shut']);
    expect(await codeOf('other admin', 'POST', decide, { agree: false })).toEqual([422, 'glass-decided']);
    const log = await must('solo', 'GET', '/api/w/live/privacy/accesses');
    expect(log.map((one: { what: string }) => one.what.split(',')[0])).toEqual([
      'closed it again',
      'looked at what you have spent',
      'agreed that it be opened',
      'asked to open what stands about you',
    ]);
    for (const one of log) expect(one).toMatchObject({ purpose, who: expect.any(String) });
    const shown = await must('solo', 'GET', '/api/w/live/me/visibility');
    expect(shown.looks[1].what).toContain(purpose);
  });

  test('a refusal opens nothing, and whoever is no admin cannot ask', async () => {
    const { workers } = await must('admin', 'GET', '/api/w/live/workers?search=solo1&limit=1');
    expect((await codeOf('manager', 'POST', open, { worker_id: workers[0].id, purpose }))[0]).toBe(403);
    const asked = await must('admin', 'POST', open, { worker_id: workers[0].id, purpose });
    expect(await must('other admin', 'POST', `${open}/${asked.id}/decide`, { agree: false })).toMatchObject({
      state: 'refused',
      opens_until: null,
    });
    expect(await codeOf('other admin', 'GET', `${open}/${asked.id}/look`)).toEqual([403, 'glass-shut']);
    expect(await codeOf('admin', 'POST', open, { worker_id: 'wrk_none', purpose })).toEqual([
      404,
      'worker-unknown',
    ]);
  });
});

test('what is one’s own is always visible to oneself', async () => {
  const spend = await must('solo', 'GET', '/api/w/live/me/spend');
  expect(BigInt(spend.tokens_this_month)).toBe(secrets.get('solo'));
});
