import {
  dimensionColumns,
  measureColumns,
  normalisedColumns,
  type PricedClass,
  pricedClasses,
  sourceKinds,
  tokenClasses,
  usageColumns,
} from '@exchequer/model';
import * as booking from '../booking/index.ts';
import { quoteText } from '../engine/index.ts';

const { tick, list } = booking;

const normalised = normalisedColumns.map((c) => c.name);
const normalisedMeasures = normalisedColumns.filter((c) => c.role === 'measure').map((c) => c.name);
const allColumns = usageColumns.map((c) => c.name);

/** The usage journal, for what all journals do alike. */
const usage: booking.JournalShape = {
  journal: 'usage_journal',
  booked: 'booking_booked',
  target: 'booking_target',
  delta: 'booking_delta',
  identity: ['workspace', 'source', 'source_event_id'],
  dimensions: dimensionColumns,
  measures: measureColumns,
  columns: allColumns,
  carried: ['aliases'],
};

/** Key of an event: 128 bits of its identity, which never contains a time. */
export const eventKey = `reinterpretAsUInt128(sipHash128(workspace, '\\0', toString(source), '\\0', source_event_id))`;
const aliasKey = (text: string) => `reinterpretAsUInt128(sipHash128(workspace, '\\0alias\\0', ${text}))`;
/** What an event says, wherever it was read: copies of a file say the same. */
const digest = `cityHash64(${list(normalised.filter((name) => name !== 'source_file'))})`;
const totalTokens = tokenClasses.map(tick).join(' + ');
/**
 * How much a snapshot knows of its event, for comparing snapshots: the tokens, those it proves to be
 * missing included, and among equals whether the model and the branch are known. A log read from
 * the middle (its head comes later) must not outweigh the whole.
 */
const standing = `toUInt64(greatest(${totalTokens} + missing_output, 0)) * 4
  + (model NOT IN ('', 'unknown')) * 2 + (branch != '')`;
const growing = Object.entries(sourceKinds)
  .filter(([, facts]) => facts.grows)
  .map(([kind]) => quoteText(kind))
  .join(', ');

/** Stages the rows of a SELECT that yields the normalised columns and then `aliases`. */
export const stageFrom = (select: string) =>
  `INSERT INTO usage_stage (${list(normalised)}, aliases) ${select}`;

export const { truncate } = booking;

/** Hashes keys and aliases of the staged rows, and drops what says nothing at all. */
export const fillCandidates = `
INSERT INTO booking_candidate (event_key, digest, grown, grows, call, ordinal, ${list(normalised)}, aliases)
SELECT ${eventKey} AS event_key, ${digest} AS digest, ${standing} AS grown,
  source IN (${growing}) AS grows, call, rowNumberInAllBlocks() AS ordinal, ${list(normalised)},
  arrayMap(a -> (${aliasKey('a.1')}, a.2), aliases) AS aliases
FROM usage_stage
WHERE ${normalisedMeasures.map((m) => `${tick(m)} != 0`).join(' OR ')}
-- One thread, since the order of arrival decides where a source repeats an id.
SETTINGS max_threads = 1`;

/**
 * Where the journal already holds rows of the staged events, or of events under an alias whose
 * ranks differ. Under one rank nobody shadows anybody, and a long session need not be read.
 */
export const fillNeighbours = `
INSERT INTO booking_neighbour
SELECT DISTINCT event_key, hour FROM usage_identity
WHERE workspace = {workspace:String} AND alias IN (
  SELECT event_key FROM booking_candidate
  UNION ALL
  SELECT alias FROM (
    SELECT entry.1 AS alias, entry.2 AS rank FROM booking_candidate ARRAY JOIN aliases AS entry
    UNION ALL
    SELECT alias, rank FROM usage_identity
    WHERE workspace = {workspace:String} AND alias IN (SELECT arrayJoin(aliases).1 FROM booking_candidate)
  ) GROUP BY alias HAVING max(rank) > min(rank))`;

