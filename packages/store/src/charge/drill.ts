import { startOfLocalDay } from '@exchequer/core/metric';
import { formatUsd, parseUsd, tokenClasses } from '@exchequer/model';
import type { ChargeView } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';
import { listCharges } from './list.ts';
import { chargeColumns, chargedCost, chargedSuspense, companyDay, dimensionNames } from './slices.ts';

/** A journal row that a charge was summed from. */
export interface ChargedEvent {
  id: string;
  occurred_at: string;
  source: string;
  model: string;
  reason: string;
  requests: string;
  tokens: string;
  amount: string;
  suspense: string;
}

const tokens = tokenClasses.map((name) => `j.${name}`).join(' + ');
const eventColumns = `concat('evt_', lower(hex(j.event_key))) AS id, j.occurred_at AS occurred_at,
  toString(j.source) AS source, toString(j.model) AS model, toString(j.reason) AS reason,
  toString(j.requests) AS requests, toString(${tokens}) AS tokens,
  toString(${chargedCost}) AS amount, toString(${chargedSuspense}) AS suspense`;

/**
 * The usage rows that a charge was summed from, in the order of time; null when there is no such
 * charge. One more than the limit when there are more.
 */
export async function eventsOfCharge(
  { sql, engine }: { sql: Sql; engine: AnalyticsEngine },
  workspace: string,
  id: string,
  page: { offset: number; limit: number },
): Promise<ChargedEvent[] | null> {
  const [charge] = await sql<Record<string, string>[]>`
    select c.*, c.occurred_on::text as day, b.time_zone as zone from charge c
    join charge_batch b on b.workspace = c.workspace and b.batch_id = c.batch_id
    where c.workspace = ${workspace} and c.id = ${id}::text::bigint`;
  if (!charge) return null;
  const column = (name: (typeof dimensionNames)[number]) =>
    name === 'costCenterClaim' ? 'cost_center_claim' : chargeColumns[name];
  const rows = await engine.query<ChargedEvent>(
    `SELECT ${eventColumns} FROM usage_journal AS j
WHERE j.workspace = {workspace:String} AND j.metered = 1 AND j.batch_id = {batch:String}
  AND j.occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND j.occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  AND ${companyDay} = {day:String} AND j.lease = {lease:String}
  AND ${dimensionNames.map((name) => `j.${chargeColumns[name]} = {${name}:String}`).join(' AND ')}
ORDER BY j.occurred_at, j.event_key, j.recorded_at LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
    {
      workspace,
      batch: charge.batch_id,
      day: charge.day,
      lease: charge.lease,
      zone: charge.zone,
      ...hoursOf(charge.day ?? '', charge.zone ?? ''),
      limit: page.limit + 1,
      offset: page.offset,
      ...Object.fromEntries(dimensionNames.map((name) => [name, charge[column(name)]])),
    },
  );
  return rows.map(plain);
}

const hourMs = 3_600_000;

/** Within which a company day lies, so that little of the journal is read; the day itself is compared beside it. */
function hoursOf(day: string, zone: string): { from: number; to: number } {
  const from = startOfLocalDay(day, zone).getTime();
  return { from, to: from + 26 * hourMs };
}

const plain = <T extends { amount: string; suspense: string }>(row: T): T => ({
  ...row,
  amount: formatUsd(parseUsd(row.amount)),
  suspense: formatUsd(parseUsd(row.suspense)),
});

/** What an event adds in one batch, and the charges in which that is booked. */
export interface EventBooking {
  batch_id: string;
  reason: string;
  recorded_at: string;
  amount: string;
  suspense: string;
  posted: boolean;
  charges: ChargeView[];
}

type EventRow = Record<string, string> & { batch_id: string; reason: string; recorded_at: string };

/**
 * The bookings of an event and the charges that hold them, oldest first; empty when there is no such
 * event or it is not metered.
 * @param key the event's 128-bit key in hex
 */
export async function chargesOfEvent(
  { sql, engine }: { sql: Sql; engine: AnalyticsEngine },
  workspace: string,
  key: string,
): Promise<EventBooking[]> {
  const rows = await engine.query<EventRow>(
    `SELECT j.batch_id AS batch_id, any(toString(j.reason)) AS reason, min(j.recorded_at) AS recorded_at,
  toString(toUnixTimestamp64Milli(j.occurred_at)) AS at, toString(j.lease) AS lease, ${dimensionNames.map((name) => `toString(j.${chargeColumns[name]}) AS ${name}`).join(', ')},
  toString(sum(${chargedCost})) AS amount, toString(sum(${chargedSuspense})) AS suspense
FROM usage_journal AS j
WHERE j.workspace = {workspace:String} AND j.metered = 1 AND j.event_key = {key:UInt128}
  AND toStartOfHour(j.occurred_at) IN (SELECT hour FROM usage_identity WHERE workspace = {workspace:String}
    AND alias = {key:UInt128})
GROUP BY batch_id, at, lease, ${dimensionNames.join(', ')} ORDER BY recorded_at, batch_id`,
    { workspace, key: BigInt(`0x${key}`).toString() },
  );
  return Promise.all(rows.map((row) => bookingOf(sql, workspace, row)));
}

async function bookingOf(sql: Sql, workspace: string, row: EventRow): Promise<EventBooking> {
  const [batch] = await sql<{ zone: string }[]>`
    select time_zone as zone from charge_batch where workspace = ${workspace} and batch_id = ${row.batch_id}`;
  const { batch_id, reason, recorded_at } = row;
  const sums = plain({ amount: row.amount ?? '0', suspense: row.suspense ?? '0' });
  const booking = { batch_id, reason, recorded_at, ...sums, posted: batch !== undefined };
  if (!batch) return { ...booking, charges: [] };
  const ids = await sql<{ id: string }[]>`
    select id::text from charge
    where workspace = ${workspace} and batch_id = ${batch_id}
      and occurred_on = (to_timestamp(${row.at ?? '0'}::text::numeric / 1000) at time zone ${batch.zone})::date
      and provider = ${row.provider ?? ''} and model = ${row.model ?? ''} and tool = ${row.tool ?? ''}
      and worker_id = ${row.workerId ?? ''} and team_id = ${row.teamId ?? ''} and project = ${row.project ?? ''}
      and repo = ${row.repo ?? ''} and agent = ${row.agent ?? ''} and workflow = ${row.workflow ?? ''}
      and service = ${row.service ?? ''} and cost_center_claim = ${row.costCenterClaim ?? ''}
      and billing_mode = ${row.billingMode ?? ''} and lease = ${row.lease ?? ''}`;
  const { charges } = await listCharges(sql, workspace, { ids: ids.map(({ id }) => id) }, { limit: 500 });
  return { ...booking, charges };
}
