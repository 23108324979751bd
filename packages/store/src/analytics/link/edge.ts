import { workOrder } from '@exchequer/core/link';
import { sharedBranchesSql } from './place.ts';
import { revertsCommit } from './revert.ts';
import { confidenceSql } from './session-commit.ts';

const memory = (name: string, columns: string): string =>
  `CREATE OR REPLACE TABLE ${name} (${columns}) ENGINE = Memory`;

const place = (kind: string): string =>
  `indexOf([${workOrder.map((one) => `'${one}'`).join(', ')}], toString(${kind}))`;

/** Links of sources and persons, turned the way usage walks; those between kinds of one step lead nowhere. */
const told = `INSERT INTO link_edge
SELECT if(forward, from_key, to_key), toString(if(forward, to_kind, from_kind)), if(forward, to_key, from_key),
  toString(rule), confidence, occurred_at
FROM (SELECT *, ${place('from_kind')} < ${place('to_kind')} AS forward
  FROM work_link FINAL
  WHERE workspace = {workspace:String} AND revoked = 0 AND from_kind != to_kind AND evidence != '${revertsCommit}')
WHERE NOT (if(forward, from_kind, to_kind) = 'branch' AND if(forward, to_kind, from_kind) = 'commit'
  AND lower(extract(if(forward, from_key, to_key), '^branch:.*?@(.*)$')) IN ${sharedBranchesSql})`;

/** What commits say of themselves: the tickets and the pull request that their subject names. */
const commits = `INSERT INTO link_edge
SELECT concat('commit:', sha), 'ticket', concat('ticket:', arrayJoin(tickets)), 'ticket-in-title',
  ${confidenceSql("'ticket-in-title'")}, author_time
FROM git_commit FINAL WHERE workspace = {workspace:String}
UNION ALL
SELECT concat('commit:', sha), 'pull_request', concat('pull_request:', repo, '#', pull_request),
  'pull-request-in-subject', ${confidenceSql("'pull-request-in-subject'")}, author_time
FROM git_commit FINAL WHERE workspace = {workspace:String} AND pull_request != ''`;

/** Tickets that anybody told of. */
const tickets = `CREATE OR REPLACE TABLE link_ticket ENGINE = Memory AS
SELECT DISTINCT substring(key, 8) AS ticket, concat(splitByChar('-', ticket)[1], '-') AS prefix FROM (
  SELECT concat('ticket:', arrayJoin(tickets)) AS key FROM git_commit WHERE workspace = {workspace:String}
  UNION ALL SELECT to_key FROM work_link WHERE workspace = {workspace:String} AND to_kind = 'ticket'
  UNION ALL SELECT from_key FROM work_link WHERE workspace = {workspace:String} AND from_kind = 'ticket'
  UNION ALL SELECT work_key FROM outcome_journal WHERE workspace = {workspace:String} AND startsWith(work_key, 'ticket:')
) WHERE key != 'ticket:'`;

/** `ticketCandidates` of the core, in SQL. */
const candidates = `arrayFlatten(arrayMap(word -> arrayMap(
    (head, rest) -> concat(head, '-', rest),
    arrayPopBack(splitByChar('-', word)), arrayPopFront(splitByChar('-', word))),
  splitByRegexp('[^a-z0-9-]+', lower(substring(branch, 1, 500)))))`;

/** Ticket keys in names of branches: the first that is known, else the first that looks like a known one. */
const branchTickets = `INSERT INTO link_edge
SELECT from_key, 'ticket', concat('ticket:', argMin(candidate, (NOT is_known, nth))), 'ticket-in-branch',
  ${confidenceSql("'ticket-in-branch'")}, toDateTime64(0, 3, 'UTC')
FROM (
  SELECT from_key, candidate, nth, candidate IN (SELECT ticket FROM link_ticket) AS is_known FROM (
    SELECT DISTINCT concat('branch:', known_repo, '@', branch) AS from_key, ${candidates} AS found
    FROM link_place WHERE branch != '' AND position(branch, '-') > 0)
  ARRAY JOIN found AS candidate, arrayEnumerate(found) AS nth
  WHERE is_known OR (match(candidate, '^[a-z][a-z0-9]*-[a-z0-9]*[0-9]')
    AND concat(splitByChar('-', candidate)[1], '-') IN (SELECT prefix FROM link_ticket)))
GROUP BY from_key`;

/** When pull requests ended: usage of a branch's later life belongs to a later one. */
const ends = `CREATE OR REPLACE TABLE link_end ENGINE = Memory AS
SELECT work_key, max(occurred_at) AS ended_at FROM outcome_journal
WHERE workspace = {workspace:String} AND kind IN ('pull_request.merged', 'pull_request.closed')
GROUP BY work_key HAVING sum(outcomes) > 0`;

/** Pairs that a person took apart. */
const revoked = `CREATE OR REPLACE TABLE link_revoked ENGINE = Memory AS
SELECT groupArray((from_key, to_key)) AS pairs
FROM work_link FINAL WHERE workspace = {workspace:String} AND revoked = 1`;

/** Statements that gather the steps between work items. `{workspace:String}` is bound. */
export const edgeStatements: readonly string[] = [
  memory(
    'link_edge',
    "from_key String, to_kind String, to_key String, rule String, confidence UInt16, at DateTime64(3, 'UTC')",
  ),
  told,
  commits,
  tickets,
  branchTickets,
  ends,
  revoked,
];
