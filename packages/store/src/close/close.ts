import {
  checkClosable,
  checkWaiver,
  closeChecklist,
  type Period,
  periodOf,
  type Waiver,
} from '@exchequer/core/close';
import { isRefusal, type LedgerRefusal } from '@exchequer/core/ledger';
import { type Purpose, parseUsd } from '@exchequer/model';
import type { CheckItem, CheckKey, ClosePlan, CloseRecord } from '@exchequer/model/contract';
import type { JSONValue, Sql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import { closeThrough, sealLedger } from '../ledger/index.ts';
import { closeFacts } from './facts.ts';
import { Refused, refusable } from './failure.ts';
import type { CloseOptions } from './options.ts';
import { bookTotals, reportDigests } from './snapshot.ts';

/** A cost that belongs to the month and was not billed. */
export interface AccrualWish {
  provider: string;
  purpose: Purpose;
  cost_center: string;
  amount: string;
  memo: string;
}

export interface CloseWish {
  period: string;
  approver: string;
  note: string;
  accruals: readonly AccrualWish[];
  idempotencyKey: string;
}

async function waiversOf(sql: Sql, workspace: string, period: string): Promise<Waiver[]> {
  const rows = await sql<{ item: CheckKey; reason: string; approver: string; at: Date }[]>`
    select item, reason, approver, at from close_waiver where workspace = ${workspace} and period = ${period}`;
  return rows.map(({ at, ...waiver }) => ({ ...waiver, at: at.toISOString() }));
}

/** The checklist of a month as things stand. What waits is posted first, so that it does not block. */
export async function checklistOf(
  options: CloseOptions,
  workspace: string,
  period: Period,
): Promise<CheckItem[]> {
  await options.charges.catchUp({ workspace });
  const [facts, waivers] = await Promise.all([
    closeFacts(options, workspace, period),
    waiversOf(options.sql, workspace, period.key),
  ]);
  return closeChecklist(period, facts, waivers);
}

/** The checklist and everything that closing would write. */
export async function planClose(
  options: CloseOptions,
  workspace: string,
  key: string,
  accruals: readonly AccrualWish[],
): Promise<ClosePlan> {
  const period = periodOf(key);
  const items = await checklistOf(options, workspace, period);
  return {
    period: key,
    from: period.from,
    to: period.to,
    time_zone: options.company().timeZone,
    items,
    closable: checkClosable(period, items) === null,
    accruals: accruals.map((accrual) => ({ ...accrual, reverses_on: period.to })),
    totals: await bookTotals(options.sql, workspace, period),
  };
}

/** Lets an item pass, under the name of who answers for it. */
export async function waiveItem(
  options: CloseOptions,
  workspace: string,
  wish: { period: string; item: CheckKey; reason: string; approver: string },
  by: AuditActor,
): Promise<CheckItem | LedgerRefusal> {
  const { sql, now } = options;
  const period = periodOf(wish.period);
  const of = async () => (await checklistOf(options, workspace, period)).find(({ key }) => key === wish.item);
  const refusal = checkWaiver(await of());
  if (refusal) return refusal;
  await sql.begin(async (tx) => {
    await tx`
      insert into close_waiver (workspace, period, item, reason, approver, at, recorded_by)
      values (${workspace}, ${period.key}, ${wish.item}, ${wish.reason}, ${wish.approver}, ${now()}, ${by.name})
      on conflict (workspace, period, item) do update set reason = excluded.reason,
        approver = excluded.approver, at = excluded.at, recorded_by = excluded.recorded_by`;
    await recordAudit(tx, by, now(), {
      action: 'ledger.waive',
      subject: `${period.key} ${wish.item}`,
      workspace,
      detail: { reason: wish.reason, approver: wish.approver },
    });
  });
  return (await of()) as CheckItem;
}

/** The record of a closed month; null while it is open. */
export async function closeRecord(sql: Sql, workspace: string, period: string): Promise<CloseRecord | null> {
  const [row] = await sql<{ body: CloseRecord }[]>`
    select body from close_record where workspace = ${workspace} and period = ${period}`;
  return row?.body ?? null;
}

/**
 * Closes a month for ever: accrues what is asked, waits until nobody posts, locks both books through
 * its last day, and keeps what its reports said. Usage that comes later is posted in the next month.
 * The accruals are entries of their own and stand when the close is then refused; a repeat under the
 * same key finds them.
 */
export async function closeMonth(
  options: CloseOptions,
  workspace: string,
  wish: CloseWish,
  by: AuditActor,
): Promise<CloseRecord | LedgerRefusal> {
  const { sql } = options;
  const period = periodOf(wish.period);
  const known = await closeRecordUnder(sql, workspace, wish);
  if (known) return known;
  const before = checkClosable(period, await checklistOf(options, workspace, period));
  if (before) return before;
  const accruals = await postAccruals(options, workspace, period, wish, by);
  if (isRefusal(accruals)) return accruals;
  // What is asked again here is what the accruals, and others since, have changed.
  const items = await checklistOf(options, workspace, period);
  const refusal = checkClosable(period, items);
  if (refusal) return refusal;
  await sealLedger(sql, options.now());
  return refusable(() => lockAndRecord(options, workspace, { period, wish, items, accruals }, by));
}

/** A repeat answers as before; another wish for a closed month is refused by its checklist. */
async function closeRecordUnder(
  sql: Sql,
  workspace: string,
  { period, idempotencyKey }: CloseWish,
): Promise<CloseRecord | null> {
  const [row] = await sql<{ body: CloseRecord }[]>`
    select body from close_record
    where workspace = ${workspace} and period = ${period} and idempotency_key = ${idempotencyKey}`;
  return row?.body ?? null;
}

async function postAccruals(
  { charges }: CloseOptions,
  workspace: string,
  period: Period,
  wish: CloseWish,
  by: AuditActor,
): Promise<CloseRecord['accruals'] | LedgerRefusal> {
  const posted: CloseRecord['accruals'] = [];
  for (const [at, accrual] of wish.accruals.entries()) {
    const { provider, purpose, cost_center: costCenter, memo } = accrual;
    const answer = await charges.accrue(
      workspace,
      {
        provider,
        purpose,
        costCenter,
        currency: 'USD',
        amount: parseUsd(accrual.amount),
        accruedOn: period.lastDay,
        autoReverse: true,
        memo,
        idempotencyKey: `close-${period.key}-${wish.idempotencyKey}-${at}`,
      },
      by,
    );
    if (isRefusal(answer)) return answer;
    posted.push({ accrual_id: answer.result.accrual_id, transaction_ids: answer.transactionIds });
  }
  return posted;
}

interface Closing {
  period: Period;
  wish: CloseWish;
  items: CheckItem[];
  accruals: CloseRecord['accruals'];
}

async function lockAndRecord(
  options: CloseOptions,
  workspace: string,
  { period, wish, items, accruals }: Closing,
  by: AuditActor,
): Promise<CloseRecord> {
  const { sql, now, company } = options;
  const at = now();
  return sql.begin(async (tx) => {
    for (const book of ['financial', 'budget'] as const) {
      const refused = await closeThrough(tx, { workspace, book, through: period.lastDay, now: at });
      if (refused) throw new Refused(refused);
    }
    // From here on nobody posts until this transaction ends, so these readings are of the close itself.
    const [mark] = await tx<{ last: string }[]>`
      select max(after_transaction)::text as last from ledger_close
      where workspace = ${workspace} and book = 'financial'`;
    const [seal] = await tx<{ hash: string }[]>`
      select encode(hash, 'hex') as hash from ledger_seal order by last_transaction desc limit 1`;
    const body: CloseRecord = {
      period: period.key,
      closed_at: at.toISOString(),
      closed_by: by.name,
      approver: wish.approver,
      note: wish.note,
      time_zone: company().timeZone,
      last_transaction: `txn_${mark?.last ?? '0'}`,
      seal: seal?.hash ?? null,
      totals: await bookTotals(tx, workspace, period),
      digests: await reportDigests(tx, workspace, period),
      items,
      accruals,
    };
    await tx`
      insert into close_record (workspace, period, closed_at, last_transaction, idempotency_key, body)
      values (${workspace}, ${period.key}, ${at}, ${mark?.last ?? '0'}, ${wish.idempotencyKey},
        ${tx.json(body as unknown as JSONValue)})`;
    await recordAudit(tx, by, at, {
      action: 'ledger.close',
      subject: period.key,
      workspace,
      detail: { approver: wish.approver, note: wish.note, expense: body.totals.expense },
    });
    return body;
  });
}