/** Net state of the events found; one row per event, since reversals cancel what has moved. */
export const fillBooked = (where: string) => `
INSERT INTO booking_booked (event_key, digest, grown, ${list(allColumns)}, aliases)
SELECT event_key, ${digest} AS digest, ${standing} AS grown, ${list(allColumns)}, aliases
FROM (${booking.netState(usage, where)}
)`;

/** Reads only the granules that the identity index points at. */
export const bookedByNeighbour = `
  occurred_at >= {from:DateTime('UTC')} AND occurred_at < {to:DateTime('UTC')}
  AND (toStartOfHour(occurred_at), event_key) IN (SELECT hour, event_key FROM booking_neighbour)`;

/**
 * The snapshot that stands for each staged event. Where snapshots grow, the one of highest standing wins and
 * ties go to the earliest, then to the smaller digest, so that the order of arrival cannot matter.
 * Elsewhere the first to arrive wins, and what is already booked was first of all.
 */
const winnerOrder = `if(grows = 1, (grown, -toInt64(toUnixTimestamp64Milli(occurred_at)), digest, toUInt64(0)),
  (toUInt64(0), toInt64(0), toUInt64(0), bitNot(ordinal)))`;

const beatsBooked = `(b.event_key = 0 OR (c.grows = 1
  AND (c.grown, -toInt64(toUnixTimestamp64Milli(c.occurred_at)), c.digest) > (b.grown, -toInt64(toUnixTimestamp64Milli(b.occurred_at)), b.digest)))`;

/** Aliases whose events differ in rank, staged or anywhere in the journal, with the best of it. */
const contested = (withJournal: boolean) => `
  SELECT alias, max(rank) AS top FROM (
    SELECT entry.1 AS alias, entry.2 AS rank FROM booking_candidate ARRAY JOIN aliases AS entry
    ${
      withJournal
        ? `UNION ALL SELECT alias, rank FROM usage_identity WHERE workspace = {workspace:String} AND alias IN (
      SELECT arrayJoin(aliases).1 FROM booking_candidate UNION ALL SELECT arrayJoin(aliases).1 FROM booking_booked)`
        : ''
    }
  ) GROUP BY alias HAVING top > min(rank)`;

const shadowed = (withJournal: boolean) => `
  SELECT DISTINCT event_key FROM (
    SELECT event_key, entry.1 AS alias, entry.2 AS rank FROM booking_candidate ARRAY JOIN aliases AS entry
    UNION ALL
    SELECT event_key, entry.1 AS alias, entry.2 AS rank FROM booking_booked ARRAY JOIN aliases AS entry
  ) AS own INNER JOIN (${contested(withJournal)}) AS best ON own.alias = best.alias
  WHERE best.top > own.rank`;

/** Staged events whose snapshot replaces what is booked, with whether they are metered. */
export const fillWinners = (withJournal: boolean) => `
INSERT INTO booking_winner (event_key, ${list(normalised)}, metered, aliases)
SELECT event_key, ${list(normalised)}, event_key NOT IN (${shadowed(withJournal)}) AS metered, aliases
FROM (SELECT * FROM booking_candidate WHERE ordinal IN (
  SELECT argMax(ordinal, ${winnerOrder}) FROM booking_candidate GROUP BY event_key)) AS c
${withJournal ? `LEFT JOIN (SELECT event_key, grown, digest, occurred_at FROM booking_booked) AS b ON c.event_key = b.event_key WHERE ${beatsBooked}` : ''}`;

/** When the same event is restated (re-priced, re-attributed), its booked state is the winner. */
export const fillWinnersFromBooked = `
INSERT INTO booking_winner (event_key, ${list(normalised)}, metered, aliases)
SELECT event_key, ${list(normalised)}, metered, aliases FROM booking_booked`;

const rateKey = ['provider', 'model', 'service_tier', 'speed', 'region'];
const actorKey = ['identity_kind', 'identity', 'agent'];
const distinct = (key: string[], where: string) =>
  `SELECT DISTINCT ${key.map((k) => `toString(${k}) AS ${k}`).join(', ')} FROM booking_winner ${where}`;
