import { addDays } from '@exchequer/core/close';
import { parseUsd } from '@exchequer/model';
import type { ISql } from 'postgres';
import { chargesIn, type DayRange } from './range.ts';

/** Company days of usage that one step of the export reads. */
export interface FocusChunk {
  from: string;
  /** Exclusive. */
  to: string;
  /** Zone by whose days the batches were cut. */
  timeZone: string;
}

/** Charges that one step may hold; a day that has more is a step of its own. */
const chargesAtOnce = 20_000;

/** The days of every charge of the range in steps, oldest first. */
export async function focusChunks(
  sql: ISql,
  workspace: string,
  range: DayRange,
  atOnce = chargesAtOnce,
): Promise<FocusChunk[]> {
  const days = await sql<{ day: string; timeZone: string; charges: number }[]>`
    select c.occurred_on as day, b.time_zone as "timeZone", count(*)::int as charges
    from charge c join charge_batch b using (workspace, batch_id)
    where c.workspace = ${workspace} and ${chargesIn(sql, range)}
    group by 1, 2 order by 2, 1`;
  const chunks: (FocusChunk & { charges: number })[] = [];
  for (const { day, timeZone, charges } of days) {
    const last = chunks.at(-1);
    if (last && last.timeZone === timeZone && last.charges + charges <= atOnce) {
      last.to = addDays(day, 1);
      last.charges += charges;
    } else {
      chunks.push({ from: day, to: addDays(day, 1), timeZone, charges });
    }
  }
  return chunks;
}

/** Dimensions by which a charge and the journal's rows are known to be of each other. */
export const joinedDimensions = [
  'day',
  'provider',
  'model',
  'tool',
  'worker_id',
  'team_id',
  'project',
  'repo',
  'agent',
  'workflow',
  'service',
  'cost_center_claim',
  'billing_mode',
] as const;

/** Where a charge stands, after all retagging. */
export interface ChargePlace {
  purpose: string;
  costCenter: string;
  postedOn: string;
}

type PlaceRow = ChargePlace & { batch: string } & Record<(typeof joinedDimensions)[number], string>;

/** Names charges of a batch that agree in every dimension. */
export const placeKey = (row: { batch: string } & Readonly<Record<string, string>>): string =>
  [row.batch, ...joinedDimensions.map((name) => row[name] ?? '')].join('\u0000');

/** True of charges `c` whose sum says anything. */
export const hasNotCancelled = (sql: ISql) => sql`
  (sum(c.amount) <> 0 or sum(c.suspense) <> 0 or sum(c.requests) <> 0
    or sum(c.uncached_input + c.cache_read + c.cache_write_5m + c.cache_write_30m + c.cache_write_1h
      + c.cache_write_12h + c.cache_write_unknown + c.output) <> 0)`;

/** Purpose, cost centre and day of posting of every charge of a step that has not cancelled. */
export async function chargePlaces(
  sql: ISql,
  workspace: string,
  chunk: FocusChunk,
  range: DayRange,
): Promise<Map<string, ChargePlace>> {
  const rows = await sql<PlaceRow[]>`
    select c.batch_id as batch, c.purpose, c.cost_center as "costCenter", c.posted_on as "postedOn",
      c.occurred_on as day, c.provider, c.model, c.tool, c.worker_id, c.team_id, c.project, c.repo, c.agent,
      c.workflow, c.service, c.cost_center_claim, c.billing_mode
    from charge c join charge_batch b using (workspace, batch_id)
    where c.workspace = ${workspace} and c.occurred_on >= ${chunk.from}::date and c.occurred_on < ${chunk.to}::date
      and b.time_zone = ${chunk.timeZone} and ${chargesIn(sql, range)}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    having ${hasNotCancelled(sql)}`;
  return new Map(
    rows.map(({ purpose, costCenter, postedOn, ...key }) => [
      placeKey(key),
      { purpose, costCenter, postedOn },
    ]),
  );
}

/** Names what prepaid credits cover together: a provider's day in the bill of a month. */
export const coverKey = (of: { day: string; provider: string; postedOn: string }): string =>
  `${of.day} ${of.provider} ${of.postedOn.slice(0, 7)}`;

/** What prepaid credits paid of a step's usage. */
export async function prepaidCover(
  sql: ISql,
  workspace: string,
  chunk: FocusChunk,
  { from, to, by }: DayRange,
): Promise<Map<string, bigint>> {
  const rows = await sql<{ day: string; provider: string; postedOn: string; amount: string }[]>`
    select f.occurred_on as day, f.provider, to_char(f.posted_on, 'YYYY-MM') as "postedOn",
      sum(f.amount)::text as amount
    from charge_funding f join charge_batch b using (workspace, batch_id)
    where f.workspace = ${workspace} and f.occurred_on >= ${chunk.from}::date and f.occurred_on < ${chunk.to}::date
      and b.time_zone = ${chunk.timeZone} and f.source <> 'accrued'
      and ${by === 'posted' ? sql`f.posted_on` : sql`f.occurred_on`} >= ${from}::date
      and ${by === 'posted' ? sql`f.posted_on` : sql`f.occurred_on`} < ${to}::date
    group by 1, 2, 3`;
  return new Map(rows.map((row) => [coverKey(row), parseUsd(row.amount)]));
}
