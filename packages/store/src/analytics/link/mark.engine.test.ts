import type { CommitFact, WorkEvidence, WorkLink } from '@exchequer/model';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AnalyticsEngine, openEngine } from '../engine/index.ts';
import { journalDdl } from '../journal/index.ts';
import { outcomeDdl } from '../outcome/index.ts';
import { rollupDdl } from '../rollup/index.ts';
import { createLinks, linkDdl } from './index.ts';

const setting = { timeZone: 'UTC', cluster: null };
const sql = (async () => []) as unknown as Sql;
const now = () => new Date('2026-03-20T12:00:00Z');
let engine: AnalyticsEngine;

/** Links as a server has them that has just been started. */
const started = (on = engine) => createLinks({ engine: on, sql, now });

beforeAll(async () => {
  engine = await openEngine({ path: ':memory:' });
  const ddl = [...journalDdl(null), ...rollupDdl(setting), ...outcomeDdl(setting), ...linkDdl(null)];
  for (const statement of ddl) await engine.command(statement);
});
afterAll(() => engine.close());

const told = ['usage_session', 'outcome_journal', 'work_link', 'git_commit', 'session_commit'];
const computed = ['usage_work', 'commit_of_session', 'link_mark'];

beforeEach(async () => {
  for (const table of [...told, ...computed]) await engine.command(`TRUNCATE TABLE ${table}`);
  await use({});
  await tell(ticketOf('ticket:abc-1'));
});

const insert = (table: string, row: object) =>
  engine.insertJsonLines(table, Buffer.from(`${JSON.stringify({ workspace: 'live', ...row })}\n`));

const use = (over: object) =>
  insert('usage_session', {
    ...{ day: '2026-03-10', tool: 'claude-code', session_id: 's1', branch: 'work', workflow: '' },
    ...{ repo: 'github.com/acme/api', project: '', requests: 1, tokens: 1000, cost_list: '1' },
    ...over,
  });

const link = (over: Partial<WorkLink>): WorkLink => ({
  from: 'branch:github.com/acme/api@work',
  to: 'ticket:abc-1',
  rule: 'stated',
  evidence: 'test',
  occurred_at: '2026-03-09T00:00:00.000Z',
  ...over,
});
const commit: CommitFact = {
  ...{ repo: 'github.com/acme/api', sha: 'a'.repeat(40), tickets: [], pull_request: '', author: '' },
  ...{ author_time: '2026-03-10T10:00:00.000Z', committer_time: '2026-03-10T10:00:00.000Z' },
  ...{ on_main: true, patch_id: '', subject_hash: '', co_author_model: '', parents: 1 },
  ...{ insertions: 1, deletions: 0, files_changed: 1, stat_incomplete: 0 },
};
const nothing: WorkEvidence = { links: [], commits: [], sessionCommits: [] };
const tell = (found: Partial<WorkEvidence>) => started().keep('live', { ...nothing, ...found });
const ticketOf = (to: WorkLink['to']) => ({ links: [link({ to })] });

const outcome = (reversed: 0 | 1) =>
  insert('outcome_journal', {
    ...{ source: 'github', kind: 'ticket.closed', work_key: 'ticket:abc-1', counted: 1, reversed },
    ...{ occurred_at: '2026-03-12 10:00:00', outcomes: 1, version_at: '2026-03-12 10:00:00' },
  });

const tickets = async () => {
  const asked = { range: null, kind: 'ticket', search: '', limit: 100, offset: 0 };
  return Object.fromEntries((await started().works('live', asked)).map((one) => [one.work_key, one.cost]));
};

