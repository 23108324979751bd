import type { DateRange } from '@exchequer/model/contract';
import type { AnalyticsEngine } from '../engine/index.ts';

/** Kinds of work items that usage is listed by. */
export type ListedKind = 'ticket' | 'branch' | 'pull_request' | 'workflow' | 'commit';

export interface WorksAsked {
  range: DateRange | null;
  kind: string;
  search: string;
  /** Only this one. */
  key?: string;
  limit: number;
  offset: number;
}

/** Sums of the usage that reached a work item. Counts and money as decimal text. */
export interface WorkSums {
  work_key: string;
  cost: string;
  tokens: string;
  requests: string;
  sessions: string;
  weakest_rule: string;
  /** Sessions of which no own usage is known, only that of subagents. */
  headless: string;
}

export interface WorkCommits {
  by_key: string[];
  by_session: string[];
  any: string[];
}

/** Where usage and its work items meet. */
export const samePlace = ['tool', 'session_id', 'repo', 'branch', 'workflow']
  .map((name) => `j.${name} = w.${name}`)
  .join(' AND ');

const inRange = (range: DateRange | null): string =>
  range ? 'AND j.day >= {from:Date} AND j.day < {to:Date}' : '';

export const boundRange = (range: DateRange | null): Record<string, string> =>
  range ? { from: range.from, to: range.to } : {};

