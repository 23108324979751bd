import type { Actor } from '@exchequer/core/access';
import type { AuditEntry } from '@exchequer/model/contract';
import type { ISql, JSONValue, Sql } from 'postgres';

/** An action of an admin: what was done to what. `detail` never holds a secret. */
export interface AuditNote {
  action: string;
  subject: string;
  workspace?: string;
  detail?: Record<string, JSONValue>;
}

/** Who did it; an actor, or the tower itself. */
export type AuditActor = Pick<Actor, 'id' | 'name'>;

/** Writes an action down. Pass the transaction that does it, so that neither stands alone. */
export async function recordAudit(sql: ISql, by: AuditActor, at: Date, note: AuditNote): Promise<void> {
  await sql`
    insert into audit_entry (at, actor_id, actor_name, action, workspace, subject, detail)
    values (${at}, ${by.id}, ${by.name}, ${note.action}, ${note.workspace ?? ''}, ${note.subject},
      ${sql.json(note.detail ?? {})})`;
}

/** One page of the audit log, newest first; the cursor is the id of the last entry seen. */
export async function auditPage(
  sql: Sql,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ entries: AuditEntry[]; next_cursor: string | null }> {
  const before = /^\d{1,18}$/.test(page.cursor ?? '') ? (page.cursor as string) : null;
  const rows = await sql<(Omit<AuditEntry, 'at'> & { at: Date })[]>`
    select id::text, at, actor_id, actor_name, action, workspace, subject, detail from audit_entry
    where ${before}::bigint is null or id < ${before}::bigint
    order by audit_entry.id desc limit ${page.limit + 1}`;
  const entries = rows.slice(0, page.limit).map((row) => ({ ...row, at: row.at.toISOString() }));
  return { entries, next_cursor: rows.length > page.limit ? (entries.at(-1)?.id ?? null) : null };
}
