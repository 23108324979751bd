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
  /** Null where nothing moves in the ledger, such as usage that goes to another team. */
  transaction_id: string | null;
  kind: string;
  batchId: string;
  recordedAt: Date;
  occurred_on: string;
  posted_on: string;
  provider: string;
  amount: string;
}

/** What the books learned of the month after its close, newest first. */
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

/** Charges tell of usage, since what only goes to another unit posts nothing; entries tell of the rest. */
const lateRows = (sql: Sql, workspace: string, { from, to }: { from: string; to: string }, mark: CloseMark) =>
  sql<EntryRow[]>`
    select 'txn_' || c.transaction_id as transaction_id, case c.kind when 'retag' then 'reclassification' else c.kind end
      as kind, c.batch_id as "batchId", c.recorded_at as "recordedAt", c.occurred_on, c.posted_on, c.provider,
      sum(c.amount)::text as amount
    from charge c
    where c.workspace = ${workspace} and c.occurred_on >= ${from}::date and c.occurred_on < ${to}::date
      and not coalesce(c.transaction_id <= ${mark.lastTransaction}::bigint, c.recorded_at <= ${mark.closedAt})
    group by c.transaction_id, c.kind, c.batch_id, c.recorded_at, c.occurred_on, c.posted_on, c.provider
    union all
    select 'txn_' || t.id, t.kind, '', t.recorded_at, t.occurred_on, t.posted_on,
      coalesce(t.detail->>'provider', ''), sum(p.amount)::text
    ${expensePostings(sql, workspace, { from, to, by: 'occurred' })} and t.id > ${mark.lastTransaction}::bigint
      and t.detail->>'usage' is distinct from 'true'
    group by t.id
    order by 4 desc, 5, 7`;

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
