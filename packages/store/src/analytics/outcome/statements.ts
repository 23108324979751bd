import {
  normalisedOutcomeColumns,
  outcomeColumns,
  outcomeDimensionColumns,
  outcomeIdentityColumns,
  outcomeMeasureColumns,
  outcomeSources,
} from '@exchequer/model';
import * as booking from '../booking/index.ts';
import { quoteText } from '../engine/index.ts';
import { eventKey } from '../journal/index.ts';

const { list, tick } = booking;

const normalised = normalisedOutcomeColumns.map((c) => c.name);
const said = list(normalised);
const measures = normalisedOutcomeColumns.filter((c) => c.role === 'measure').map((c) => c.name);

/**
 * The outcome journal, for what all journals do alike. Version and digest are told apart as
 * dimensions are: so an outcome's state is one row, and which snapshot it came from is exact.
 */
const outcome: booking.JournalShape = {
  journal: 'outcome_journal',
  booked: 'outcome_booked',
  target: 'outcome_target',
  delta: 'outcome_delta',
  identity: outcomeIdentityColumns,
  dimensions: [...outcomeDimensionColumns, 'version_at', 'digest'],
  measures: outcomeMeasureColumns,
  columns: [...outcomeColumns.map((c) => c.name), 'version_at', 'digest'],
  carried: [],
};

/** Tables that one batch fills, besides the stage. */
export const batchTables = [
  'outcome_candidate',
  'outcome_winner',
  'outcome_booked',
  'outcome_target',
  'outcome_delta',
  'outcome_kind',
  'outcome_actor',
  'outcome_rate',
];

export const { truncate } = booking;

export const fillCandidates = `
INSERT INTO outcome_candidate (${said}, event_key, version_at, digest, call, ordinal)
SELECT ${said}, ${eventKey} AS event_key, version_at, cityHash64(${said}) AS digest, call, rowNumberInAllBlocks() AS ordinal
FROM outcome_stage SETTINGS max_threads = 1`;

/**
 * Everything the journal holds about the work items of the batch, those that its events were about
 * before among them: whether a result counts depends on all that happened to its work item.
 */
export const fillBooked = `
INSERT INTO outcome_booked (event_key, ${list(outcome.columns)})
SELECT event_key, ${list(outcome.columns)} FROM (${booking.netState(
  outcome,
  `work_key IN (SELECT work_key FROM outcome_candidate UNION DISTINCT
    SELECT work_key FROM outcome_journal WHERE workspace = {workspace:String} AND event_key IN (SELECT event_key FROM outcome_candidate))`,
)})`;

/** The same for the work items of booked outcomes that `where` selects. */
export const fillBookedWhere = (where: string) => `
INSERT INTO outcome_booked (event_key, ${list(outcome.columns)})
SELECT event_key, ${list(outcome.columns)} FROM (${booking.netState(
  outcome,
  `work_key IN (SELECT work_key FROM outcome_journal WHERE workspace = {workspace:String} AND (${where}))`,
)})`;

/** Of the snapshots of one outcome the latest stands, whatever the order of arrival. */
export const fillWinners = `
INSERT INTO outcome_winner (${said}, event_key, version_at, digest)
SELECT ${said}, event_key, version_at, digest FROM outcome_candidate AS c
LEFT JOIN (SELECT event_key AS b_key, version_at AS b_version, digest AS b_digest FROM outcome_booked) AS b ON c.event_key = b.b_key
WHERE ordinal IN (SELECT argMax(ordinal, (version_at, digest, bitNot(ordinal))) FROM outcome_candidate GROUP BY event_key)
  AND (b.b_key = 0 OR (c.version_at, c.digest) > (b.b_version, b.b_digest))`;

export const fillWinnersFromBooked = `
INSERT INTO outcome_winner (${said}, event_key, version_at, digest)
SELECT ${said}, event_key, version_at, digest FROM outcome_booked
WHERE event_key NOT IN (SELECT event_key FROM outcome_winner)`;

/** Each is asked for by few distinct values, however many outcomes there are. */
export const kindsAsked = 'SELECT DISTINCT toString(kind) AS kind FROM outcome_winner';
export const identitiesAsked = `SELECT DISTINCT toString(identity_kind) AS identity_kind, identity, toString(agent) AS agent
FROM outcome_winner WHERE identity_kind != '' OR agent != ''`;
export const ratesAsked = `SELECT DISTINCT toString(currency) AS currency, toString(toDate(occurred_at, 'UTC')) AS day
FROM outcome_winner WHERE value != 0 AND currency NOT IN ('', 'USD')`;