/** Work items of a kind by the usage that reached them, dearest first. */
export function readWorks(
  engine: AnalyticsEngine,
  workspace: string,
  { range, kind, search, key, limit, offset }: WorksAsked,
): Promise<WorkSums[]> {
  return engine.query<WorkSums>(
    `SELECT work_key, toString(sum(cost_part)) AS cost, toString(sum(token_part)) AS tokens,
  toString(sum(request_part)) AS requests, toString(uniqExact(tool, session_id)) AS sessions,
  argMin(rule, (confidence, rule)) AS weakest_rule,
  toString(uniqExactIf((tool, session_id), (tool, session_id) IN (${headlessSessions}))) AS headless
FROM (
  SELECT w.work_key AS work_key, toString(w.rule) AS rule, w.confidence AS confidence, toString(j.tool) AS tool, j.session_id AS session_id,
    j.cost_list AS cost_part, j.tokens AS token_part, j.requests AS request_part
  FROM usage_session AS j
  INNER JOIN (SELECT * FROM (${kind === 'session' ? sessionPlaces : workPlaces})
    WHERE ({key:String} = '' OR work_key = {key:String}) AND ({search:String} = '' OR positionCaseInsensitiveUTF8(work_key, {search:String}) > 0)) AS w
    ON ${samePlace}
  WHERE j.workspace = {workspace:String} ${inRange(range)}
)
GROUP BY work_key HAVING sum(request_part) != 0 OR sum(token_part) != 0 OR sum(cost_part) != 0
ORDER BY sum(cost_part) DESC, work_key LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
    { workspace, kind, search, key: key ?? '', limit, offset, ...boundRange(range) },
  );
}

const workPlaces = `SELECT tool, session_id, repo, branch, workflow, work_key, rule, confidence
    FROM usage_work WHERE workspace = {workspace:String} AND work_kind = {kind:String}`;

/** A session is a work item of its own usage. */
const sessionPlaces = `SELECT DISTINCT tool, session_id, repo, branch, workflow,
      concat('session:', tool, '/', session_id) AS work_key, 'stated' AS rule, 1000 AS confidence
    FROM usage_session WHERE workspace = {workspace:String} AND concat('session:', tool, '/', session_id) = {key:String}`;

/**
 * Sessions whose own record never came: of Claude Code, a subagent writes beside its session and under
 * its id. Other tools give a subagent a session of its own.
 */
export const headlessSessions = `SELECT toString(tool), session_id FROM usage_session
  WHERE workspace = {workspace:String} AND tool = 'claude-code' AND session_id != ''
  GROUP BY tool, session_id HAVING sumIf(requests, thread NOT IN ('subagent', 'compact')) = 0 AND sum(requests) > 0`;

/** Commits on the main line that belong to work items, by how that is known. */
export async function readCommits(
  engine: AnalyticsEngine,
  workspace: string,
  kind: string,
  keys: readonly string[],
): Promise<Map<string, WorkCommits>> {
  const rows = await engine.query<{ work_key: string; by_key: string[]; by_session: string[] }>(
    `SELECT key AS work_key, arraySort(groupUniqArrayIf(sha, named = 1)) AS by_key, arraySort(groupUniqArrayIf(sha, named = 0)) AS by_session
FROM (
  SELECT k.key AS key, c.sha AS sha, 1 AS named
  FROM (${namesOf[kind] ?? "SELECT '' AS key, '' AS name WHERE 0"}) AS k
  INNER JOIN (
    SELECT sha, arrayJoin(arrayConcat([concat('commit:', sha)], arrayMap(t -> concat('ticket:', t), tickets),
      if(pull_request = '', [], [concat('pull_request:', toString(repo), '#', pull_request)]))) AS name
    FROM git_commit FINAL WHERE workspace = {workspace:String} AND on_main = 1
  ) AS c ON c.name = k.name
  UNION ALL
  SELECT w.work_key, c.sha, 0
  FROM (SELECT * FROM usage_work WHERE workspace = {workspace:String} AND work_kind = {kind:String} AND work_key IN ({keys:Array(String)})) AS w
  INNER JOIN (SELECT * FROM commit_of_session WHERE workspace = {workspace:String} AND on_main = 1 AND sha != '') AS c
    ON c.tool = w.tool AND c.session_id = w.session_id
  WHERE c.any_branch = 1 OR c.branch = w.branch
) GROUP BY key`,
    { workspace, kind, keys },
  );
  return new Map(
    rows.map(({ work_key, by_key, by_session }) => [
      work_key,
      { by_key, by_session, any: [...new Set([...by_key, ...by_session])].sort() },
    ]),
  );
}

const itself = 'SELECT arrayJoin({keys:Array(String)}) AS key, key AS name';

/** The names under which commits speak of a work item: its own, and for a branch that of its ticket. */
const namesOf: Readonly<Record<string, string>> = {
  ticket: itself,
  commit: itself,
  pull_request: `${itself}
    UNION DISTINCT SELECT to_key, from_key FROM work_link FINAL
    WHERE workspace = {workspace:String} AND from_kind = 'commit' AND to_kind = 'pull_request' AND revoked = 0 AND to_key IN ({keys:Array(String)})`,
  branch: `SELECT DISTINCT b.work_key AS key, t.work_key AS name
    FROM (SELECT * FROM usage_work WHERE workspace = {workspace:String} AND work_kind = 'branch' AND work_key IN ({keys:Array(String)})) AS b
    INNER JOIN (SELECT * FROM usage_work WHERE workspace = {workspace:String} AND work_kind = 'ticket' AND rule IN ('ticket-in-branch', 'manual')) AS t
      ON t.tool = b.tool AND t.session_id = b.session_id AND t.repo = b.repo AND t.branch = b.branch AND t.workflow = b.workflow`,
};

/** A step that leads to a work item or on from it. */
export interface LinkRow {
  from: string;
  to: string;
  rule: string;
  confidence: number;
  evidence: string;
  revoked: 0 | 1;
}

/** Links told of a work item, and the commits of its sessions, strongest first. */
export function readLinks(
  engine: AnalyticsEngine,
  workspace: string,
  kind: string,
  key: string,
): Promise<LinkRow[]> {
  return engine.query<LinkRow>(
    `SELECT * FROM (
  SELECT from_key AS \`from\`, to_key AS \`to\`, toString(rule) AS rule, confidence, evidence, revoked
  FROM work_link FINAL WHERE workspace = {workspace:String} AND (from_key = {key:String} OR to_key = {key:String})
  UNION DISTINCT
  SELECT concat('session:', c.tool, '/', c.session_id), concat('commit:', c.sha), toString(c.rule), c.confidence,
    concat('[', if(c.branch = '', 'detached HEAD', c.branch), ' ', c.sha_prefix, ']'), 0
  FROM (SELECT * FROM commit_of_session WHERE workspace = {workspace:String} AND sha != '') AS c
  LEFT SEMI JOIN (SELECT tool, session_id FROM usage_work
    WHERE workspace = {workspace:String} AND work_kind = {kind:String} AND work_key = {key:String}) AS w
    ON w.tool = c.tool AND w.session_id = c.session_id
  UNION DISTINCT
  SELECT concat('session:', tool, '/', session_id), concat('commit:', sha), toString(rule), confidence,
    concat('[', if(branch = '', 'detached HEAD', branch), ' ', sha_prefix, ']'), 0
  FROM commit_of_session WHERE workspace = {workspace:String} AND sha != '' AND concat('session:', tool, '/', session_id) = {key:String}
) ORDER BY confidence DESC, \`from\`, \`to\`, evidence LIMIT 500`,
    { workspace, kind, key },
  );
}

/** A commit of a session and which commit on the main line it is. */
export interface SessionCommitRow {
  tool: string;
  session_id: string;
  branch: string;
  sha_prefix: string;
  at: string;
  /** Empty where no log holds it. */
  sha: string;
  on_main: 0 | 1;
  rule: string;
}

/** Every commit that sessions told of. */
export function readSessionCommits(engine: AnalyticsEngine, workspace: string): Promise<SessionCommitRow[]> {
  return engine.query<SessionCommitRow>(
    `SELECT toString(tool) AS tool, session_id, branch, sha_prefix, at, sha, on_main, toString(rule) AS rule
FROM commit_of_session WHERE workspace = {workspace:String} ORDER BY at, sha_prefix`,
    { workspace },
  );
}

/** An outcome of a work item as it stands. */
export interface WorkOutcomeRow {
  id: string;
  occurred_at: string;
  recorded_at: string;
  source: string;
  kind: string;
  work_key: string;
  team_id: string;
  handled_by: string;
  counted: 0 | 1;
  reversed: 0 | 1;
  currency: string;
  value: string;
  quality_points: string;
  quality_count: string;
}

/** Outcomes of work items, newest first. */
export function readWorkOutcomes(
  engine: AnalyticsEngine,
  workspace: string,
  keys: readonly string[],
): Promise<WorkOutcomeRow[]> {
  return engine.query<WorkOutcomeRow>(
    `SELECT lower(hex(event_key)) AS id, occurred_at, recorded AS recorded_at, toString(source) AS source,
  toString(kind) AS kind, work_key, toString(team_id) AS team_id, toString(handled_by) AS handled_by, counted, reversed,
  toString(currency) AS currency, toString(value_sum) AS value, toString(points) AS quality_points, toString(ratings) AS quality_count
FROM (
  SELECT event_key, occurred_at, source, kind, work_key, team_id, handled_by, counted, reversed, currency,
    max(o.recorded_at) AS recorded, sum(o.value) AS value_sum, sum(o.quality_points) AS points,
    sum(o.quality_count) AS ratings, sum(o.outcomes) AS n
  FROM outcome_journal AS o WHERE workspace = {workspace:String} AND work_key IN ({keys:Array(String)})
  GROUP BY event_key, occurred_at, source, kind, work_key, team_id, handled_by, counted, reversed, currency
  HAVING n != 0
) ORDER BY occurred_at DESC, event_key LIMIT 2000`,
    { workspace, keys },
  );
}