describe('links after a start', () => {
  test('are resolved once, and not at the next start where nothing has changed', async () => {
    expect(await started().resolve('live')).toBe(true);
    expect(await tickets()).toEqual({ 'ticket:abc-1': '1' });
    expect(await started().resolve('live')).toBe(false);
    expect(await tickets()).toEqual({ 'ticket:abc-1': '1' });
  });

  const changes: Record<string, () => Promise<unknown>> = {
    'usage of another session': () => use({ session_id: 's2' }),
    'usage moved to another branch': async () => {
      await use({ requests: -1, tokens: -1000, cost_list: '-1' });
      await use({ branch: 'other' });
    },
    'usage moved to another company day, as another time zone does': async () => {
      await use({ requests: -1, tokens: -1000, cost_list: '-1' });
      await use({ day: '2026-03-11' });
    },
    'an outcome': () => outcome(0),
    'a link': () => tell(ticketOf('ticket:abc-2')),
    'a link taken back': () => tell({ links: [link({ revoked: true })] }),
    'a commit': () => tell({ commits: [commit] }),
    'a commit of a session': () =>
      tell({
        sessionCommits: [
          {
            ...{ tool: 'claude-code', session_id: 's1', repo: '', project: '', branch: 'work' },
            ...{ sha_prefix: 'aaaaaaa', at: '2026-03-10T10:00:05.000Z', said_by: 'printed' },
          },
        ],
      }),
  };
  test('are resolved anew after each kind of change, one after the other, and once', async () => {
    await started().resolve('live');
    for (const [name, change] of Object.entries(changes)) {
      await change();
      expect([name, await started().resolve('live')]).toEqual([name, true]);
      expect([name, await started().resolve('live')]).toEqual([name, false]);
    }
  });

  test('are resolved anew after an outcome was taken back, and stay after it was said twice', async () => {
    await outcome(0);
    await started().resolve('live');
    await insert('outcome_journal', {
      ...{ source: 'github', kind: 'ticket.closed', work_key: 'ticket:abc-1', counted: 1, reversed: 0 },
      ...{ occurred_at: '2026-03-12 10:00:00', outcomes: -1, version_at: '2026-03-13 10:00:00' },
    });
    await outcome(1);
    expect(await started().resolve('live')).toBe(true);
    await tell(ticketOf('ticket:abc-1'));
    expect(await started().resolve('live')).toBe(false);
  });

  test('stay where the engine merged rows, which changes no sum', async () => {
    await use({});
    await outcome(0);
    await started().resolve('live');
    for (const table of told) await engine.command(`OPTIMIZE TABLE ${table} FINAL`);
    expect(await started().resolve('live')).toBe(false);
  });

  test('are resolved anew where rows of them were lost', async () => {
    await started().resolve('live');
    await engine.command('TRUNCATE TABLE usage_work');
    expect(await started().resolve('live')).toBe(true);
    expect(await tickets()).toEqual({ 'ticket:abc-1': '1' });
  });

  test('are resolved anew by a version with other rules', async () => {
    await started().resolve('live');
    const [mark] = await engine.query<{ inputs: string; made: string }>('SELECT inputs, made FROM link_mark');
    await engine.command('TRUNCATE TABLE link_mark');
    await insert('link_mark', { ...mark, inputs: `0${mark?.inputs.slice(1)}x` });
    expect(await started().resolve('live')).toBe(true);
  });

  test('of one workspace stay when another changes', async () => {
    await started().resolve('live');
    await use({ workspace: 'sample' });
    expect(await started().resolve('live')).toBe(false);
    expect(await started().resolve('sample')).toBe(true);
  });
});

describe('links that could not be resolved', () => {
  /** An engine that fails at a statement, as one does whose process is killed there. */
  const failingAt = (text: RegExp): AnalyticsEngine => ({
    ...engine,
    command: async (statement, params) => {
      if (text.test(statement)) throw new Error('killed');
      await engine.command(statement, params);
    },
  });

  test.each([
    ['before readers see them', /^INSERT INTO usage_work_fresh/],
    ['between the two tables', /^ALTER TABLE usage_work REPLACE/],
    ['before they are marked', /^INSERT INTO link_mark/],
  ])('are resolved at the next start: %s', async (_, at) => {
    await started().resolve('live');
    await use({ session_id: 's2' });
    await expect(started(failingAt(at)).resolve('live')).rejects.toThrow('killed');
    expect(await started().resolve('live')).toBe(true);
    expect(await tickets()).toEqual({ 'ticket:abc-1': '2' });
  });

  test('are resolved again although what changed was changed back meanwhile', async () => {
    await started().resolve('live');
    await use({ session_id: 's2' });
    await expect(started(failingAt(/^INSERT INTO link_mark/)).resolve('live')).rejects.toThrow('killed');
    await use({ session_id: 's2', requests: -1, tokens: -1000, cost_list: '-1' });
    expect(await started().resolve('live')).toBe(true);
    expect(await tickets()).toEqual({ 'ticket:abc-1': '1' });
  });

  test('are resolved again where usage came meanwhile', async () => {
    let came = false;
    const busy: AnalyticsEngine = {
      ...engine,
      command: async (statement, params) => {
        if (/^INSERT INTO usage_work_fresh/.test(statement) && !came) {
          came = true;
          await use({ session_id: 's2' });
        }
        await engine.command(statement, params);
      },
    };
    expect(await started(busy).resolve('live')).toBe(true);
    expect(await started().resolve('live')).toBe(true);
    expect(await tickets()).toEqual({ 'ticket:abc-1': '2' });
  });
});
