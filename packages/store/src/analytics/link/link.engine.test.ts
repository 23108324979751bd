import type { CommitFact, SessionCommit, WorkLink } from '@exchequer/model';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AnalyticsEngine, openEngine } from '../engine/index.ts';
import { journalDdl } from '../journal/index.ts';
import { outcomeDdl } from '../outcome/index.ts';
import { rollupDdl } from '../rollup/index.ts';
import { createLinks, type Links, linkDdl } from './index.ts';

const repo = 'github.com/acme/api';
const setting = { timeZone: 'UTC', cluster: null };
const said: unknown[] = [];
const sql = (async (_text: TemplateStringsArray, ...values: unknown[]) =>
  said.push(values)) as unknown as Sql;
let engine: AnalyticsEngine;
let links: Links;
let clock = Date.parse('2026-03-20T12:00:00Z');

beforeAll(async () => {
  engine = await openEngine({ path: ':memory:' });
  for (const statement of [
    ...journalDdl(null),
    ...rollupDdl(setting),
    ...outcomeDdl(setting),
    ...linkDdl(null),
  ])
    await engine.command(statement);
  links = createLinks({ engine, sql, now: () => new Date(clock++) });
});
beforeEach(async () => {
  for (const table of [
    'usage_session',
    'outcome_journal',
    'work_link',
    'git_commit',
    'session_commit',
    'usage_work',
    'commit_of_session',
  ])
    await engine.command(`TRUNCATE TABLE ${table}`);
});
afterAll(() => engine.close());

interface Use {
  session: string;
  branch?: string;
  day?: string;
  cost?: number;
  workspace?: string;
  thread?: string;
  project?: string;
  workflow?: string;
  repo?: string;
}
async function use(...uses: Use[]) {
  const rows = uses.map((one) => ({
    workspace: one.workspace ?? 'live',
    day: one.day ?? '2026-03-10',
    tool: 'claude-code',
    thread: one.thread ?? 'main',
    session_id: one.session,
    branch: one.branch ?? '',
    workflow: one.workflow ?? '',
    project: one.project ?? '/home/ann/src/api',
    repo: one.repo ?? '',
    requests: 1,
    tokens: 1000,
    cost_list: String(one.cost ?? 1),
    cost_contracted: String(one.cost ?? 1),
  }));
  await engine.insertJsonLines(
    'usage_session',
    Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
  );
}

const commit = (sha: string, over: Partial<CommitFact> = {}): CommitFact => ({
  repo,
  sha: sha.padEnd(40, '0'),
  author_time: '2026-03-10T10:00:00.000Z',
  committer_time: '2026-03-10T10:00:00.000Z',
  on_main: true,
  patch_id: '',
  subject_hash: '',
  tickets: [],
  pull_request: '',
  author: '',
  co_author_model: '',
  parents: 1,
  insertions: 1,
  deletions: 0,
  files_changed: 1,
  stat_incomplete: 0,
  ...over,
});
const made = (session: string, sha: string, over: Partial<SessionCommit> = {}): SessionCommit => ({
  tool: 'claude-code',
  session_id: session,
  repo: '',
  project: '/home/ann/src/api',
  branch: 'work',
  sha_prefix: sha,
  at: '2026-03-10T10:00:05.000Z',
  said_by: 'printed',
  ...over,
});
const link = (
  from: WorkLink['from'],
  to: WorkLink['to'],
  rule: WorkLink['rule'],
  occurred_at = '2026-03-09T00:00:00.000Z',
): WorkLink => ({ from, to, rule, evidence: 'test', occurred_at });

interface Told {
  links?: WorkLink[];
  commits?: CommitFact[];
  sessionCommits?: SessionCommit[];
}
async function tell({ links: told = [], commits = [], sessionCommits = [] }: Told = {}) {
  await links.keep('live', { links: told, commits, sessionCommits });
  await links.resolve('live');
}
const costs = async (kind: string) => {
  const asked = { range: null, kind, search: '', limit: 100, offset: 0 };
  return Object.fromEntries((await links.works('live', asked)).map((one) => [one.work_key, one.cost]));
};
const madeCommits = async () =>
  (await links.sessionCommits('live')).map((one) => [one.sha_prefix, one.sha.slice(0, 7), one.rule]);

