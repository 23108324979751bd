import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommitFact } from '@exchequer/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestServer, testServer } from '../testing/index.ts';

const data = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
const present = existsSync(data);
if (!present)
  console.warn('skipped: real usage joined with real commits (no ../shared/data beside this checkout)');

interface CommitLine {
  sha: string;
  author_time: string;
  committer_time: string;
  branch_key: string | null;
  co_author_model: string | null;
  files_changed: number;
  insertions: number;
  deletions: number;
  stat_incomplete?: boolean;
  twin_on_head?: string;
  twin_rule?: 'patch-id' | 'same-subject';
}
interface Joined {
  requests: number;
  cost_usd_exact: string;
  commits_on_head_with_key: string[];
  commits_on_head_linked_by_printed_commit: string[];
  commits_on_head_any_rule: string[];
}
interface Printed {
  session: string;
  branch: string;
  short_sha: string;
  printed_at: string;
  head_commit: string;
  rule: string;
}
interface Oracle {
  branch_join: Record<string, Joined>;
  printed_commits: Printed[];
  naive_wrong: {
    join_printed_sha_to_head_only: number;
    count_commits_of_all_refs_per_key: Record<string, number>;
  };
}

const linesOf = (file: string): CommitLine[] =>
  readFileSync(join(data, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CommitLine);

const repo = 'git.example.com/dev/spotter';

/** A line as the log of the repository would have told it: twins share a patch or a subject. */
function factOf(line: CommitLine, onMain: boolean, twins: ReadonlyMap<string, string>): CommitFact {
  const rule = line.twin_rule ?? twins.get(line.sha);
  const of = line.twin_on_head ?? line.sha;
  return {
    repo,
    sha: line.sha,
    author_time: line.author_time,
    committer_time: line.committer_time,
    on_main: onMain,
    patch_id: rule === 'patch-id' ? `patch-${of}` : `patch-${line.sha}`,
    subject_hash: rule === undefined ? `subject-${line.sha}` : `subject-${of}`,
    tickets: line.branch_key ? [line.branch_key] : [],
    pull_request: '',
    author: '',
    co_author_model: line.co_author_model ?? '',
    parents: 1,
    insertions: line.insertions,
    deletions: line.deletions,
    files_changed: line.files_changed,
    stat_incomplete: line.stat_incomplete ? 1 : 0,
  };
}

function commitFacts(): CommitFact[] {
  const [main, others] = [linesOf('commits.jsonl'), linesOf('commits-other-refs.jsonl')];
  const twins = new Map(others.map((line) => [line.twin_on_head ?? '', line.twin_rule ?? '']));
  return [
    ...main.map((line) => factOf(line, true, twins)),
    ...others.map((line) => factOf(line, false, new Map())),
  ];
}

const ruleNames: Record<string, string> = {
  'author-time': 'author-time',
  'rebased-twin': 'sha-of-rebased-twin',
};

describe.skipIf(!present)('usage joined with the commits of its repository', () => {
  const oracle = present
    ? (JSON.parse(readFileSync(join(data, 'commits.expected.json'), 'utf8')) as Oracle)
    : ({} as Oracle);
  let server: TestServer;

  beforeAll(async () => {
    server = await testServer();
    const { id } = server.imports.start({
      workspace: 'live',
      kind: 'claude-code',
      path: join(data, 'claude-code'),
    });
    expect(await server.imports.finished(id)).toMatchObject({ state: 'done', error: null });
    await server.services.links.keep('live', { links: [], commits: commitFacts(), sessionCommits: [] });
    await server.services.links.resolve('live');
  });
  afterAll(() => server?.remove());

  const worksOf = (kind: string) =>
    server.services.links.works('live', { range: null, kind, search: '', limit: 100, offset: 0 });

  test('finds every printed commit on the main line, rebased and amended ones too', async () => {
    const found = await server.services.links.sessionCommits('live');
    const asPrinted = found.map((one) => ({
      session: one.session_id,
      branch: one.branch,
      short_sha: one.sha_prefix,
      printed_at: one.at,
      head_commit: one.sha,
      rule: ruleNames[one.rule],
    }));
    const expected = oracle.printed_commits.map(
      ({ session, branch, short_sha, printed_at, head_commit, rule }) => ({
        session,
        branch,
        short_sha,
        printed_at,
        head_commit,
        rule,
      }),
    );
    expect(byTime(asPrinted)).toEqual(byTime(expected));
    expect(found.every(({ on_main }) => on_main === 1)).toBe(true);
  });

  test('gives each branch its cost, requests and commits', async () => {
    const works = await worksOf('branch');
    const joined = Object.fromEntries(
      works.map(({ work_key, requests, cost, commits }) => [
        work_key.slice(`branch:${repo}@`.length),
        {
          requests: Number(requests),
          cost_usd_exact: cost,
          commits_on_head_with_key: commits.by_key,
          commits_on_head_linked_by_printed_commit: commits.by_session,
          commits_on_head_any_rule: commits.any,
        },
      ]),
    );
    const expected = Object.fromEntries(
      Object.entries(oracle.branch_join).map(([branch, one]) => [
        branch,
        {
          requests: one.requests,
          cost_usd_exact: one.cost_usd_exact,
          commits_on_head_with_key: one.commits_on_head_with_key.toSorted(),
          commits_on_head_linked_by_printed_commit: one.commits_on_head_linked_by_printed_commit.toSorted(),
          commits_on_head_any_rule: one.commits_on_head_any_rule.toSorted(),
        },
      ]),
    );
    expect(joined).toEqual(expected);
    expect(works.every(({ work_key }) => work_key.startsWith(`branch:${repo}@`))).toBe(true);
  });

  test('reaches the tickets that the branches are named after', async () => {
    const tickets = await worksOf('ticket');
    const costs = Object.fromEntries(tickets.map(({ work_key, cost }) => [work_key, cost]));
    const expected = Object.entries(oracle.branch_join)
      .filter(([branch]) => branch !== 'master')
      .map(([branch, one]) => [`ticket:${branch}`, one.cost_usd_exact]);
    expect(costs).toEqual(Object.fromEntries(expected));
  });

  test('shows a branch as incomplete of which only a subagent left a record', async () => {
    const works = await worksOf('branch');
    const headless = works.filter((one) => one.headless !== '0').map((one) => one.work_key);
    expect(headless).toEqual([`branch:${repo}@spotter-0rt`]);
  });

  test('differs from what careless joins would report', async () => {
    const printed = new Set(oracle.printed_commits.map(({ short_sha }) => short_sha));
    const main = linesOf('commits.jsonl');
    const careless = main.filter(({ sha }) => printed.has(sha.slice(0, 7))).length;
    expect(careless).toBe(oracle.naive_wrong.join_printed_sha_to_head_only);
    expect(await server.services.links.sessionCommits('live')).not.toHaveLength(careless);
    const works = await worksOf('branch');
    const a0y = works.find(({ work_key }) => work_key.endsWith('@spotter-a0y'));
    expect(a0y?.commits.by_key).not.toHaveLength(
      oracle.naive_wrong.count_commits_of_all_refs_per_key['spotter-a0y'] ?? 0,
    );
  });
});

const byTime = <T extends { printed_at: string; short_sha: string }>(rows: readonly T[]): T[] =>
  rows.toSorted((a, b) => `${a.printed_at}${a.short_sha}`.localeCompare(`${b.printed_at}${b.short_sha}`));
