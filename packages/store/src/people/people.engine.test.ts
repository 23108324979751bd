import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PeopleDraft, PeopleRefusal, WorkerDraft } from '@exchequer/core/workforce';
import { type NormalisedUsage, pico, pricedClasses, type UnitPrices } from '@exchequer/model';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AnalyticsEngine, openEngine } from '../analytics/engine/index.ts';
import { createJournal, type Journal, journalDdl } from '../analytics/journal/index.ts';
import { migrate, migrations } from '../migrations/index.ts';
import { connectPostgres, type EmbeddedPostgres, startEmbedded } from '../postgres/index.ts';
import {
  createDirectory,
  createPeople,
  type Directory,
  journalReattribution,
  journalUnattributed,
  type People,
  type Reattribution,
} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'exchequer-people-'));
const by = { id: 'usr_1', name: 'Ada' };
const always = { validFrom: null, validTo: null };
/** Nothing here has a price; what stands in suspense is not what is tested. */
const ceiling = Object.fromEntries(pricedClasses.map((c) => [c, pico(0n)])) as UnitPrices;
let server: EmbeddedPostgres;
let sql: Sql;
let engine: AnalyticsEngine;
let journal: Journal;
let directory: Directory;
let people: People;
let timeZone = 'UTC';
let ids = 0;

function openPeople(reattribution: Reattribution): People {
  return createPeople({
    sql,
    now: () => new Date('2026-11-21T09:00:00Z'),
    newId: (prefix) => `${prefix}${String(++ids).padStart(6, '0')}`,
    timeZone: () => timeZone,
    reattribution,
    usage: journalUnattributed(engine),
  });
}

beforeAll(async () => {
  server = await startEmbedded({ home: folder });
  sql = connectPostgres(server.url, { max: 4 });
  engine = await openEngine({ path: join(folder, 'clickhouse'), readers: 1 });
  for (const statement of journalDdl(null)) await engine.command(statement);
});

beforeEach(async () => {
  await sql.unsafe('drop schema public cascade; create schema public');
  await migrate(sql, migrations);
  await engine.command('TRUNCATE TABLE usage_journal');
  await engine.command('TRUNCATE TABLE usage_identity');
  timeZone = 'UTC';
  directory = createDirectory({ sql, timeZone: () => timeZone });
  journal = createJournal({
    engine,
    prices: async (questions) => questions.map((question) => ({ question, slices: [], base: null, ceiling })),
    identities: (workspace, questions) => directory.answers(workspace, questions),
  });
  people = openPeople(journalReattribution(journal));
});

