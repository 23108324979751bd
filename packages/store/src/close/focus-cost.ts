import { startOfLocalDay } from '@exchequer/core/metric';
import { parseUsd } from '@exchequer/model';
import type { ISql, PendingQuery, Row } from 'postgres';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';
import { chargedCost } from '../charge/index.ts';
import { type FocusChunk, focusChunks, hasNotCancelled, joinedDimensions } from './focus-chunks.ts';
import type { CloseOptions } from './options.ts';
import { chargesIn, type DayRange } from './range.ts';

/** Charges that one step may hold: of each, a short name and a sum alone leave the databases. */
const chargesAtOnce = 200_000;

/**
 * What the rows of usage in a FOCUS file sum to as `EffectiveCost`: the usage of the journal whose
 * charge stands in the books, found as the file finds it. How a row's cost is told apart by token class
 * and price does not move the sum, so neither is read.
 */
export async function focusUsageCost(
  { sql, engine }: Pick<CloseOptions, 'sql' | 'engine'>,
  workspace: string,
  range: DayRange,
): Promise<bigint> {
  let sum = 0n;
  for (const chunk of await focusChunks(sql, workspace, range, chargesAtOnce)) {
    const [charged, placed] = await Promise.all([
      chargedUsage(engine, workspace, chunk),
      placedUsage(sql, workspace, chunk, range),
    ]);
    for (const { name, amount } of charged) if (placed.has(name)) sum += parseUsd(amount);
  }
  return sum;
}

/**
 * Both databases name usage by a digest over the length and the text of its batch and of every
 * dimension by which it is joined.
 */
const digestLetters = 40;
const named = (lengthOf: string, columns: readonly string[]): string =>
  columns.map((column) => `${lengthOf}(${column}), ':', ${column}`).join(', ');
const chargeName = named('octet_length', [
  'c.batch_id',
  ...joinedDimensions.map((name) => (name === 'day' ? "to_char(c.occurred_on, 'YYYY-MM-DD')" : `c.${name}`)),
]);
const usageName = named('length', ['batch', ...joinedDimensions]);

async function placedUsage(
  sql: ISql,
  workspace: string,
  { from, to, timeZone }: FocusChunk,
  range: DayRange,
): Promise<Set<string>> {
  // A list of columns, not a value.
  const text = sql.unsafe(chargeName) as PendingQuery<Row[]>;
  const rows = await sql<{ name: string }[]>`
    select left(encode(sha256(convert_to(concat(${text}), 'UTF8')), 'hex'), ${digestLetters}) as name
    from charge c join charge_batch b using (workspace, batch_id)
    where c.workspace = ${workspace} and c.occurred_on >= ${from}::date and c.occurred_on < ${to}::date
      and b.time_zone = ${timeZone} and ${chargesIn(sql, range)}
    group by 1, c.purpose, c.cost_center, c.posted_on
    having ${hasNotCancelled(sql)}`;
  return new Set(rows.map(({ name }) => name));
}

function chargedUsage(
  engine: AnalyticsEngine,
  workspace: string,
  { from, to, timeZone }: FocusChunk,
): Promise<{ name: string; amount: string }[]> {
  // The engine groups by its own forms of text and days, which are short; the text comes after.
  const dimensions = joinedDimensions.filter((name) => name !== 'day');
  const columns = dimensions.map(
    (name) => `j.${name === 'cost_center_claim' ? 'cost_center' : name} AS ${name}`,
  );
  return engine.query(
    `WITH toString(date) AS day
SELECT left(lower(hex(SHA256(concat(${usageName})))), ${digestLetters}) AS name, toString(charged) AS amount
FROM (
  SELECT toLowCardinality(j.batch_id) AS batch, toDate(j.occurred_at, {zone:String}) AS date, ${columns.join(', ')},
    sum(${chargedCost}) AS charged
  FROM usage_journal AS j
  WHERE j.workspace = {workspace:String} AND j.metered = 1
    AND j.occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND j.occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  GROUP BY batch, date, ${dimensions.join(', ')} HAVING charged != 0
)`,
    {
      workspace,
      zone: timeZone,
      from: startOfLocalDay(from, timeZone).getTime(),
      to: startOfLocalDay(to, timeZone).getTime(),
    },
  );
}
