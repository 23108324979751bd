import { instantsOf } from '@exchequer/core/metric';
import type { DateRange, UsageEvent, UsageFilter } from '@exchequer/model/contract';
import type { QueryParams } from '../engine/index.ts';
import { readsClasses, selectedClasses } from './cell.ts';
import { dimensionColumn, filterConditions, isStored } from './dimension.ts';
import { type EventRow, stateColumns, stateGroups, stateLeft, toEvent } from './event-row.ts';
import type { ReadingFacts } from './facts.ts';
import { labelValues } from './label.ts';
import { chooseTable, collapsedTable } from './table.ts';

/** What part of the journal is listed. */
export interface EventsAsked {
  range: DateRange;
  filters: readonly UsageFilter[];
  limit: number;
  cursor?: string | undefined;
}

/** Place in the list, newest first: an event's time and its key. */
interface Cursor {
  at: string;
  key: string;
}

/** A page of events, newest first, collapsed duplicates among them and marked. */
export async function readEvents(
  facts: ReadingFacts,
  asked: EventsAsked,
  told?: PlacesTold,
): Promise<{ events: UsageEvent[]; next_cursor: string | null }> {
  const cursor = asked.cursor ? readCursor(asked.cursor) : null;
  const rows: EventRow[] = [];
  for (const month of monthsDescending(asked.range, cursor)) {
    let before = month.to;
    while (rows.length <= asked.limit) {
      const buckets = await newestBuckets(facts, asked, { from: month.from, to: before });
      const oldest = buckets.at(-1);
      if (oldest === undefined) break;
      rows.push(...(await readBuckets(facts, asked, buckets, cursor)));
      before = oldest;
    }
    if (rows.length > asked.limit) break;
  }
  return toPage(facts, rows, asked.limit, told);
}

/** Which places of an event may be told to others than its person; what is one person's never is. */
export type PlacesTold = (row: EventRow) => { team: boolean; repo: boolean };

/** An event without what would name its person. */
function withoutPlaces(event: UsageEvent, { team, repo }: ReturnType<PlacesTold>): UsageEvent {
  const ofOne = { session_id: '', thread: '', branch: '', project: '', agent: '' };
  return { ...event, ...ofOne, team: team ? event.team : '', repo: team && repo ? event.repo : '' };
}

async function toPage(facts: ReadingFacts, rows: readonly EventRow[], limit: number, told?: PlacesTold) {
  const page = rows.slice(0, limit);
  const teams = [...new Set(page.map((row) => String(row.team_id)))];
  const teamName = await labelValues(facts, 'team', teams);
  const last = page.at(-1);
  return {
    events: page.map((row) => {
      const event = toEvent(row, teamName);
      return told ? withoutPlaces(event, told(row)) : event;
    }),
    next_cursor: rows.length > limit && last ? writeCursor(last) : null,
  };
}

/** Start of the hour of an instant in seconds, as the engine reads times. */
const hourText = (at: number): string =>
  `${new Date(at * 1000).toISOString().slice(0, 13).replace('T', ' ')}:00:00`;

/** Months of the range from the last to the first, as half-open seconds: the parts of the journal. */
function monthsDescending(range: DateRange, cursor: Cursor | null): { from: number; to: number }[] {
  const { from, to } = instantsOf(range);
  const end = cursor ? Math.min(to.getTime(), Date.parse(cursor.at) + 1) : to.getTime();
  const months: { from: number; to: number }[] = [];
  let until = end;
  while (until > from.getTime()) {
    const last = new Date(until - 1);
    const start = Math.max(from.getTime(), Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), 1));
    months.push({ from: start / 1000, to: Math.ceil(until / 1000) });
    until = start;
  }
  return months;
}

/**
 * The newest quarters of an hour that hold a page of matching events, read from the rollups: the
 * journal itself is then opened in those hours alone.
 */
