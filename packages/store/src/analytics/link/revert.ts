import type { NormalisedOutcome, WorkKey } from '@exchequer/model';
import type { AnalyticsEngine } from '../engine/index.ts';

/** What a link says that is no link of work: the one takes the other back. */
export const revertsCommit = 'reverts commit';

/**
 * Pull requests that another one, or a commit without one, reverts by naming their commit alone, as
 * `git revert` does: once the commit is known to be theirs, they are reverted. Those booked already are left out.
 */
export async function readReverts(engine: AnalyticsEngine, workspace: string): Promise<NormalisedOutcome[]> {
  const rows = await engine.query<{ reverted: WorkKey; reverting: string; at: string; repo: string }>(
    `SELECT reverted, reverting, min(at) AS at, any(repo) AS repo FROM (
  SELECT o.to_key AS reverted, r.from_key AS reverting, r.occurred_at AS at, extract(o.to_key, '^pull_request:(.*)#') AS repo
  FROM (SELECT from_key, occurred_at, substring(to_key, 8, 7) AS short, substring(to_key, 8) AS sha FROM work_link FINAL
    WHERE workspace = {workspace:String} AND evidence = '${revertsCommit}' AND from_kind IN ('pull_request', 'commit') AND revoked = 0) AS r
  INNER JOIN (
    SELECT substring(from_key, 8) AS sha, substring(from_key, 8, 7) AS short, to_key FROM work_link FINAL
    WHERE workspace = {workspace:String} AND from_kind = 'commit' AND to_kind = 'pull_request' AND revoked = 0
      AND evidence != '${revertsCommit}'
    UNION DISTINCT
    SELECT sha, substring(sha, 1, 7), concat('pull_request:', toString(repo), '#', pull_request) FROM git_commit FINAL
    WHERE workspace = {workspace:String} AND pull_request != '' AND on_main = 1
  ) AS o ON o.short = r.short
  WHERE startsWith(o.sha, r.sha) AND o.to_key != r.from_key
)
WHERE concat('pull_request.reverted:', reverted, ':by-', reverting) NOT IN (
  SELECT source_event_id FROM outcome_journal
  WHERE workspace = {workspace:String} AND source = 'git.log' AND kind = 'pull_request.reverted')
GROUP BY reverted, reverting ORDER BY at, reverted LIMIT 10000`,
    { workspace },
  );
  return rows.map(({ reverted, reverting, at, repo }) => ({
    workspace,
    source: 'git.log',
    source_event_id: `pull_request.reverted:${reverted}:by-${reverting}`,
    occurred_at: at,
    version_at: at,
    kind: 'pull_request.reverted',
    work_key: reverted,
    repo,
    outcomes: 1,
  }));
}