export const priceQuestions = distinct(rateKey, '');
export const identityQuestions = distinct(actorKey, "WHERE identity_kind != '' OR agent != ''");

const inputTokens = tokenClasses.filter((c) => c !== 'output').join(' + ');
/** Audio and image tokens are parts of input and output with prices of their own. */
const quantity: Partial<Record<PricedClass, string>> = {
  uncached_input: '(uncached_input - audio_input - image_input)',
  output: '(output - audio_output - image_output)',
};
/** Quantities in the order of the price arrays. As arrays, since 50 terms took 60 ms to plan. */
const quantities = `[${pricedClasses.map((c) => quantity[c] ?? tick(c)).join(', ')}]`;
const costOf = (book: 'list' | 'contracted' | 'base' | 'ceiling') =>
  `arraySum(arrayMap((q, p) -> q * p, quantities, ${book}_prices))`;

const secondOfDay =
  'toUInt32(toSecond(occurred_at) + 60 * toMinute(occurred_at) + 3600 * toHour(occurred_at))';
const bounds = 'valid_from, valid_to, context_over, context_up_to, seconds_from, seconds_to';
/** First slice of the price book that holds for the row's time, hour of day and context length. */
const sliceIndex = `arrayFirstIndex((f, t, o, u, sf, st) -> occurred_at >= f AND occurred_at < t
    AND input_tokens > o AND input_tokens <= u
    AND if(sf < st, second >= sf AND second < st, second >= sf OR second < st),
    ${bounds})`;
const memberIndex = 'arrayFirstIndex((f, t) -> occurred_at >= f AND occurred_at < t, member_from, member_to)';

/**
 * A record that states a cost and no tokens (an invoice line) is booked at what it states. A metric
 * never is: it is the emitter's estimate of tokens that other points of it count.
 */
const statedOnly = `(${totalTokens} = 0 AND reported_cost != 0 AND source != 'otlp.metrics')`;
const zero = "toDecimal128('0', 12)";

const joined = (key: string[]) => key.map((k) => `w.${k} = q_${k}`).join(' AND ');

/** Every winner with its price and its worker: the state that the journal should have. */
export const fillTarget = (withPeople: boolean) => `
INSERT INTO booking_target (event_key, ${list(normalised)}, metered, price_id, worker_id, team_id,
  cost_list, cost_contracted, cost_marginal, cost_base, suspense, unpriced_requests, unpriced_tokens, aliases)
SELECT event_key, ${list(normalised)}, metered, if(${statedOnly}, 'stated', price_id) AS chosen_price,
  ${withPeople ? "if(member > 0, member_worker[member], '')" : "''"} AS worker_id,
  ${withPeople ? "if(member > 0, member_team[member], '')" : "''"} AS team_id,
  if(${statedOnly}, reported_cost, ${costOf('list')}) AS cost_list,
  if(${statedOnly}, reported_cost, ${costOf('contracted')}) AS cost_contracted,
  if(billing_mode IN ('subscription', 'prepaid'), ${zero}, cost_contracted) AS cost_marginal,
  ${costOf('base')} AS cost_base,
  if(chosen_price = '', ${costOf('ceiling')}, ${zero}) AS suspense,
  if(chosen_price = '', requests, 0) AS unpriced_requests,
  if(chosen_price = '', ${totalTokens}, 0) AS unpriced_tokens,
  aliases
FROM (
  SELECT * EXCEPT (${bounds}), ${quantities} AS quantities, toUInt32(first_key + ${sliceIndex}) AS held_key, ${withPeople ? memberIndex : '0'} AS member
  FROM (
    SELECT *, ${inputTokens} AS input_tokens, ${secondOfDay} AS second
    FROM booking_winner AS w
    LEFT JOIN booking_rate ON ${joined(rateKey)}
    ${withPeople ? `LEFT JOIN booking_actor ON ${joined(actorKey)}` : ''}
  )
) AS held LEFT JOIN booking_price ON held.held_key = slice_key`;

const measures = new Set(measureColumns);
/** First rows of events of which the journal holds nothing. */
export const fillFirst = (withJournal: boolean) => booking.fillFirst(usage, withJournal);

