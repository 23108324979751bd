import { type CloseFacts, type Counted, type Period, periodKeyOf } from '@exchequer/core/close';
import { localDate } from '@exchequer/core/metric';
import { parseUsd } from '@exchequer/model';
import type { Sql } from 'postgres';
import { closedThrough } from '../ledger/index.ts';
import { unmappedAccounts } from './gl-map.ts';
import type { CloseOptions } from './options.ts';
import { latestProof } from './proof.ts';

/** An invoice that differs from what was accrued by more than this is looked at before the close. */
const tolerancePercent = '1';

/** Everything that the checklist of a month asks, as the books and the journal stand. */
export async function closeFacts(
  options: CloseOptions,
  workspace: string,
  period: Period,
): Promise<CloseFacts> {
  const { sql, charges, now, company } = options;
  const closed = await closedThrough(sql, workspace, 'financial');
  const [usage, status, invoices, earlier, sums, proof, unsealed, unmapped] = await Promise.all([
    charges.reconcileUsage(workspace, { from: period.from, to: period.to }),
    charges.status(workspace),
    invoiceFacts(options, workspace, period),
    earlierOpen(sql, workspace, period, closed),
    countedFacts(sql, workspace, period),
    latestProof(sql, workspace),
    unsealedCount(sql),
    unmappedAccounts(sql, workspace),
  ]);
  const waiting = usage.differences.filter(({ cause }) => cause === 'waiting');
  return {
    today: localDate(now().getTime(), company().timeZone),
    closedThrough: closed,
    earlierOpen: earlier,
    unposted: new Set(
      waiting.flatMap(({ batch_ids: ids, day, provider }) => (ids.length > 0 ? ids : [`${day} ${provider}`])),
    ).size,
    failedPostings: status.failed.length,
    journalLessLedger: parseUsd(usage.journal.amount) - parseUsd(usage.ledger.amount),
    ...sums,
    invoices,
    proof: proof && {
      state: proof.state,
      findings: proof.findings_total,
      at: proof.finished_at ?? proof.started_at,
    },
    unsealed,
    unmappedAccounts: unmapped,
  };
}

type Sums = Pick<
  CloseFacts,
  'imbalance' | 'unpriced' | 'unattributed' | 'untagged' | 'late' | 'holdsInDoubt'
>;

interface SumsRow {
  imbalance: string;
  unpriced: string;
  unpricedModels: number;
  unattributed: string;
  unattributedRequests: string;
  untagged: string;
  untaggedCharges: number;
  late: string;
  lateCharges: number;
  doubt: string;
  doubtHolds: number;
}

async function countedFacts(sql: Sql, workspace: string, { from, to }: Period): Promise<Sums> {
  const [row] = await sql<SumsRow[]>`
    with booked as (select * from charge where workspace = ${workspace} and posted_on >= ${from} and posted_on < ${to}),
    happened as (
      select model, sum(suspense) as suspense from charge
      where workspace = ${workspace} and occurred_on >= ${from} and occurred_on < ${to}
      group by provider, model having sum(suspense) <> 0),
    tagged as (select cost_center, sum(amount) as amount from booked where purpose = 'untagged'
      group by cost_center having sum(amount) <> 0)
    select
      (select coalesce(sum(p.amount), 0) from ledger_transaction t join ledger_posting p on p.transaction_id = t.id
        where t.workspace = ${workspace} and t.book = 'financial' and t.posted_on >= ${from} and t.posted_on < ${to})::text
        as imbalance,
      (select coalesce(sum(suspense), 0) from happened)::text as unpriced,
      (select count(*)::int from happened) as "unpricedModels",
      (select coalesce(sum(amount), 0) from booked where worker_id = '')::text as unattributed,
      (select greatest(coalesce(sum(requests), 0), 0) from booked where worker_id = '')::text as "unattributedRequests",
      (select coalesce(sum(amount), 0) from tagged)::text as untagged,
      (select count(*)::int from tagged) as "untaggedCharges",
      (select coalesce(sum(amount), 0) from booked where occurred_on < ${from})::text as late,
      (select count(*)::int from booked where occurred_on < ${from} and amount <> 0) as "lateCharges",
      (select coalesce(sum(amount), 0) from ledger_hold where workspace = ${workspace} and state = 'in_doubt')::text as doubt,
      (select count(*)::int from ledger_hold where workspace = ${workspace} and state = 'in_doubt') as "doubtHolds"`;
  const counted = (count: number | string, amount: string): Counted => ({
    count: Number(count),
    amount: parseUsd(amount),
  });
  if (!row) throw new Error('a query without a table gave no row');
  return {
    imbalance: parseUsd(row.imbalance),
    unpriced: counted(row.unpricedModels, row.unpriced),
    unattributed:
      row.unattributed === '0' ? counted(0, '0') : counted(row.unattributedRequests, row.unattributed),
    untagged: counted(row.untaggedCharges, row.untagged),
    late: counted(row.lateCharges, row.late),
    holdsInDoubt: counted(row.doubtHolds, row.doubt),
  };
}

async function invoiceFacts(
  { charges }: CloseOptions,
  workspace: string,
  { from, to }: Period,
): Promise<CloseFacts['invoices']> {
  const rows = await charges.bridge(workspace, { from, to });
  const differing = rows.filter(
    ({ invoiced, gap, gap_percent: percent }) =>
      parseUsd(invoiced) !== 0n &&
      parseUsd(gap) !== 0n &&
      (percent === null || abs(parseUsd(percent)) > parseUsd(tolerancePercent)),
  );
  const owed = rows.filter(
    ({ invoiced, accrued, accrued_manually: manual }) =>
      parseUsd(invoiced) === 0n && parseUsd(accrued) + parseUsd(manual) > 0n,
  );
  return {
    differing: {
      count: differing.length,
      amount: differing.reduce((sum, { gap }) => sum + parseUsd(gap), 0n),
    },
    tolerancePercent,
    missing: owed.map(({ provider }) => provider),
  };
}

const abs = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

/** The oldest open month before the period that has postings. */
async function earlierOpen(
  sql: Sql,
  workspace: string,
  { from }: Period,
  closed: string | null,
): Promise<string | null> {
  const [row] = await sql<{ day: string | null }[]>`
    select min(posted_on) as day from ledger_transaction
    where workspace = ${workspace} and book = 'financial' and posted_on < ${from}
      and (${closed}::date is null or posted_on > ${closed}::date)`;
  return row?.day ? periodKeyOf(row.day) : null;
}

async function unsealedCount(sql: Sql): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from ledger_transaction
    where id > (select coalesce(max(last_transaction), 0) from ledger_seal)`;
  return row?.n ?? 0;
}
