import type { Sql } from 'postgres';

/** The role of a person, and who has it. */
export interface RolePeers {
  role: string;
  /** Ids, the person's own included. */
  persons: string[];
}

/**
 * Persons who have the same role as one of them, and were there on some day of a span of company days.
 * The role is the newest on record before its end; null where none is.
 */
export async function rolePeers(
  sql: Sql,
  workspace: string,
  workerId: string,
  { from, to }: { from: string; to: string },
): Promise<RolePeers | null> {
  const rows = await sql<{ id: string; role: string }[]>`
    with newest as (
      select distinct on (worker_id) worker_id, role from compensation
      where workspace = ${workspace} and effective_on < ${to} order by worker_id, effective_on desc
    )
    select w.id, n.role from newest n
    join worker w on w.workspace = ${workspace} and w.id = n.worker_id and w.kind = 'person'
    where n.role <> '' and n.role = (select role from newest where worker_id = ${workerId})
      and (w.active_from is null or w.active_from < ${to}) and (w.active_to is null or w.active_to > ${from})
    order by w.id`;
  const [first] = rows;
  return first ? { role: first.role, persons: rows.map(({ id }) => id) } : null;
}
