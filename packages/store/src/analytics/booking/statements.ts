import { type JournalShape, list, tick } from './shape.ts';

/** Bare names: in HAVING they mean the sums of the SELECT. */
export const anythingLeft = ({ measures }: JournalShape): string =>
  measures.map((m) => `${tick(m)} != 0`).join(' OR ');

const each = ({ measures }: JournalShape, columns: readonly string[], measure: (name: string) => string) =>
  columns.map((c) => (measures.includes(c) ? measure(tick(c)) : tick(c))).join(', ');

const carried = (shape: JournalShape, text: (name: string) => string) =>
  shape.carried.map((name) => `, ${text(name)}`).join('');
const batchRows = 'now64(3) AS recorded_at, {batch:String} AS batch_id, {reason:String} AS reason';
const written = (shape: JournalShape) =>
  `${list(shape.columns)}, event_key${carried(shape, (c) => c)}, recorded_at, batch_id, reason`;
/** Head of every statement that adds to a batch. */
export const intoDelta = (shape: JournalShape): string => `INSERT INTO ${shape.delta} (${written(shape)})`;

/** SELECT of the net state of the events that `where` finds; one row per event. */
export const netState = (shape: JournalShape, where: string): string => `
  SELECT event_key, ${list(shape.identity)}, ${list(shape.dimensions)},
    ${shape.measures.map((m) => `sum(j.${tick(m)}) AS ${tick(m)}`).join(', ')}${carried(shape, (c) => `any(j.${c}) AS ${c}`)}
  FROM ${shape.journal} AS j
  WHERE workspace = {workspace:String} AND ${where}
  GROUP BY event_key, ${list(shape.identity)}, ${list(shape.dimensions)}
  HAVING ${anythingLeft(shape)}`;

/** First rows of events of which the journal holds nothing. Binds `batch` and `reason`. */
export const fillFirst = (shape: JournalShape, withJournal: boolean): string => `
${intoDelta(shape)}
SELECT ${list(shape.columns)}, event_key${carried(shape, (c) => c)}, ${batchRows} FROM ${shape.target}
${withJournal ? `WHERE event_key NOT IN (SELECT event_key FROM ${shape.booked})` : ''}`;

/**
 * What changes for events that the journal already holds: target less booked, per value of every
 * dimension. `replaced` is a table or subquery of the event keys whose booked state gives way.
 */
export const fillChanges = (shape: JournalShape, replaced: string): string => `
${intoDelta(shape)}
SELECT ${each(shape, shape.columns, (c) => `sum(d.${c}) AS ${c}`)}, event_key${carried(shape, (c) => `any(d.${c}) AS ${c}`)}, ${batchRows}
FROM (
  SELECT ${list(shape.columns)}, event_key${carried(shape, (c) => c)} FROM ${shape.target}
  WHERE event_key IN (SELECT event_key FROM ${shape.booked})
  UNION ALL
  SELECT ${each(shape, shape.columns, (c) => `-${c}`)}, event_key${carried(shape, (c) => c)}
  FROM ${shape.booked} WHERE event_key IN (SELECT event_key FROM ${replaced})
) AS d
GROUP BY event_key, ${list([...shape.identity, ...shape.dimensions])}
HAVING ${anythingLeft(shape)}`;

/** The one insert of a batch: a single block, so that it is there whole or not at all per partition. */
export const insertBatch = (shape: JournalShape): string => `
INSERT INTO ${shape.journal} (${written(shape)})
SELECT ${written(shape)} FROM ${shape.delta}
SETTINGS max_threads = 1, max_insert_threads = 1, parallel_view_processing = 1,
  min_insert_block_size_rows = 16000000, min_insert_block_size_bytes = 16000000000,
  insert_deduplication_token = {batch:String}`;

export const truncate = (...tables: string[]): string[] => tables.map((t) => `TRUNCATE TABLE ${t}`);
