import type { Holder } from '@exchequer/core/grant';
import type { ISql } from 'postgres';
import { type GrantOptions, todayOf } from './options.ts';

/** A worker as grants need to know them. */
export interface WorkerFacts {
  id: string;
  name: string;
  externalId: string;
  /** First day on which they no longer work here. */
  leavesOn: string | null;
  /** Their team today, or the last one they had. */
  teamId: string | null;
  teamName: string;
}

/** Persons by id, with their team of a day. */
export async function loadWorkers(
  sql: ISql,
  workspace: string,
  day: string,
  ids?: readonly string[],
): Promise<Map<string, WorkerFacts>> {
  const rows = await sql<
    {
      id: string;
      name: string;
      external_id: string;
      leaves: string | null;
      team: string | null;
      team_name: string | null;
    }[]
  >`
    select w.id, w.name, w.external_id, w.active_to as leaves, m.team_id as team, t.name as team_name
    from worker w
    left join lateral (
      select team_id from membership m
      where m.workspace = w.workspace and m.worker_id = w.id and coalesce(m.valid_from, '-infinity') <= ${day}::date
      order by m.valid_from desc nulls last limit 1) m on true
    left join team t on t.workspace = w.workspace and t.id = m.team_id
    where w.workspace = ${workspace} and w.kind = 'person'
      ${ids ? sql`and w.id = any (${[...ids]}::text[])` : sql``}`;
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        name: row.name,
        externalId: row.external_id,
        leavesOn: row.leaves,
        teamId: row.team,
        teamName: row.team_name ?? '',
      },
    ]),
  );
}

export async function loadTeams(sql: ISql, workspace: string): Promise<Map<string, string>> {
  const rows = await sql<
    { id: string; name: string }[]
  >`select id, name from team where workspace = ${workspace}`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The team of a holder and the teams above it, nearest first. */
export async function teamsAbove(
  sql: ISql,
  workspace: string,
  holder: Holder,
  options: GrantOptions,
): Promise<string[]> {
  const first =
    holder.kind === 'team'
      ? holder.id
      : (await loadWorkers(sql, workspace, todayOf(options), [holder.id])).get(holder.id)?.teamId;
  if (!first) return [];
  const rows = await sql<{ id: string }[]>`
    with recursive above as (
      select id, parent_id, 0 as level from team where workspace = ${workspace} and id = ${first}
      union all
      select t.id, t.parent_id, above.level + 1 from team t join above on t.id = above.parent_id
      where t.workspace = ${workspace} and above.level < 50)
    select id from above order by level`;
  return rows.map(({ id }) => id);
}
