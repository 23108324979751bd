import type { PeopleRefusal, Roster } from '@exchequer/core/workforce';
import type { Workspace } from '@exchequer/model/contract';
import type { Sql, TransactionSql } from 'postgres';
import { type AuditActor, type AuditNote, recordAudit } from '../access/index.ts';
import { type IdentityName, notePending, type Reattribution, settlePending } from './pending.ts';
import { loadRoster, lockPeople } from './rows.ts';
import type { UnattributedUsage } from './unattributed.ts';

export interface PeopleOptions {
  sql: Sql;
  now: () => Date;
  /** Makes an id such as `wrk_…` from its prefix. */
  newId: (prefix: string) => string;
  /** The company's zone. */
  timeZone: () => string;
  reattribution: Reattribution;
  usage: UnattributedUsage;
  /** Awaited after each change, so that what is kept of people elsewhere follows at once. */
  changed?: (workspace: string) => Promise<void>;
}

/** What a decision wants written; `touched` names the identities whose usage it moves. */
export interface Decision<T> {
  result: T;
  audit: Omit<AuditNote, 'workspace'> | null;
  touched: readonly IdentityName[];
  apply: (tx: TransactionSql) => Promise<void>;
}

/**
 * Runs every change of people alike: lock, load the facts, decide, write with the audit entry in
 * one transaction, and after it book the amendments that follow.
 */
export async function runPeopleCommand<T>(
  options: PeopleOptions,
  workspace: Workspace,
  by: AuditActor,
  decide: (roster: Roster) => Decision<T> | PeopleRefusal,
): Promise<{ result: T; amended: number } | PeopleRefusal> {
  const { sql, now, reattribution } = options;
  const decided = await sql.begin(async (tx) => {
    await lockPeople(tx, workspace);
    const decision = decide(await loadRoster(tx, workspace));
    if ('refused' in decision) return decision;
    await decision.apply(tx);
    if (decision.audit) await recordAudit(tx, by, now(), { ...decision.audit, workspace });
    await notePending(tx, workspace, decision.touched);
    return decision;
  });
  if ('refused' in decided) return decided;
  const { amended } =
    decided.touched.length > 0 ? await settlePending(sql, workspace, reattribution) : { amended: 0 };
  if (decided.audit) await options.changed?.(workspace);
  return { result: decided.result, amended };
}
