import { byReason, differenceReason, periodOf } from '@exchequer/core/close';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { Restatement, UnitKind } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import type { AnalyticsEngine } from '../analytics/engine/index.ts';
import { closeRecord } from './close.ts';
import type { CloseOptions } from './options.ts';
import { reportDigests } from './snapshot.ts';
import { unitNames } from './unit-names.ts';
import { expensePostings } from './unit-sums.ts';
import { periodSums, totalOf } from './units.ts';
import { type CloseMark, closeMark } from './view.ts';

/** Late entries that are named; their sums are of all. */
const named = 500;

/**
 * A month as it was known when it was closed and as it is known now: what came late, was priced,
 * attributed or tagged anew since, and whether the reports of the close still come out the same.
 */
export async function restatementOf(
  options: CloseOptions,
  workspace: string,
  asked: { period: string; kind: UnitKind },
): Promise<Restatement> {
  const { sql } = options;
  const period = periodOf(asked.period);
  const [mark, record, names, then, now] = await Promise.all([
    closeMark(sql, workspace, period.key),
    closeRecord(sql, workspace, period.key),
    unitNames(sql, workspace, asked.kind),
    periodSums(options, workspace, asked.kind, period, 'then'),
    periodSums(options, workspace, asked.kind, period, 'now'),
  ]);
  const late = mark ? await lateEntries(options, workspace, period, mark) : [];
  const units = [...new Set([...then.keys(), ...now.keys()])].flatMap((key) => {
    const [before, after] = [then, now].map((sums) => totalOf(sums.get(key) ?? none)) as [bigint, bigint];
    return before === after
      ? []
      : [
          {
            key,
            label: names.label(key),
            as_known_then: formatUsd(before),
            as_known_now: formatUsd(after),
            difference: formatUsd(after - before),
          },
        ];
  });
  const sum = (sums: typeof then) => [...sums.values()].reduce((total, one) => total + totalOf(one), 0n);
  return {
    period: period.key,
    closed_at: mark?.closedAt.toISOString() ?? null,
    as_known_then: formatUsd(sum(then)),
    as_known_now: formatUsd(sum(now)),
    difference: formatUsd(sum(now) - sum(then)),
    by_reason: byReason(late).map((one) => ({
      ...one,
      count: String(one.count),
      amount: formatUsd(one.amount),
    })),
    units,
    log: late
      .slice(0, named)
      .map(({ amount, kind, batchId, ...entry }) => ({ ...entry, amount: formatUsd(amount) })),
    log_total: late.length,
    reproduced: record && sameDigests(record.digests, await reportDigests(sql, workspace, period)),
  };
}

const none = { usage: 0n, shared: 0n, other: 0n };

const sameDigests = (a: Record<string, string>, b: Record<string, string>): boolean =>
  Object.keys(a).every((name) => a[name] === b[name]);

interface EntryRow {
  transaction_id: string;
  kind: string;
  batchId: string;
  recordedAt: Date;
  occurred_on: string;
  posted_on: string;
  provider: string;
  amount: string;
}

/** Entries about the month that were recorded after its close, newest first. */
async function lateEntries(
  { sql, engine }: CloseOptions,
  workspace: string,
  { from, to }: { from: string; to: string },
  mark: CloseMark,
) {
  const rows = await lateRows(sql, workspace, { from, to }, mark);
  const reasons = await batchReasons(engine, workspace, [...new Set(rows.map(({ batchId }) => batchId))]);
  return rows.map(({ recordedAt, ...row }) => ({
    ...row,
    recorded_at: recordedAt.toISOString(),
    amount: parseUsd(row.amount),
    reason: differenceReason({ kind: row.kind, reason: reasons.get(row.batchId) ?? '' }),
  }));
}

const lateRows = (sql: Sql, workspace: string, range: { from: string; to: string }, mark: CloseMark) =>
  sql<EntryRow[]>`
    select 'txn_' || t.id as transaction_id, t.kind, coalesce(t.detail->>'batch', '') as "batchId",
      t.recorded_at as "recordedAt", t.occurred_on, t.posted_on, coalesce(t.detail->>'provider', '') as provider,
      sum(p.amount)::text as amount
    ${expensePostings(sql, workspace, { ...range, by: 'occurred' })} and t.id > ${mark.lastTransaction}::bigint
    group by t.id order by t.id desc`;

/** Why each batch was booked, as the journal says: usage, price, attribution or correction. */
async function batchReasons(
  engine: AnalyticsEngine,
  workspace: string,
  batches: readonly string[],
): Promise<Map<string, string>> {
  const wanted = batches.filter((batch) => batch !== '');
  if (wanted.length === 0) return new Map();
  const rows = await engine.query<{ batch: string; reason: string }>(
    `SELECT batch_id AS batch, any(toString(reason)) AS reason FROM usage_journal
WHERE workspace = {workspace:String} AND batch_id IN {batches:Array(String)} GROUP BY batch`,
    { workspace, batches: wanted },
  );
  return new Map(rows.map(({ batch, reason }) => [batch, reason]));
}
