import type { Period } from '@exchequer/core/envelope';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { ISql } from 'postgres';

/** A period that was opened. */
export interface OpenedPeriod extends Period {
  envelopeId: string;
  baseLimit: bigint;
  openedAt: Date;
  endedAt: Date | null;
}

interface PeriodRow {
  envelope_id: string;
  key: string;
  starts_on: string;
  ends_on: string;
  base_limit: string;
  opened_at: Date;
  ended_at: Date | null;
}

const fromRow = (row: PeriodRow): OpenedPeriod => ({
  envelopeId: row.envelope_id,
  key: row.key,
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  baseLimit: parseUsd(row.base_limit),
  openedAt: row.opened_at,
  endedAt: row.ended_at,
});

const columns = [
  'envelope_id',
  'key',
  'starts_on',
  'ends_on',
  'base_limit',
  'opened_at',
  'ended_at',
] as const;

/** The last period of every envelope, by envelope. */
export async function latestPeriods(sql: ISql, workspace: string): Promise<Map<string, OpenedPeriod>> {
  const rows = await sql<PeriodRow[]>`
    select distinct on (envelope_id) ${sql(columns)} from envelope_period
    where workspace = ${workspace} order by envelope_id, ends_on desc, starts_on desc`;
  return new Map(rows.map((row) => [row.envelope_id, fromRow(row)]));
}

/** The periods that hold any of the days, of every envelope. */
export async function periodsOver(
  sql: ISql,
  workspace: string,
  from: string,
  through: string,
): Promise<OpenedPeriod[]> {
  const rows = await sql<PeriodRow[]>`
    select ${sql(columns)} from envelope_period
    where workspace = ${workspace} and starts_on <= ${through} and ends_on > ${from} and starts_on < ends_on`;
  return rows.map(fromRow);
}

/** Periods of one envelope, newest first. */
export async function periodsOf(
  sql: ISql,
  workspace: string,
  envelopeId: string,
  limit: number,
): Promise<OpenedPeriod[]> {
  const rows = await sql<PeriodRow[]>`
    select ${sql(columns)} from envelope_period where workspace = ${workspace} and envelope_id = ${envelopeId}
    order by ends_on desc, starts_on desc limit ${limit}`;
  return rows.map(fromRow);
}

/** How many periods of the envelope have that key, or that key with a number. */
export async function keysLike(
  sql: ISql,
  workspace: string,
  envelopeId: string,
  key: string,
): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from envelope_period
    where workspace = ${workspace} and envelope_id = ${envelopeId}
      and (key = ${key} or starts_with(key, ${`${key}.`}))`;
  return row?.n ?? 0;
}

export async function insertPeriod(tx: ISql, workspace: string, period: OpenedPeriod): Promise<void> {
  await tx`
    insert into envelope_period (workspace, envelope_id, key, starts_on, ends_on, base_limit, opened_at)
    values (${workspace}, ${period.envelopeId}, ${period.key}, ${period.startsOn}, ${period.endsOn},
      ${formatUsd(period.baseLimit)}, ${period.openedAt})`;
}

/** Writes down what of an opened period may change: its end, its base limit, and that it has ended. */
export async function updatePeriod(tx: ISql, workspace: string, period: OpenedPeriod): Promise<void> {
  await tx`
    update envelope_period set starts_on = ${period.startsOn}, ends_on = ${period.endsOn},
      base_limit = ${formatUsd(period.baseLimit)}, ended_at = ${period.endedAt}
    where workspace = ${workspace} and envelope_id = ${period.envelopeId} and key = ${period.key}`;
}
