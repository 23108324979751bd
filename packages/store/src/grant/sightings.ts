import type { Sighting } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import type { AuditActor } from '../access/index.ts';

/** What of a person was shown to somebody. */
export type SightingAction = 'compensation.read' | 'grant.read' | 'statement.read';

/** Writes down that somebody saw what is these persons' own. What one sees of oneself is not noted. */
export async function noteSightings(
  sql: ISql,
  by: AuditActor & { workerId?: string | null },
  at: Date,
  workspace: string,
  { action, view, workerIds }: { action: SightingAction; view: string; workerIds: readonly string[] },
): Promise<void> {
  const others = [...new Set(workerIds)].filter((id) => id !== by.workerId);
  if (others.length === 0) return;
  await sql`
    insert into audit_entry (at, actor_id, actor_name, action, workspace, subject, detail)
    select ${at}, ${by.id}, ${by.name}, ${action}, ${workspace}, seen, ${sql.json({ view })}
    from unnest(${others}::text[]) as seen`;
}

/** Who saw what of a person, newest first; the cursor is the id of the last one. */
export async function sightingsOf(
  sql: ISql,
  workspace: string,
  workerId: string,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ sightings: Sighting[]; next_cursor: string | null }> {
  const before = /^\d{1,18}$/.test(page.cursor ?? '') ? (page.cursor as string) : null;
  const rows = await sql<
    { id: string; at: Date; actor_name: string; action: string; detail: { view?: string } }[]
  >`
    select id::text, at, actor_name, action, detail from audit_entry
    where workspace = ${workspace} and subject = ${workerId}
      and action in ('compensation.read', 'grant.read', 'statement.read')
      and (${before}::bigint is null or id < ${before}::bigint)
    order by audit_entry.id desc limit ${page.limit + 1}`;
  const shown = rows.slice(0, page.limit);
  return {
    sightings: shown.map(({ at, actor_name, action, detail }) => ({
      at: at.toISOString(),
      actor_name,
      action,
      view: detail.view ?? '',
    })),
    next_cursor: rows.length > page.limit ? (shown.at(-1)?.id ?? null) : null,
  };
}