async function outcome(kind: string, work_key: string, at = '2026-03-12 10:00:00', reversed = 0) {
  const row = { workspace: 'live', source: 'github', kind, work_key, occurred_at: at, counted: 1, reversed };
  await engine.insertJsonLines(
    'outcome_journal',
    Buffer.from(`${JSON.stringify({ ...row, outcomes: 1, version_at: at, recorded_at: at })}\n`),
  );
}

describe('a commit that a session printed', () => {
  test('is itself on the main line', async () => {
    await use({ session: 's1', branch: 'work' });
    await tell({ commits: [commit('aaaaaaa1')], sessionCommits: [made('s1', 'aaaaaaa')] });
    expect(await madeCommits()).toEqual([['aaaaaaa', 'aaaaaaa', 'printed-sha']]);
  });

  test('is its rebased twin with the same patch, and not another of the same subject', async () => {
    await use({ session: 's1', branch: 'work' });
    const twin = { patch_id: 'p', subject_hash: 's' };
    await tell({
      commits: [
        commit('aaaaaaa', { ...twin, on_main: false }),
        commit('bbbbbbb', { ...twin, patch_id: 'q' }),
        commit('ccccccc', { ...twin, author_time: '2026-03-11T10:00:00.000Z' }),
      ],
      sessionCommits: [made('s1', 'aaaaaaa')],
    });
    expect(await madeCommits()).toEqual([['aaaaaaa', 'ccccccc', 'rebased-twin']]);
  });

  test('is the amended commit of the same subject, though not one of another month', async () => {
    await use({ session: 's1', branch: 'work' });
    const subject_hash = 'fix typo';
    await tell({
      commits: [
        commit('aaaaaaa', { subject_hash, on_main: false }),
        commit('bbbbbbb', { subject_hash, author_time: '2026-01-02T10:00:00.000Z' }),
        commit('ccccccc', { subject_hash, author_time: '2026-03-10T11:00:00.000Z' }),
      ],
      sessionCommits: [made('s1', 'aaaaaaa')],
    });
    expect(await madeCommits()).toEqual([['aaaaaaa', 'ccccccc', 'rebased-twin']]);
  });

  test('that no log holds is the one authored in the ten seconds before, in the repository of its folder', async () => {
    await use({ session: 's1', branch: 'work' }, { session: 's2', branch: 'work', project: '/srv/other' });
    await tell({
      commits: [
        commit('bbbbbbb', { author_time: '2026-03-10T10:00:01.000Z' }),
        commit('ccccccc', { author_time: '2026-03-10T09:59:50.000Z' }),
        commit('ddddddd', { author_time: '2026-03-10T10:00:04.000Z', repo: 'github.com/acme/web' }),
      ],
      sessionCommits: [
        made('s1', 'aaaaaaa'),
        made('s1', 'eeeeeee', { at: '2026-03-10T10:30:00.000Z' }),
        made('s2', 'fffffff', { project: '/srv/other' }),
      ],
    });
    expect((await madeCommits()).toSorted()).toEqual([
      ['aaaaaaa', 'bbbbbbb', 'author-time'],
      ['eeeeeee', '', ''],
      ['fffffff', '', ''],
    ]);
  });

  test('links only the usage of its own branch', async () => {
    await use({ session: 's1', branch: 'work', cost: 2 }, { session: 's1', branch: 'other', cost: 5 });
    await tell({
      commits: [commit('aaaaaaa', { tickets: ['ABC-1'] })],
      sessionCommits: [made('s1', 'aaaaaaa')],
    });
    expect(await costs('ticket')).toEqual({ 'ticket:abc-1': '2' });
  });

  test('names the ticket of a squash merge through its pull request', async () => {
    await use({ session: 's1', branch: 'work', cost: 2 });
    await tell({
      commits: [commit('aaaaaaa', { pull_request: '7' })],
      sessionCommits: [made('s1', 'aaaaaaa')],
      links: [link(`pull_request:${repo}#7`, 'ticket:abc-1', 'ticket-in-title')],
    });
    expect(await costs('pull_request')).toEqual({ [`pull_request:${repo}#7`]: '2' });
    expect(await costs('ticket')).toEqual({ 'ticket:abc-1': '2' });
  });
});