afterAll(async () => {
  await engine?.close();
  await sql?.end();
  await server?.stop();
  if (server && !server.data.startsWith(folder)) rmSync(join(server.data, '..'), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
});

const refused = (result: object) => (result as PeopleRefusal).refused;
const person = (name: string) => ({
  kind: 'person' as const,
  name,
  externalId: '',
  ownerId: null,
  family: '',
  activeFrom: null,
  activeTo: null,
  memberships: undefined,
});

async function addWorker(name: string, part: object = {}, workspace: 'live' | 'sample' = 'live') {
  const done = await people.putWorker(workspace, { ...person(name), ...part }, by);
  if ('refused' in done) throw new Error(done.detail);
  return done.worker;
}
async function addTeam(name: string, parentId: string | null = null, workspace: 'live' | 'sample' = 'live') {
  const team = await people.putTeam(workspace, { name, externalId: '', parentId, ...always }, by);
  if ('refused' in team) throw new Error(team.detail);
  return team;
}

let serial = 0;
const call = (over: Partial<NormalisedUsage> = {}): NormalisedUsage => ({
  workspace: 'live',
  source: 'api',
  source_event_id: `e${++serial}`,
  occurred_at: '2026-03-28T23:30:00.000Z',
  tool: 'api',
  provider: 'anthropic',
  model: 'claude',
  requests: 1,
  output: 10,
  aliases: [],
  ...over,
});
const usageBy = async () =>
  engine.query<{ worker: string; team: string; tokens: string }>(
    `SELECT worker_id AS worker, team_id AS team, toString(sum(output)) AS tokens FROM usage_journal
     GROUP BY worker, team HAVING sum(output) != 0 ORDER BY worker, team`,
  );

describe('mapping an identity', () => {
  test('attributes its past usage, however its source wrote it, and taking it back undoes that', async () => {
    const ada = await addWorker('Ada');
    await journal.book('live', [
      call({ identity_kind: 'email', identity: 'Ada@Example.com' }),
      call({ identity_kind: 'email', identity: 'ada@example.com' }),
      call({ identity_kind: 'email', identity: 'bob@example.com' }),
    ]);
    const wish = { kind: 'email' as const, value: 'ADA@example.com ', workerId: ada.id, ...always };
    const done = await people.map('live', wish, by);
    expect(done).toMatchObject({ amended: 2, identity: { value: 'ada@example.com', worker_name: 'Ada' } });
    expect(await usageBy()).toEqual([
      { worker: '', team: '', tokens: '10' },
      { worker: ada.id, team: '', tokens: '20' },
    ]);
    const id = 'identity' in done ? done.identity.id : '';
    expect(await people.unmap('live', id, by)).toEqual({ amended: 2 });
    expect(await usageBy()).toEqual([{ worker: '', team: '', tokens: '30' }]);
    expect(refused(await people.unmap('live', id, by))).toBe('identity-unknown');
  });

  test('of another worker at the same time is refused, and nothing is written', async () => {
    const [ada, bob] = [await addWorker('Ada'), await addWorker('Bob')];
    const wish = { kind: 'api_key' as const, value: 'k1', validFrom: null, validTo: '2026-02-01' };
    await people.map('live', { ...wish, workerId: ada.id }, by);
    expect(refused(await people.map('live', { ...wish, workerId: bob.id, ...always }, by))).toBe(
      'identity-taken',
    );
    const later = await people.map(
      'live',
      { ...wish, workerId: bob.id, validFrom: '2026-02-01', validTo: null },
      by,
    );
    expect('identity' in later).toBe(true);
    const page = await people.identities('live', { search: '', limit: 10 });
    expect(page.identities.map(({ worker_name }) => worker_name).sort()).toEqual(['Ada', 'Bob']);
  });

  test('twice at once maps it once', async () => {
    const [ada, bob] = [await addWorker('Ada'), await addWorker('Bob')];
    const wish = { kind: 'email' as const, value: 'x@y', ...always };
    const results = await Promise.all(
      [ada, bob].map(({ id }) => people.map('live', { ...wish, workerId: id }, by)),
    );
    expect(results.filter((result) => 'refused' in result).map(refused)).toEqual(['identity-taken']);
  });
});

describe('teams', () => {
  test('of a day follow the company’s own midnight, and move with its zone', async () => {
    const [core, sales] = [await addTeam('Core'), await addTeam('Sales')];
    const memberships = [
      { teamId: core.id, validFrom: null, validTo: '2026-03-29' },
      { teamId: sales.id, validFrom: '2026-03-29', validTo: null },
    ];
    const ada = await addWorker('Ada', { memberships });
    await people.map('live', { kind: 'email', value: 'a@x', workerId: ada.id, ...always }, by);
    await journal.book('live', [call({ identity_kind: 'email', identity: 'a@x' })]);
    expect(await usageBy()).toEqual([{ worker: ada.id, team: core.id, tokens: '10' }]);
    timeZone = 'Europe/Warsaw';
    expect(await people.reattributeAll()).toEqual({ amended: 1 });
    expect(await usageBy()).toEqual([{ worker: ada.id, team: sales.id, tokens: '10' }]);
  });

  test('that change for a worker move its usage and that of the agents it owns', async () => {
    const [core, sales] = [await addTeam('Core'), await addTeam('Sales')];
    const ada = await addWorker('Ada', { memberships: [{ teamId: core.id, ...always }] });
    const bot = await addWorker('nightly', { kind: 'agent', ownerId: ada.id });
    await people.map('live', { kind: 'agent', value: 'nightly', workerId: bot.id, ...always }, by);
    await journal.book('live', [call({ agent: 'nightly' })]);
    expect(await usageBy()).toEqual([{ worker: bot.id, team: core.id, tokens: '10' }]);
    const moved = { ...person('Ada'), id: ada.id, memberships: [{ teamId: sales.id, ...always }] };
    expect(await people.putWorker('live', moved, by)).toMatchObject({ amended: 1 });
    expect(await usageBy()).toEqual([{ worker: bot.id, team: sales.id, tokens: '10' }]);
  });

  test('stand in a tree without cycles, and say who belongs to them today', async () => {
    const engineering = await addTeam('Engineering');
    const platform = await addTeam('Platform', engineering.id);
    await addWorker('Ada', { memberships: [{ teamId: platform.id, ...always }] });
    await addWorker('Gone', {
      memberships: [{ teamId: platform.id, validFrom: null, validTo: '2026-01-01' }],
    });
    const cycle = {
      id: engineering.id,
      name: 'Engineering',
      externalId: '',
      parentId: platform.id,
      ...always,
    };
    expect(refused(await people.putTeam('live', cycle, by))).toBe('team-cycle');
    expect((await people.teams('live')).map(({ path, members }) => [path, members])).toEqual([
      ['Engineering', 0],
      ['Engineering / Platform', 1],
    ]);
  });

  test('that overlap for one worker are refused', async () => {
    const team = await addTeam('Core');
    const memberships = [
      { teamId: team.id, validFrom: null, validTo: '2026-02-02' },
      { teamId: team.id, validFrom: '2026-02-01', validTo: null },
    ];
    expect(refused(await people.putWorker('live', { ...person('Ada'), memberships }, by))).toBe(
      'membership-overlap',
    );
    expect((await people.workers('live', { search: '', limit: 5 })).total).toBe(0);
  });
});

describe('a failure between a change and its amendments', () => {
  test('loses none: they are booked at the next start', async () => {
    const ada = await addWorker('Ada');
    await journal.book('live', [call({ identity_kind: 'email', identity: 'a@x' })]);
    const failing = openPeople({ rebook: () => Promise.reject(new Error('killed')) });
    const wish = { kind: 'email' as const, value: 'a@x', workerId: ada.id, ...always };
    await expect(failing.map('live', wish, by)).rejects.toThrow('killed');
    expect(await usageBy()).toEqual([{ worker: '', team: '', tokens: '10' }]);
    expect(await people.settle()).toEqual({ amended: 1 });
    expect(await people.settle()).toEqual({ amended: 0 });
    expect(await usageBy()).toEqual([{ worker: ada.id, team: '', tokens: '10' }]);
  });
});

describe('workspaces', () => {
  test('never see each other’s people', async () => {
    const live = await addWorker('Ada');
    const sample = await addWorker('Ada', {}, 'sample');
    await people.map('live', { kind: 'email', value: 'a@x', workerId: live.id, ...always }, by);
    await people.map('sample', { kind: 'email', value: 'a@x', workerId: sample.id, ...always }, by);
    const question = { identity_kind: 'email', identity: 'a@x', agent: '' };
    for (const [workspace, worker] of [
      ['live', live],
      ['sample', sample],
    ] as const) {
      const answers = await directory.answers(workspace, [question]);
      expect(answers[0]?.slices.map(({ workerId }) => workerId)).toEqual([worker.id]);
      expect((await people.workers(workspace, { search: '', limit: 9 })).workers.map(({ id }) => id)).toEqual(
        [worker.id],
      );
    }
    const crossed = await people.map(
      'sample',
      { kind: 'email', value: 'b@x', workerId: live.id, ...always },
      by,
    );
    expect(refused(crossed)).toBe('worker-unknown');
  });
});

describe('lists', () => {
  test('come page by page, in the order of names, and are searched without surprise', async () => {
    for (const name of ['bob', 'Ada', 'Eve_1', 'Eve%2', 'carol']) await addWorker(name);
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await people.workers('live', { search: '', limit: 2, cursor });
      expect(page.total).toBe(5);
      names.push(...page.workers.map(({ name }) => name));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    expect(names.map((name) => name.toLowerCase())).toEqual(['ada', 'bob', 'carol', 'eve%2', 'eve_1']);
    expect(
      (await people.workers('live', { search: 'e_', limit: 9 })).workers.map(({ name }) => name),
    ).toEqual(['Eve_1']);
    expect((await people.workers('live', { search: '', limit: 9, cursor: 'junk' })).workers).toHaveLength(5);
  });
});

describe('an import', () => {
  const row = (number: number, name: string, email: string, team: string): WorkerDraft => ({
    row: number,
    name,
    kind: null,
    externalId: '',
    owner: '',
    family: '',
    activeFrom: null,
    activeTo: null,
    memberships: [{ row: number, team: team.split('/'), ...always }],
    identities: [{ row: number, kind: 'email', value: email, ...always }],
  });
  const file: PeopleDraft = {
    teams: [],
    workers: [row(2, 'Ada', 'a@x', 'Eng/Core'), row(3, 'Bob', 'b@x', 'Eng')],
  };

  test('says first what it would do, does it once, and re-attributes', async () => {
    await journal.book('live', [call({ identity_kind: 'email', identity: 'a@x' })]);
    const dry = await people.import('live', file, true, by);
    expect(dry.plan.changes.filter(({ action }) => action === 'add')).toHaveLength(8);
    expect((await people.workers('live', { search: '', limit: 9 })).total).toBe(0);
    expect(await people.import('live', file, false, by)).toMatchObject({ amended: 1 });
    const again = await people.import('live', file, false, by);
    expect(new Set(again.plan.changes.map(({ action }) => action))).toEqual(new Set(['same']));
    expect((await people.workers('live', { search: '', limit: 9 })).workers).toMatchObject([
      { name: 'Ada', memberships: [{ team_name: 'Core' }] },
      { name: 'Bob', memberships: [{ team_name: 'Eng' }] },
    ]);
  });

  test('with one bad row writes nothing', async () => {
    const bad = { teams: [], workers: [...file.workers, row(4, 'Eve', 'a@x', 'Eng')] };
    const done = await people.import('live', bad, false, by);
    expect(done.plan.errors).toMatchObject([{ row: 4 }]);
    expect((await people.teams('live')).length).toBe(0);
  });

  test('of five thousand workers ends in seconds', async () => {
    const workers = Array.from({ length: 5000 }, (_, i) =>
      row(i + 2, `Worker ${i}`, `w${i}@x`, `T${i % 40}`),
    );
    const startedAt = performance.now();
    const done = await people.import('live', { teams: [], workers }, false, by);
    expect(done.plan.errors).toEqual([]);
    expect((performance.now() - startedAt) / 1000).toBeLessThan(60);
    const questions = Array.from({ length: 500 }, (_, i) => ({
      identity_kind: 'email',
      identity: `w${i}@x`,
      agent: '',
    }));
    expect((await directory.answers('live', questions)).every(({ slices }) => slices.length === 1)).toBe(
      true,
    );
  });
});

describe('unattributed usage', () => {
  test('is listed by identity, else by place, with the workers who may stand behind it', async () => {
    const ada = await addWorker('Ada Lovelace');
    await people.map('live', { kind: 'email', value: 'ada@x', workerId: ada.id, ...always }, by);
    await journal.book('live', [
      call({ identity_kind: 'email', identity: 'ada@x', session_id: 's1' }),
      call({ identity_kind: 'api_key', identity: "k'1", session_id: 's1', output: 500 }),
      call({ identity_kind: 'api_key', identity: "k'1", session_id: 's2', tool: 'other' }),
      call({ project: '/src/a', output: 40 }),
      call({ project: '/src/a', agent: 'Explore', thread: 'subagent', output: 1 }),
      call({ agent: 'reviewer', output: 30 }),
    ]);
    const queue = await people.unattributed('live', 10);
    expect(
      queue.map(({ identity_kind, identity, hint, tokens }) => [identity_kind, identity, hint, tokens]),
    ).toEqual([
      ['api_key', "k'1", '', '510'],
      ['', '', '/src/a (api)', '41'],
      ['agent', 'reviewer', '', '30'],
    ]);
    expect(queue[0]).toMatchObject({
      tools: expect.arrayContaining(['api', 'other']),
      requests: '2',
      first_seen_at: '2026-03-28T23:30:00.000Z',
      proposals: [{ worker_id: ada.id, confidence: 'medium' }],
      command: String.raw`npx exchequer people map 'api_key:k'\''1' 'Ada Lovelace' --yes`,
    });
    await people.map('live', { kind: 'api_key', value: "k'1", workerId: ada.id, ...always }, by);
    expect((await people.unattributed('live', 10)).map(({ tokens }) => tokens)).toEqual(['41', '30']);
  });
});

test('what reports ask of people comes from one directory', async () => {
  const core = await addTeam('Core');
  const [eu, us] = [await addTeam('EU', core.id), await addTeam('US')];
  const twin = await addTeam('Core', us.id);
  await addWorker('Ada', { activeFrom: '2026-02-01', memberships: [{ teamId: eu.id, ...always }] });
  await addWorker('bot', { kind: 'agent' });
  expect(await directory.employments('live', '2026-01-01', '2026-03-01')).toEqual([
    { workerId: expect.stringMatching(/^wrk_/), teamId: eu.id, from: '2026-02-01', to: '2026-03-01' },
  ]);
  expect(await directory.teamNames('live', [eu.id, twin.id, 'gone'])).toEqual(
    new Map([
      [eu.id, 'EU'],
      [twin.id, 'US / Core'],
    ]),
  );
});
