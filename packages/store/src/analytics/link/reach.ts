import { rulesByStrength, workOrder } from '@exchequer/core/link';
import { outcomeKinds } from '@exchequer/model';
import { confidenceSql } from './session-commit.ts';

const columns = `place UInt64, kind String, key String, rule String, confidence UInt16, manual UInt8, at DateTime64(3, 'UTC'), path Array(String)`;

const order = (rule: string): string =>
  `indexOf([${rulesByStrength.map((one) => `'${one}'`).join(', ')}], ${rule})`;

/** What usage itself names: its session, workflow, branch, and the commits of its session. */
const seeds = `INSERT INTO link_reach
SELECT place, 'session', concat('session:', tool, '/', session_id) AS key, 'stated', 1000, 0, toDateTime64(0, 3, 'UTC'), [key]
FROM link_place WHERE session_id != ''
UNION ALL
SELECT place, 'workflow', concat('workflow:', workflow) AS key, 'workflow', ${confidenceSql("'workflow'")}, 0, toDateTime64(0, 3, 'UTC'), [key]
FROM link_place WHERE workflow != ''
UNION ALL
SELECT place, 'branch', concat('branch:', known_repo, '@', branch) AS key, 'branch', ${confidenceSql("'branch'")}, 0, toDateTime64(0, 3, 'UTC'), [key]
FROM link_place WHERE branch != ''
UNION ALL
SELECT p.place, 'commit', concat('commit:', c.sha) AS key, toString(c.rule), c.confidence, 0, c.at,
  [concat('session:', p.tool, '/', p.session_id), key]
FROM link_place AS p
INNER JOIN commit_of_session_fresh AS c ON c.tool = p.tool AND c.session_id = p.session_id
WHERE c.sha != '' AND (c.any_branch = 1 OR c.branch = p.branch)`;

/** What a person took apart is reached by no rule, from the usage or from anything on the way. */
const together = `NOT arrayExists(pair -> (pair.1 = to_key AND has(nodes, pair.2)) OR (pair.2 = to_key AND has(nodes, pair.1)),
  (SELECT pairs FROM link_revoked))`;

/** A branch's usage belongs to a pull request from a month before it was opened until it ended. */
const inTime = `(from_kind != 'branch' OR to_kind != 'pull_request' OR rule = 'manual'
  OR ((at = toDateTime64(0, 3, 'UTC') OR last_day >= toDate(at) - 30)
    AND (ended_at = toDateTime64(0, 3, 'UTC') OR first_day <= toDate(ended_at) + 1)))`;

/**
 * One step further, to one kind of work item. The weakest step decides how sure a way is; of equal
 * ways to one item the strongest stays.
 */
const step = (kind: string): string => `INSERT INTO link_reach
SELECT place, '${kind}', to_key, weakest, sure, by_hand, since, arrayPushBack(path, to_key) FROM (
  SELECT r.place AS place, r.kind AS from_kind, '${kind}' AS to_kind, e.to_key AS to_key, e.rule AS rule, e.at AS at, r.path AS path,
    if(e.confidence < r.confidence OR (e.confidence = r.confidence AND ${order('e.rule')} < ${order('r.rule')}), e.rule, r.rule) AS weakest,
    least(e.confidence, r.confidence) AS sure,
    greatest(r.manual, e.rule = 'manual')::UInt8 AS by_hand,
    greatest(r.at, e.at) AS since,
    p.first_day AS first_day, p.last_day AS last_day, d.ended_at AS ended_at,
    arrayConcat(r.path, [concat('session:', p.tool, '/', p.session_id), concat('workflow:', p.workflow),
      concat('branch:', p.known_repo, '@', p.branch)]) AS nodes
  FROM link_reach AS r
  INNER JOIN (SELECT * FROM link_edge WHERE to_kind = '${kind}') AS e ON e.from_key = r.key
  INNER JOIN link_place AS p ON p.place = r.place
  LEFT JOIN link_end AS d ON d.work_key = e.to_key
) WHERE ${inTime} AND ${together}
ORDER BY place, to_key, by_hand DESC, sure DESC, ${order('weakest')}, since, path LIMIT 1 BY place, to_key`;

/** Statements that walk from usage along links as far as they lead. */
export const reachStatements: readonly string[] = [
  `CREATE OR REPLACE TABLE link_reach (${columns}) ENGINE = Memory`,
  seeds,
  ...workOrder.slice(1).map(step),
];

const results = Object.entries(outcomeKinds)
  .filter(([, facts]) => facts.role === 'result')
  .map(([kind]) => `'${kind}'`)
  .join(', ');

/** Work items with an outcome that counts and was not taken back. */
const accepted = `SELECT work_key FROM outcome_journal
    WHERE workspace = {workspace:String} AND counted = 1 AND reversed = 0 AND (kind IN (${results}) OR startsWith(kind, 'custom.'))
    GROUP BY work_key HAVING sum(outcomes) > 0`;

/** Strongest first; an aggregate over rows with paths would take many times as long as sorting. */
const strongest = `manual DESC, confidence DESC, ${order('rule')}, at, key`;

/**
 * Rows of `usage_work` without the workspace: of each kind the strongest work item, the earliest of
 * equals; and of all kinds the strongest with an accepted outcome.
 */
export const usageWorkSelect = `SELECT p.tool, p.session_id, p.repo, p.branch, p.workflow, w.kind, w.key, w.rule, w.confidence, w.path
FROM (
  SELECT * FROM (SELECT place, kind, key, rule, confidence, path FROM link_reach WHERE kind != 'session'
    ORDER BY place, kind, ${strongest} LIMIT 1 BY place, kind)
  UNION ALL
  SELECT * FROM (SELECT place, 'accepted' AS kind, key, rule, confidence, path FROM link_reach WHERE key IN (${accepted})
    ORDER BY place, ${strongest} LIMIT 1 BY place)
) AS w INNER JOIN link_place AS p ON p.place = w.place`;
