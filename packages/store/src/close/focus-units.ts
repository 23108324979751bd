import { parseUsd } from '@exchequer/model';
import type { Sql } from 'postgres';
import { chargesIn, type DayRange } from './range.ts';

/** Usage of one provider on one company day: what one step of the export reads. */
export interface FocusUnit {
  day: string;
  provider: string;
  /** Zone by whose days the batches were cut. */
  timeZone: string;
}

/** Provider and day of every charge of the range, oldest first. */
export const focusUnits = (sql: Sql, workspace: string, range: DayRange): Promise<FocusUnit[]> =>
  sql<FocusUnit[]>`
    select distinct c.occurred_on as day, c.provider, b.time_zone as "timeZone"
    from charge c join charge_batch b using (workspace, batch_id)
    where c.workspace = ${workspace} and ${chargesIn(sql, range)}
    order by day, c.provider, "timeZone"`;

/** Dimensions by which a charge and the journal's rows are known to be of each other. */
export const joinedDimensions = [
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

/** Purpose, cost centre and day of posting of every charge of a unit that has not cancelled. */
export async function chargePlaces(
  sql: Sql,
  workspace: string,
  unit: FocusUnit,
  range: DayRange,
): Promise<Map<string, ChargePlace>> {
  const rows = await sql<PlaceRow[]>`
    select c.batch_id as batch, c.purpose, c.cost_center as "costCenter", c.posted_on as "postedOn",
      c.model, c.tool, c.worker_id, c.team_id, c.project, c.repo, c.agent, c.workflow, c.service,
      c.cost_center_claim, c.billing_mode
    from charge c join charge_batch b using (workspace, batch_id)
    where c.workspace = ${workspace} and c.occurred_on = ${unit.day}::date and c.provider = ${unit.provider}
      and b.time_zone = ${unit.timeZone} and ${chargesIn(sql, range)}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    having sum(c.amount) <> 0 or sum(c.suspense) <> 0 or sum(c.requests) <> 0
      or sum(c.uncached_input + c.cache_read + c.cache_write_5m + c.cache_write_30m + c.cache_write_1h
        + c.cache_write_12h + c.cache_write_unknown + c.output) <> 0`;
  return new Map(
    rows.map(({ purpose, costCenter, postedOn, ...key }) => [
      placeKey(key),
      { purpose, costCenter, postedOn },
    ]),
  );
}

/** What prepaid credits paid of a unit, by the month in which it is booked. */
export async function prepaidCover(
  sql: Sql,
  workspace: string,
  unit: FocusUnit,
  range: DayRange,
): Promise<Map<string, bigint>> {
  const rows = await sql<{ month: string; amount: string }[]>`
    select to_char(c.posted_on, 'YYYY-MM') as month, sum(c.amount)::text as amount
    from charge_funding c
    where c.workspace = ${workspace} and c.occurred_on = ${unit.day}::date and c.provider = ${unit.provider}
      and c.source <> 'accrued' and ${byDay(sql, range)}
    group by 1`;
  return new Map(rows.map(({ month, amount }) => [month, parseUsd(amount)]));
}

const byDay = (sql: Sql, { from, to, by }: DayRange) => {
  const day = by === 'posted' ? sql`c.posted_on` : sql`c.occurred_on`;
  return sql`${day} >= ${from}::date and ${day} < ${to}::date`;
};