describe('a branch', () => {
  const pr = (n: number, at: string, branch = 'fix') =>
    link(`branch:${repo}@${branch}`, `pull_request:${repo}#${n}`, 'head-branch', at);

  test('names a ticket that is known, and one like it, and nothing else', async () => {
    await use(
      { session: 's1', branch: 'feature/ABC-12-fix-login', cost: 1 },
      { session: 's2', branch: 'abc-99', cost: 2 },
      { session: 's3', branch: 'fix-login', cost: 4 },
    );
    await tell({ commits: [commit('aaaaaaa', { tickets: ['abc-12'] })] });
    expect(await costs('ticket')).toEqual({ 'ticket:abc-12': '1', 'ticket:abc-99': '2' });
  });

  test('used again belongs to the pull request that was open at the time', async () => {
    await use(
      { session: 's1', branch: 'fix', day: '2026-01-10', cost: 1 },
      { session: 's2', branch: 'fix', day: '2026-03-10', cost: 2 },
      { session: 's3', branch: 'fix', day: '2026-06-10', cost: 4 },
    );
    const first = `pull_request:${repo}#1`;
    const second = `pull_request:${repo}#2`;
    await outcome('pull_request.merged', first, '2026-01-12 10:00:00');
    await outcome('pull_request.merged', second, '2026-03-12 10:00:00');
    await tell({ links: [pr(1, '2026-01-09T00:00:00.000Z'), pr(2, '2026-03-09T00:00:00.000Z')] });
    expect(await costs('pull_request')).toEqual({ [first]: '1', [second]: '2' });
  });

  test('that was renamed still reaches its pull request by the commits that it holds', async () => {
    await use({ session: 's1', branch: 'old-name', cost: 3 });
    await tell({
      commits: [commit('aaaaaaa', { on_main: false })],
      sessionCommits: [made('s1', 'aaaaaaa', { branch: 'old-name' })],
      links: [
        pr(1, '2026-03-09T00:00:00.000Z', 'new-name'),
        link(`commit:${'aaaaaaa'.padEnd(40, '0')}`, `pull_request:${repo}#1`, 'pull-request-commits'),
      ],
    });
    expect(await costs('pull_request')).toEqual({ [`pull_request:${repo}#1`]: '3' });
  });

  test('lies in the repository that alone knows it, where the folder does not tell', async () => {
    await use({ session: 's1', branch: 'fix', project: '/tmp/x', cost: 3 });
    await tell({ links: [pr(1, '2026-03-09T00:00:00.000Z')] });
    expect(await costs('branch')).toEqual({ [`branch:${repo}@fix`]: '3' });
    expect(await costs('pull_request')).toEqual({ [`pull_request:${repo}#1`]: '3' });
  });
});

describe('a person', () => {
  test('links by hand what no rule does, against what rules say', async () => {
    await use({ session: 's1', branch: 'abc-12', cost: 3 }, { session: 's2', cost: 4 });
    await tell({ commits: [commit('aaaaaaa', { tickets: ['abc-12'] })] });
    const wish = { revoked: false, reason: 'the work was for the other one' };
    await links.setLink('live', { from: 'ticket:abc-13', to: `branch:${repo}@abc-12`, ...wish }, 'ann');
    await links.setLink('live', { from: 'session:claude-code/s2', to: 'ticket:abc-12', ...wish }, 'ann');
    expect(await costs('ticket')).toEqual({ 'ticket:abc-13': '3', 'ticket:abc-12': '4' });
    expect(said).toContainEqual(expect.arrayContaining(['live', 'ticket:abc-13', 'ann']));
  });

  test('takes apart what rules link, by whichever way, and may take that back', async () => {
    await use({ session: 's1', branch: 'abc-12', cost: 3 });
    await tell({
      commits: [commit('aaaaaaa', { tickets: ['abc-12'] })],
      sessionCommits: [made('s1', 'aaaaaaa', { branch: 'abc-12' })],
    });
    const pair = { from: `branch:${repo}@abc-12`, to: 'ticket:abc-12', reason: 'another ticket' };
    await links.setLink('live', { ...pair, revoked: true }, 'ann');
    expect(await costs('ticket')).toEqual({});
    await links.setLink('live', { ...pair, revoked: false }, 'ann');
    expect(await costs('ticket')).toEqual({ 'ticket:abc-12': '3' });
  });

  test('is told what cannot be linked', async () => {
    const wish = { revoked: false, reason: 'x' };
    expect(
      await links.setLink('live', { from: 'ticket:a-1', to: 'ticket:a-2', ...wish }, 'ann'),
    ).toMatchObject({ refused: 'link-leads-nowhere' });
    expect(await links.setLink('live', { from: 'abc', to: 'ticket:a-2', ...wish }, 'ann')).toMatchObject({
      refused: 'work-key-unknown',
    });
  });
});

