import { type GlMapping, glMapper } from '@exchequer/core/close';
import type { GlAccount } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import type { CloseOptions } from './options.ts';

/** The map of accounts as it stands. */
export const glAccounts = (sql: ISql, workspace: string): Promise<GlAccount[]> =>
  sql<GlAccount[]>`
    select id, pattern, number, name, cost_center from gl_account_map
    where workspace = ${workspace} order by pattern`;

export async function glMappings(sql: ISql, workspace: string): Promise<GlMapping[]> {
  const rows = await glAccounts(sql, workspace);
  return rows.map(({ pattern, number, name, cost_center: costCenter }) => ({
    pattern,
    number,
    name,
    costCenter,
  }));
}

/** Accounts of the financial book with postings that the company has no account for. */
export async function unmappedAccounts(sql: ISql, workspace: string): Promise<string[]> {
  const [mappings, accounts] = await Promise.all([
    glMappings(sql, workspace),
    sql<{ key: string }[]>`
      select distinct key from ledger_account a where workspace = ${workspace} and book = 'financial'
        and exists (select from ledger_transaction t where t.accounts @> array[a.id])
      order by key`,
  ]);
  const map = glMapper(mappings);
  return accounts.map(({ key }) => key).filter((key) => map(key) === null);
}

/** Replaces the whole map; a pattern that comes twice keeps its last line. */
export async function putGlAccounts(
  { sql, newId, now }: CloseOptions,
  workspace: string,
  items: readonly Omit<GlAccount, 'id'>[],
  by: AuditActor,
): Promise<void> {
  const byPattern = new Map(items.map((item) => [item.pattern, { id: newId('gla_'), ...item }]));
  const rows = [...byPattern.values()];
  await sql.begin(async (tx) => {
    await tx`delete from gl_account_map where workspace = ${workspace}`;
    if (rows.length > 0) {
      await tx`insert into gl_account_map ${tx(rows.map((row) => ({ workspace, ...row })))}`;
    }
    await recordAudit(tx, by, now(), {
      action: 'ledger.gl-accounts',
      subject: `${rows.length} accounts`,
      workspace,
    });
  });
}