/** How many booked events a staged snapshot replaces, and how many change whether they are metered. */
export const countChanges = `
SELECT toString(countIf(beaten)) AS replaced, toString(countIf(NOT beaten AND metered = (event_key IN (${shadowed(true)})))) AS flipped
FROM (SELECT event_key, metered, event_key IN (SELECT event_key FROM booking_winner) AS beaten FROM booking_booked)`;

/** What changes for events that the journal already holds. */
export const fillChanges = booking.fillChanges(usage, 'booking_winner');

/** Booked events that another source now meters, or no longer does: out of one state, into the other. */
export const fillFlips = `
${booking.intoDelta(usage)}
SELECT ${allColumns.map((c) => (c === 'metered' ? 'flip.1' : measures.has(c) ? `flip.2 * ${tick(c)}` : tick(c))).join(', ')},
  event_key, aliases, now64(3) AS recorded_at, {batch:String} AS batch_id, {reason:String} AS reason
FROM (
  SELECT *, [(metered, toInt8(-1)), (toUInt8(1 - metered), toInt8(1))] AS flips FROM booking_booked
  WHERE event_key NOT IN (SELECT event_key FROM booking_winner) AND metered = (event_key IN (${shadowed(true)}))
) ARRAY JOIN flips AS flip`;

/** Per event of the batch: the payload that stands, and which record brought it (none when booked before). */
const accepted = `
  SELECT event_key AS known, digest AS known_digest, toUInt64(18446744073709551615) AS brought_by FROM booking_booked
  UNION ALL SELECT event_key, argMin(digest, ordinal), min(ordinal) FROM booking_candidate
  WHERE event_key NOT IN (SELECT event_key FROM booking_booked) GROUP BY event_key`;

/** What became of each caller's records. An event new to the batch is added by its first caller. */
export const callReport = `
SELECT call, toString(count()) AS records, toString(countIf(ordinal = brought_by)) AS added,
  toString(countIf(grows = 0 AND digest != known_digest)) AS conflicts
FROM booking_candidate AS c INNER JOIN (${accepted}) AS a ON c.event_key = a.known
GROUP BY call`;

/** The same per source, for its health. */
export const sourceReport = `
SELECT toString(source) AS source, toString(count() - countIf(ordinal = brought_by) - countIf(grows = 0 AND digest != known_digest)) AS duplicates,
  toString(countIf(grows = 0 AND digest != known_digest)) AS conflicts
FROM booking_candidate AS c INNER JOIN (${accepted}) AS a ON c.event_key = a.known
GROUP BY source HAVING duplicates != '0' OR conflicts != '0'`;

/** Records that contradict what stands under their id; metadata alone. */
export const conflictRows = `
SELECT toString(source) AS source, source_event_id, toString(model) AS model, toString(${totalTokens}) AS tokens, toString(source_file) AS source_file
FROM booking_candidate AS c INNER JOIN (${accepted}) AS a ON c.event_key = a.known
WHERE grows = 0 AND digest != known_digest LIMIT 1000`;

/** The one insert of a batch. */
export const insertBatch = booking.insertBatch(usage);

/** What the batch does to the journal. */
export const batchReport = `
SELECT toString(uniqExactIf(event_key, event_key IN (SELECT event_key FROM booking_booked))) AS amended,
  toString(sumIf(requests, metered = 1)) AS requests,
  toString(sumIf(${totalTokens}, metered = 1)) AS tokens,
  toString(sumIf(cost_list, metered = 1)) AS cost_list,
  toString(count()) AS journal_rows
FROM booking_delta`;

export const unpricedModels = `
SELECT DISTINCT concat(toString(provider), '/', toString(model)) AS name FROM booking_target
WHERE price_id = '' ORDER BY name`;

/** Hours in which the journal is read for the batch, as a half-open range in Unix seconds. */
export const touchedRange = `
SELECT toString(count()) AS places, toString(toUnixTimestamp(min(hour))) AS lo, toString(toUnixTimestamp(max(hour)) + 3600) AS hi
FROM booking_neighbour`;
