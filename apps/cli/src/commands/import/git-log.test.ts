import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitCommit } from '@exchequer/model/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mainLineOf, readCommits, remoteOf } from './git-log-read.ts';

describe('the log of a repository', () => {
  let folder: string;
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      env: {
        ...{ PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
        ...{ GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@acme.test' },
        ...{ GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@acme.test' },
      },
    }).trim();
  const commit = (file: string, text: string, ...message: string[]): string => {
    writeFileSync(join(folder, file), text);
    git('add', '.');
    git('commit', '-q', ...message.flatMap((part) => ['-m', part]));
    return git('rev-parse', 'HEAD');
  };
  let shas: { fix: string; revert: string; branch: string; twin: string };
  let read: GitCommit[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'exchequer-git-'));
    git('init', '-q', '-b', 'main');
    git('remote', 'add', 'origin', 'git@github.com:acme/api.git');
    commit('a', 'one\ntwo\n', 'Begin');
    git('checkout', '-q', '-b', 'topic');
    const branch = commit('b', 'x\n', 'Add b', 'Co-authored-by: Claude <noreply@anthropic.com>');
    git('checkout', '-q', 'main');
    const fix = commit('a', 'one\n', 'Fix login (#12)');
    git('cherry-pick', branch);
    const twin = git('rev-parse', 'HEAD');
    const revert = commit('a', 'one\ntwo\n', 'Revert "Fix login"', `This reverts commit ${fix}.`);
    shas = { fix, revert, branch, twin };
    read = [];
    for await (const one of readCommits(folder, await mainLineOf(folder))) read.push(one);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const of = (sha: string) => read.find((one) => one.sha === sha) as GitCommit;

  test('names its remote and its main line', async () => {
    expect(await remoteOf(folder)).toBe('git@github.com:acme/api.git');
    expect(await mainLineOf(folder)).toBe('refs/heads/main');
  });

  test('tells every commit of every branch once, and which are on the main line', () => {
    expect(read.map(({ sha }) => sha).sort()).toEqual(
      [...new Set(git('rev-list', '--all').split('\n'))].sort(),
    );
    expect([of(shas.branch).on_main, of(shas.twin).on_main]).toEqual([false, true]);
  });

  test('counts lines and reads what messages say', () => {
    expect(of(shas.fix)).toMatchObject({
      subject: 'Fix login (#12)',
      insertions: 0,
      deletions: 1,
      files_changed: 1,
    });
    expect(of(shas.revert).reverts).toEqual([shas.fix]);
    expect(of(shas.branch).co_authors).toEqual(['Claude <noreply@anthropic.com>']);
  });

  test('twins share the id of their patch', () => {
    expect(of(shas.twin).patch_id).toMatch(/^[0-9a-f]{40}$/);
    expect(of(shas.twin).patch_id).toBe(of(shas.branch).patch_id);
  });

  test('a folder that is no repository is refused with what git said', async () => {
    const reading = async () => {
      for await (const _ of readCommits(tmpdir(), 'HEAD')) break;
    };
    await expect(reading()).rejects.toThrow(/git rev-list failed/);
  });
});
