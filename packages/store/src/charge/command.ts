import type { CommandName } from '@exchequer/core/charge';
import { isRefusal, type LedgerCommand, type LedgerRefusal } from '@exchequer/core/ledger';
import type { TransactionSql } from 'postgres';
import { type AuditActor, type AuditNote, recordAudit } from '../access/index.ts';
import type { ChargeOptions } from './options.ts';
import { lockCharges } from './rules.ts';

/** What a change of the company's money came to: its result and the transactions it posted. */
export interface Posted<T> {
  result: T;
  /** Oldest first, such as `txn_12`. */
  transactionIds: string[];
}

/** Names a command by the caller's key, or by a new id where the caller does not repeat. */
export const named = (
  options: ChargeOptions,
  workspace: string,
  template: string,
  key: string | undefined,
  body: unknown,
): CommandName => ({
  workspace,
  key: `${template}:${key ?? options.newId('')}`,
  body,
});

/** A change of the financial book by a person or a job. */
export interface MoneyChange<T> {
  workspace: string;
  by: AuditActor;
  /** What its transactions are about: they are found by it. */
  subject(result: T): string;
  /** Loads what the decision needs, under the lock. */
  command(tx: TransactionSql): Promise<LedgerCommand<T>>;
  /** Writes what stands beside the entries; must bear a repeat. */
  apply?(tx: TransactionSql, result: T, key: string): Promise<void>;
  audit(result: T): Omit<AuditNote, 'workspace'>;
}

/**
 * Runs every such change alike: lock, load, decide, post, write beside it and audit, in one
 * transaction. A repeat under the same key answers as before and changes nothing.
 */
export async function changeMoney<T>(
  { sql, ledger, now }: ChargeOptions,
  change: MoneyChange<T>,
): Promise<Posted<T> | LedgerRefusal> {
  const { workspace } = change;
  return sql.begin(async (tx) => {
    await lockCharges(tx, workspace);
    const command = await change.command(tx);
    const [known] = await tx`
      select 1 from ledger_command where workspace = ${workspace} and key = ${command.key}`;
    const [answer] = await ledger.within(tx, [command]);
    if (isRefusal(answer as object)) return answer as LedgerRefusal;
    const result = answer as T;
    if (!known) {
      await change.apply?.(tx, result, command.key);
      await recordAudit(tx, change.by, now(), { ...change.audit(result), workspace });
    }
    return {
      result,
      transactionIds: await transactionsOf(tx, workspace, change.subject(result), command.key),
    };
  });
}

/** Ids of what a command posted. */
async function transactionsOf(
  tx: TransactionSql,
  workspace: string,
  subject: string,
  key: string,
): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id::text from ledger_transaction
    where workspace = ${workspace} and subject = ${subject} and command_key = ${key}
    order by ledger_transaction.id`;
  return rows.map(({ id }) => `txn_${id}`);
}
