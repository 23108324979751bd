import { take } from '@exchequer/core/envelope';
import type { LedgerCommand } from '@exchequer/core/ledger';
import { type Envelope, formatUsd, parseUsd } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import { refOf } from './opening.ts';
import { type BudgetOptions, todayOf } from './options.ts';
import type { KeptTree } from './rows.ts';

/** An amount that an approval gave to a period for a time. */
export interface Increase {
  requestId: string;
  envelopeId: string;
  periodKey: string;
  amount: bigint;
  expiresAt: Date;
}

export async function insertIncrease(
  tx: TransactionSql,
  workspace: string,
  { requestId, envelopeId, periodKey, amount, expiresAt }: Increase,
): Promise<void> {
  await tx`
    insert into envelope_increase (workspace, request_id, envelope_id, period_key, amount, expires_at)
    values (${workspace}, ${requestId}, ${envelopeId}, ${periodKey}, ${formatUsd(amount)}, ${expiresAt})`;
}

/**
 * Ends the temporary increases that are due and returns the commands that take back what is unspent:
 * the increase counts as spent last, so what is free goes back first, at most what was given.
 */
export async function dueIncreases(
  options: BudgetOptions,
  tx: TransactionSql,
  workspace: string,
  tree: KeptTree,
): Promise<LedgerCommand<object>[]> {
  const rows = await tx<
    { request_id: string; envelope_id: string; period_key: string; amount: string; free: string }[]
  >`
    select i.request_id, i.envelope_id, i.period_key, i.amount, coalesce(a.balance, 0) as free
    from envelope_increase i left join ledger_account a on a.workspace = i.workspace
      and a.key = 'envelope/' || i.envelope_id || '/' || i.period_key || '/available'
    where i.workspace = ${workspace} and i.ended_at is null and i.expires_at <= ${options.now()}
    order by i.expires_at, i.request_id`;
  const commands: LedgerCommand<object>[] = [];
  const given = new Map<string, bigint>();
  for (const row of rows) {
    const place = `${row.envelope_id}/${row.period_key}`;
    const free = given.get(place) ?? parseUsd(row.free);
    const amount = parseUsd(row.amount);
    const isAllFree = free >= amount;
    const back = isAllFree ? amount : free;
    given.set(place, free - back);
    await tx`
      update envelope_increase set ended_at = ${options.now()}, taken_back = ${formatUsd(back)}
      where workspace = ${workspace} and request_id = ${row.request_id}`;
    const envelope = tree.get(row.envelope_id);
    if (envelope && back > 0n) commands.push(takeBackOf(options, workspace, envelope, row, back));
  }
  return commands;
}

function takeBackOf(
  options: BudgetOptions,
  workspace: string,
  envelope: Envelope,
  row: { request_id: string; period_key: string },
  amount: bigint,
): LedgerCommand<object> {
  return take({
    workspace,
    key: `increase-end:${row.request_id}`,
    ref: refOf(envelope, { key: row.period_key }),
    amount,
    day: todayOf(options),
    kind: 'adjustment',
    what: 'increase',
    subject: row.request_id,
    memo: `Temporary increase of ${envelope.name} ended`,
    taking: 'what-is-left',
  });
}