const sources = Object.entries(outcomeSources);
const rank = `transform(toString(source), [${sources.map(([name]) => quoteText(name)).join(', ')}], [${sources.map(([, facts]) => facts.rank).join(', ')}], 0)`;

/**
 * Whether a result counts. Not when it was withdrawn; not when a source of higher rank tells of the
 * same of this work item; not when it was told before and nothing took it back since.
 */
const counted = `multiIf(withdrawn = 1, 0, repeats = 1, 1,
    own_rank < max(if(withdrawn = 1, 0, own_rank)) OVER (PARTITION BY work_key, kind), 0,
    role = 'result' AND row_number() OVER (PARTITION BY work_key, kind, own_rank, epoch, withdrawn ORDER BY occurred_at, event_key) > 1, 0,
    1)`;

const reversed = `withdrawn = 0 AND role = 'result' AND reversal_days > 0 AND arrayExists(
    r -> has(reversed_by, r.1) AND r.2 >= occurred_at AND r.2 <= occurred_at + toIntervalDay(reversal_days), takes)`;

const member = 'arrayFirstIndex((f, t) -> occurred_at >= f AND occurred_at < t, member_from, member_to)';
const derived: Record<string, string> = {
  counted,
  reversed,
  worker_id: "if(member > 0, member_worker[member], '')",
  team_id: "if(member > 0, member_team[member], '')",
  value_usd: `if(withdrawn = 1 OR value = 0, 0, if(currency IN ('', 'USD'), value, toDecimal128(multiplyDecimal(value, usd, 12), 12)))`,
  unconverted: "withdrawn = 0 AND value != 0 AND currency NOT IN ('', 'USD') AND usd = 0",
  human_minutes: "if(withdrawn = 0 AND role = 'result', minutes, 0)",
};
const kept = new Set(['withdrawn']);
/** A column of the state that the journal should have; what was withdrawn amounts to nothing. */
const stateOf = (name: string): string =>
  derived[name] ??
  (measures.includes(name) && !kept.has(name) ? `if(withdrawn = 1, 0, ${tick(name)})` : tick(name));

/** Every outcome of the work items with worker, value, and whether it counts and stands. */
export const fillTarget = `
INSERT INTO outcome_target (event_key, ${list(outcome.columns)})
SELECT event_key, ${outcome.columns.map((name) => `state_${name}`).join(', ')} FROM (
  SELECT event_key, ${outcome.columns.map((name) => `${stateOf(name)} AS state_${name}`).join(',\n    ')}
  FROM (
    SELECT *, ${rank} AS own_rank, ${member} AS member,
      arrayCount(r -> has(reversed_by, r.1) AND r.2 < occurred_at, takes) AS epoch
    FROM outcome_winner AS w
    INNER JOIN outcome_kind ON w.kind = q_kind
    LEFT JOIN (
      SELECT work_key AS t_key, groupArray((toString(kind), occurred_at)) AS takes FROM outcome_winner
      WHERE withdrawn = 0 AND kind IN (SELECT q_kind FROM outcome_kind WHERE role = 'reversal') GROUP BY work_key
    ) AS taking ON w.work_key = t_key
    LEFT JOIN outcome_actor ON w.identity_kind = q_identity_kind AND w.identity = q_identity AND w.agent = q_agent
    LEFT JOIN outcome_rate ON w.currency = q_currency AND toDate(w.occurred_at, 'UTC') = q_day
  )
)`;

export const fillFirst = booking.fillFirst(outcome, true);
export const fillChanges = booking.fillChanges(outcome, 'outcome_booked');
export const insertBatch = booking.insertBatch(outcome);

/** What the batch does to the journal. */
export const batchReport = `
SELECT toString(uniqExactIf(event_key, event_key IN (SELECT event_key FROM outcome_booked))) AS amended, toString(count()) AS journal_rows
FROM outcome_delta`;

/** What became of each caller's records: new outcomes, and those that changed what was known of one. */
export const callReport = `
SELECT call, toString(count()) AS records,
  toString(countIf(ordinal = first AND event_key NOT IN (SELECT event_key FROM outcome_booked))) AS added,
  toString(countIf(ordinal = standing AND event_key IN (SELECT event_key FROM outcome_booked)
    AND (event_key, version_at, digest) NOT IN (SELECT event_key, version_at, digest FROM outcome_booked)
    AND (event_key, version_at, digest) IN (SELECT event_key, version_at, digest FROM outcome_winner))) AS corrected
FROM outcome_candidate AS c
INNER JOIN (SELECT event_key AS e_key, min(ordinal) AS first, argMax(ordinal, (version_at, digest, bitNot(ordinal))) AS standing
  FROM outcome_candidate GROUP BY event_key) AS e ON c.event_key = e.e_key
GROUP BY call`;
