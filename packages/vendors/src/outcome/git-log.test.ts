import type { GitCommit } from '@exchequer/model/contract';
import { describe, expect, test } from 'vitest';
import { readGitCommits } from './git-log.ts';

const sha = (digit: string) => digit.repeat(40);
const commit = (told: Partial<GitCommit>): GitCommit => ({
  sha: sha('a'),
  author_time: '2026-03-01T10:00:00+01:00',
  committer_time: '2026-03-02T10:00:00+01:00',
  parents: 1,
  author_email: 'Ada@Acme.test',
  subject: 'Tidy up',
  on_main: true,
  patch_id: '',
  co_authors: [],
  reverts: [],
  merge_request: '',
  insertions: 3,
  deletions: 1,
  files_changed: 1,
  ...told,
});
const read = (...commits: GitCommit[]) =>
  readGitCommits(commits, {
    workspace: 'live',
    repo: 'git@github.com:Acme/api.git',
    nowMs: Date.parse('2026-11-01'),
  });

describe('a git log', () => {
  test.each([
    ['Fix login (#12)', '12'],
    ['Merge pull request #7 from acme/fix', '7'],
    ['Say more of #7', ''],
  ])('%s names pull request %j', (subject, number) => {
    const { outcomes, evidence } = read(commit({ subject }));
    expect(evidence.commits[0]?.pull_request).toBe(number);
    expect(outcomes.map(({ work_key }) => work_key)).toEqual(
      number ? [`pull_request:github.com/acme/api#${number}`] : [],
    );
  });

  test('a merge of the main line is an outcome of its author at the time it came there', () => {
    const { outcomes } = read(commit({ subject: 'ABC-12 Fix login (#12)' }));
    expect(outcomes).toEqual([
      expect.objectContaining({
        source: 'git.log',
        source_event_id: 'pull_request.merged:pull_request:github.com/acme/api#12',
        occurred_at: '2026-03-02T09:00:00.000Z',
        identity: 'ada@acme.test',
        changed_lines: 4,
      }),
    ]);
  });

  test('commits of other branches, from before 2020 and from the future are no outcomes', () => {
    const subject = 'Fix login (#12)';
    const { outcomes, evidence } = read(
      commit({ subject, on_main: false }),
      commit({ subject, sha: sha('b'), committer_time: '2019-12-31T23:59:59Z' }),
      commit({ subject, sha: sha('c'), committer_time: '2026-12-01T00:00:00Z' }),
    );
    expect(outcomes).toEqual([]);
    expect(evidence.commits).toHaveLength(3);
  });

  test('of two commits that name one pull request the earlier is its merge', () => {
    const later = commit({ subject: 'Fix it again (#12)', committer_time: '2026-04-01T00:00:00Z' });
    const { outcomes } = read(later, commit({ sha: sha('b'), subject: 'Fix login (#12)' }));
    expect(outcomes.map(({ occurred_at }) => occurred_at)).toEqual(['2026-03-02T09:00:00.000Z']);
  });

  test('tickets link its pull request, and the subject itself is not kept', () => {
    const { evidence } = read(commit({ subject: '[spotter-4te] [wip] ABC-9: fix secret login (#12)' }));
    expect(evidence.commits[0]?.tickets).toEqual(['abc-9', 'spotter-4te']);
    expect(evidence.links.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'pull_request:github.com/acme/api#12 → ticket:abc-9',
      'pull_request:github.com/acme/api#12 → ticket:spotter-4te',
    ]);
    expect(JSON.stringify(evidence)).not.toContain('secret');
  });

  test('a revert names what it takes back, as its pull request or as itself', () => {
    const reverts = [sha('d')];
    const { evidence } = read(
      commit({ reverts, subject: 'Revert it (#13)' }),
      commit({ reverts, sha: sha('e') }),
    );
    expect(evidence.links.map(({ from, evidence: seen }) => [from, seen])).toEqual([
      ['pull_request:github.com/acme/api#13', 'reverts commit'],
      [`commit:${sha('e')}`, 'reverts commit'],
    ]);
  });

  test('an agent among the co-authors is evidence, without its address', () => {
    const { evidence } = read(
      commit({ co_authors: ['Ada <ada@acme.test>', 'Claude <noreply@anthropic.com>'] }),
    );
    expect(evidence.commits[0]?.co_author_model).toBe('Claude');
  });
});