async function newestBuckets(
  facts: ReadingFacts,
  { filters, limit }: EventsAsked,
  { from, to }: { from: number; to: number },
): Promise<number[]> {
  const stored = filters.flatMap(({ dimension }) =>
    isStored(dimension) ? [dimensionColumn[dimension]] : [],
  );
  const metered = chooseTable({ columns: stored, grain: 'hour', timeZone: '', companyTimeZone: '' });
  const { conditions, params } = filterConditions(filters, false);
  const where = [
    'j.workspace = {workspace:String}',
    "j.bucket >= toStartOfFifteenMinutes(toDateTime({from:UInt32}, 'UTC')) AND j.bucket < toDateTime({to:UInt32}, 'UTC')",
    ...conditions,
  ].join(' AND ');
  const counted = [metered, collapsedTable].map(
    ({ name }) => `SELECT j.bucket AS bucket, sum(j.requests) AS requests, sum(j.tokens) AS tokens
FROM ${name} AS j WHERE ${where} GROUP BY bucket`,
  );
  const rows = await facts.engine.query<{ at: string }>(
    `SELECT toUnixTimestamp(bucket) AS at FROM (
  SELECT bucket, greatest(sum(requests), 1) AS events, sum(events) OVER (ORDER BY bucket DESC) AS so_far
  FROM (${counted.join('\nUNION ALL\n')}) GROUP BY bucket HAVING sum(requests) != 0 OR sum(tokens) != 0
) WHERE so_far - events <= {need:UInt32} ORDER BY bucket DESC`,
    { ...params, workspace: facts.workspace, from, to, need: limit },
  );
  return rows.map(({ at }) => Number(at));
}

async function readBuckets(
  facts: ReadingFacts,
  { range, filters, limit }: EventsAsked,
  buckets: readonly number[],
  cursor: Cursor | null,
): Promise<EventRow[]> {
  const { conditions, params } = filterConditions(filters, true);
  const { from, to } = instantsOf(range);
  const classes = readsClasses([], filters) ? selectedClasses(filters) : null;
  const where = [
    'j.workspace = {workspace:String}',
    "toStartOfHour(j.occurred_at) IN {hours:Array(DateTime('UTC'))}",
    'toUnixTimestamp(toStartOfFifteenMinutes(j.occurred_at)) IN {buckets:Array(UInt32)}',
    "j.occurred_at >= toDateTime({from:UInt32}, 'UTC') AND j.occurred_at < toDateTime({to:UInt32}, 'UTC')",
    ...(cursor
      ? ["(j.occurred_at, j.event_key) < (parseDateTime64BestEffort({at:String}, 3, 'UTC'), {key:UInt128})"]
      : []),
    ...conditions,
  ];
  const having = classes ? `(${stateLeft}) AND (${[...classes, '0'].join(' + ')}) != 0` : stateLeft;
  const bound: QueryParams = {
    ...params,
    ...cursor,
    workspace: facts.workspace,
    buckets,
    hours: [...new Set(buckets.map(hourText))],
    from: from.getTime() / 1000,
    to: to.getTime() / 1000,
  };
  return facts.engine.query<EventRow>(
    `SELECT ${stateColumns} FROM usage_journal AS j WHERE ${where.join(' AND ')}
GROUP BY ${stateGroups} HAVING ${having} ORDER BY j.occurred_at DESC, j.event_key DESC LIMIT ${limit + 1}`,
    bound,
  );
}

const writeCursor = (row: EventRow): string =>
  Buffer.from(`${row.occurred_at} ${BigInt(`0x${row.id}`)}`).toString('base64url');

/** Reads a cursor; null when it is not one of ours, which starts the list anew. */
function readCursor(text: string): Cursor | null {
  const match = /^(\d{4}-[\dT:.-]+Z) (\d{1,39})$/.exec(Buffer.from(text, 'base64url').toString());
  return match?.[1] && match[2] ? { at: match[1], key: match[2] } : null;
}
