import { repositoryName } from '@exchequer/core/link';
import {
  type CommitFact,
  linkRules,
  readWorkKey,
  type SessionCommit,
  type WorkEvidence,
  type WorkLink,
} from '@exchequer/model';
import type { AnalyticsEngine } from '../engine/index.ts';

/**
 * Keeps links, commits and commits of sessions. What is known already is replaced by itself, so the
 * same again changes nothing.
 */
export async function keepEvidence(
  engine: AnalyticsEngine,
  workspace: string,
  { links, commits, sessionCommits }: WorkEvidence,
  recordedAt: string,
): Promise<void> {
  const row = <T>(columns: T) => ({ workspace, recorded_at: recordedAt, ...columns });
  await insert(engine, 'work_link', links.flatMap(linkRow).map(row));
  await insert(engine, 'git_commit', commits.map(commitRow).map(row));
  await insert(engine, 'session_commit', sessionCommits.map(sessionCommitRow).map(row));
}

async function insert(engine: AnalyticsEngine, table: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await engine.insertJsonLines(table, Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join('')));
}

/** A key that names no work item links nothing. */
function linkRow({ from, to, rule, evidence, occurred_at, revoked = false }: WorkLink): object[] {
  const [start, end] = [readWorkKey(from), readWorkKey(to)];
  if (!start || !end || from === to) return [];
  return [
    {
      from_kind: start.kind,
      from_key: from,
      to_kind: end.kind,
      to_key: to,
      rule,
      confidence: linkRules[rule].confidencePermille,
      evidence: evidence.slice(0, 500),
      occurred_at,
      revoked: revoked ? 1 : 0,
    },
  ];
}

const commitRow = (commit: CommitFact) => ({
  ...commit,
  repo: repositoryName(commit.repo),
  sha: commit.sha.toLowerCase(),
  tickets: commit.tickets.map((ticket) => ticket.toLowerCase()),
  on_main: commit.on_main ? 1 : 0,
  parents: Math.min(commit.parents, 255),
});

const sessionCommitRow = (commit: SessionCommit) => ({
  ...commit,
  repo: repositoryName(commit.repo),
  sha_prefix: commit.sha_prefix.toLowerCase(),
});
