import { authorTimeWindowMs, type LinkRule, linkRules } from '@exchequer/model';
import { repositoryNameSql } from './place.ts';

const table = (name: string, select: string): string =>
  `CREATE OR REPLACE TABLE ${name} ENGINE = Memory AS\n${select}`;

/** What sessions say that they committed; the repository by name or by folder. */
const said = table(
  'link_said',
  `SELECT toString(tool) AS tool, session_id, branch, sha_prefix, at, said_by,
  if(c.repo != '', ${repositoryNameSql('c.repo')}, if(notEmpty(p.found), p.found[1], '')) AS repo
FROM (SELECT * FROM session_commit FINAL WHERE workspace = {workspace:String}) AS c
LEFT JOIN link_project AS p ON p.project = c.project`,
);

const commits = table(
  'link_git',
  `SELECT toString(repo) AS repo, sha, substring(sha, 1, 7) AS short, author_time, on_main, patch_id, subject_hash, author
FROM git_commit FINAL WHERE workspace = {workspace:String}`,
);

/** The commit itself, on whatever branch a log holds it. */
const seen = table(
  'link_seen',
  `SELECT s.*, c.repo AS c_repo, c.sha AS sha, c.on_main AS on_main, c.author_time AS author_time,
  c.patch_id AS patch_id, c.subject_hash AS subject_hash, c.author AS author
FROM (SELECT *, substring(sha_prefix, 1, 7) AS short FROM link_said) AS s
INNER JOIN link_git AS c ON c.short = s.short
WHERE startsWith(c.sha, s.sha_prefix) AND (s.repo = '' OR s.repo = c.repo)`,
);

const direct = `multiIf(said_by = 'otel', 'otel-commit', said_by = 'session-meta', 'session-commit', 'printed-sha')`;

/** A candidate: the commit on main that the session's is, `far` seconds away where that chooses. */
const candidate = (from: string, { rank, rule, far, where }: Candidate): string =>
  `SELECT s.tool AS tool, s.session_id AS session_id, s.branch AS branch, s.sha_prefix AS sha_prefix, s.at AS at,
    c.repo AS repo, c.sha AS sha, c.on_main AS on_main, ${rule} AS rule, ${rank} AS rank, toInt64(${far}) AS far
  FROM ${from} WHERE ${where}`;

interface Candidate {
  rank: number;
  rule: string;
  far: string;
  where: string;
}

const secondsApart = `abs(dateDiff('second', s.author_time, c.author_time))`;
const off = `(SELECT * FROM link_seen WHERE on_main = 0) AS s`;
const main = `(SELECT * FROM link_git WHERE on_main = 1) AS c`;
/** An amended commit keeps its subject for some days at most; later, another commit has the same one. */
const amendedWithinSeconds = 7 * 86_400;
const rebased = "'rebased-twin'";

/**
 * A rebase or squash leaves the printed hash behind: its twin on the main line has the same patch, or
 * the same subject about the same time, or the same author at the same second. Where no log holds the
 * printed hash at all, a commit authored in the seconds before it was printed is the one.
 */
const candidates = [
  candidate(
    `(SELECT *, 1 AS one FROM link_seen WHERE on_main = 1) AS s INNER JOIN link_git AS c ON c.repo = s.c_repo AND c.sha = s.sha`,
    { rank: 1, rule: direct.replaceAll('said_by', 's.said_by'), far: '0', where: '1' },
  ),
  candidate(`${off} INNER JOIN ${main} ON c.repo = s.c_repo AND c.patch_id = s.patch_id`, {
    rank: 2,
    rule: rebased,
    far: secondsApart,
    where: `s.patch_id != ''`,
  }),
  candidate(`${off} INNER JOIN ${main} ON c.repo = s.c_repo AND c.subject_hash = s.subject_hash`, {
    rank: 3,
    rule: rebased,
    far: secondsApart,
    where: `s.subject_hash != '' AND ${secondsApart} <= ${amendedWithinSeconds}`,
  }),
  candidate(
    `${off} INNER JOIN ${main} ON c.repo = s.c_repo AND c.author_time = s.author_time AND c.author = s.author`,
    { rank: 4, rule: rebased, far: '0', where: `s.author != ''` },
  ),
  candidate(
    `(SELECT * FROM link_said WHERE repo != '') AS s ASOF INNER JOIN ${main} ON c.repo = s.repo AND s.at >= c.author_time`,
    {
      rank: 5,
      rule: "'author-time'",
      far: "dateDiff('millisecond', c.author_time, s.at)",
      where: `dateDiff('millisecond', c.author_time, s.at) <= ${authorTimeWindowMs}`,
    },
  ),
  candidate(`${off} INNER JOIN link_git AS c ON c.repo = s.c_repo AND c.sha = s.sha`, {
    rank: 6,
    rule: direct.replaceAll('said_by', 's.said_by'),
    far: '0',
    where: '1',
  }),
];

const chosen = table(
  'link_chosen',
  `SELECT tool, session_id, branch, sha_prefix, at, repo, sha, on_main, rule
FROM (${candidates.join('\n  UNION ALL ')})
ORDER BY tool, session_id, branch, sha_prefix, at, rank, far, sha LIMIT 1 BY tool, session_id, branch, sha_prefix, at`,
);

/** Statements that find which commit on the main line each commit of a session is. */
export const sessionCommitStatements: readonly string[] = [said, commits, seen, chosen];

/** Confidence of a rule in thousandths, in SQL. */
export const confidenceSql = (rule: string): string =>
  `toUInt16(transform(toString(${rule}), [${keys.map((key) => `'${key}'`).join(', ')}], [${keys
    .map((key) => linkRules[key].confidencePermille)
    .join(', ')}], 0))`;
const keys = Object.keys(linkRules) as LinkRule[];

/** Rows of `commit_of_session` without the workspace. */
export const commitOfSessionSelect = `SELECT s.tool, s.session_id, s.branch,
  (s.branch = '' OR NOT has(b.branches, s.branch))::UInt8 AS any_branch, s.sha_prefix, s.at,
  if(c.sha = '', s.repo, c.repo) AS repo, c.sha AS sha, c.on_main AS on_main, c.rule AS rule,
  ${confidenceSql('c.rule')} AS confidence
FROM link_said AS s
LEFT JOIN link_chosen AS c
  ON c.tool = s.tool AND c.session_id = s.session_id AND c.branch = s.branch AND c.sha_prefix = s.sha_prefix AND c.at = s.at
LEFT JOIN (SELECT tool, session_id, groupUniqArray(branch) AS branches FROM link_place GROUP BY tool, session_id) AS b
  ON b.tool = s.tool AND b.session_id = s.session_id`;