describe('a pull request that names the commit that it takes back', () => {
  const revert: WorkLink = {
    from: `pull_request:${repo}#9`,
    to: 'commit:aaaaaaa',
    rule: 'stated',
    evidence: 'reverts commit',
    occurred_at: '2026-03-15T10:00:00.000Z',
  };

  test('reverts the one that the commit is of, once, and gets none of its usage', async () => {
    await use({ session: 's1', branch: 'work', cost: 3 });
    const told = {
      links: [revert],
      commits: [commit('aaaaaaa', { pull_request: '7' })],
      sessionCommits: [made('s1', 'aaaaaaa')],
    };
    await tell(told);
    expect(await costs('pull_request')).toEqual({ [`pull_request:${repo}#7`]: '3' });
    const [reversal, ...more] = await links.reverts('live');
    expect(more).toEqual([]);
    expect(reversal).toMatchObject({
      kind: 'pull_request.reverted',
      source: 'git.log',
      work_key: `pull_request:${repo}#7`,
      occurred_at: '2026-03-15T10:00:00.000Z',
    });
    await engine.insertJsonLines(
      'outcome_journal',
      Buffer.from(`${JSON.stringify({ ...reversal, recorded_at: '2026-03-15 10:00:00' })}\n`),
    );
    expect(await links.reverts('live')).toEqual([]);
  });

  test('waits until the commit is known', async () => {
    await tell({ links: [revert] });
    expect(await links.reverts('live')).toEqual([]);
  });
});

describe('spend', () => {
  const range = { from: '2026-03-01', to: '2026-04-01', time_zone: 'UTC' };

  test('is linked once where an outcome was accepted, and is unlinked elsewhere', async () => {
    await use(
      { session: 's1', branch: 'abc-1', cost: 1 },
      { session: 's2', branch: 'abc-2', cost: 2 },
      { session: 's3', cost: 4 },
      { session: 's4', workflow: 'triage', cost: 8, thread: 'subagent' },
      { session: 's5', cost: 16, workspace: 'sample' },
    );
    await outcome('ticket.resolved', 'ticket:abc-1');
    await outcome('ticket.resolved', 'ticket:abc-2', '2026-03-12 10:00:00', 1);
    await outcome('custom.report', 'workflow:triage');
    await outcome('ticket.resolved', 'ticket:zzz-9');
    await tell({});
    expect(await links.coverage('live', range)).toMatchObject({
      cost: '15',
      linked: '9',
      by_rule: [
        { rule: 'workflow', cost: '8' },
        { rule: 'ticket-in-branch', cost: '1' },
      ],
      outcomes: '3',
      outcomes_without_usage: '1',
      outcomes_without_worker: '3',
      headless: '1',
    });
  });

  test('is counted once per kind of work item, whatever reaches it', async () => {
    await use({ session: 's1', branch: 'abc-1', cost: 5 });
    await tell({
      commits: [
        commit('aaaaaaa', { tickets: ['abc-1', 'abc-2'] }),
        commit('bbbbbbb', { tickets: ['abc-3'] }),
      ],
      sessionCommits: [
        made('s1', 'aaaaaaa', { branch: 'abc-1' }),
        made('s1', 'bbbbbbb', { branch: 'abc-1', at: '2026-03-10T11:00:00.000Z' }),
      ],
    });
    expect(await costs('ticket')).toEqual({ 'ticket:abc-1': '5' });
    expect(Object.values(await costs('commit'))).toEqual(['5']);
  });

  test('stays the same when everything is told again', async () => {
    await use({ session: 's1', branch: 'work', cost: 5 });
    const told = {
      commits: [commit('aaaaaaa', { tickets: ['abc-1'] })],
      sessionCommits: [made('s1', 'aaaaaaa')],
    };
    await tell(told);
    const before = await costs('ticket');
    await tell(told);
    await tell(told);
    expect(await costs('ticket')).toEqual(before);
    expect(before).toEqual({ 'ticket:abc-1': '5' });
    expect(await madeCommits()).toHaveLength(1);
  });
});
