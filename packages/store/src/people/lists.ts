import { teamPath } from '@exchequer/core/workforce';
import type { Identity, Team, Worker, Workspace } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import { cursorOf, partsOf } from '../postgres/index.ts';
import { loadTeams } from './rows.ts';

export interface WorkerFilter {
  kind?: 'person' | 'agent' | undefined;
  teamId?: string | undefined;
  search: string;
  cursor?: string | undefined;
  limit: number;
}

/** Letters of a search that mean something else in LIKE lose it. */
const pattern = (search: string) => `%${search.replace(/[\\%_]/g, '\\$&')}%`;

const workerColumns = (sql: Sql) => sql`
  w.id, w.kind, w.name, w.external_id, w.owner_id, w.family, w.active_from, w.active_to,
  coalesce((
    select json_agg(json_build_object('team_id', m.team_id, 'team_name', t.name,
      'valid_from', m.valid_from, 'valid_to', m.valid_to) order by m.valid_from nulls first)
    from membership m join team t on t.workspace = m.workspace and t.id = m.team_id
    where m.workspace = w.workspace and m.worker_id = w.id), '[]') as memberships`;

/** One page of workers by name. `today` decides who is in the team that is asked for. */
export async function listWorkers(
  sql: Sql,
  workspace: Workspace,
  filter: WorkerFilter,
  today: string,
): Promise<{ workers: Worker[]; total: number; next_cursor: string | null }> {
  const after = partsOf(filter.cursor, 2);
  const matching = sql`
    from worker w where w.workspace = ${workspace}
      and (${filter.kind ?? null}::text is null or w.kind = ${filter.kind ?? null})
      and (w.name ilike ${pattern(filter.search)} or w.external_id ilike ${pattern(filter.search)})
      and (${filter.teamId ?? null}::text is null or exists (
        select 1 from membership m where m.workspace = w.workspace and m.worker_id = w.id
          and m.team_id = ${filter.teamId ?? null} and ${current(sql, today)}))`;
  const [[count], rows] = await Promise.all([
    sql<{ total: number }[]>`select count(*)::int as total ${matching}`,
    sql<(Worker & { sort: string })[]>`
      select lower(w.name) as sort, ${workerColumns(sql)} ${matching}
        and (${after === null} or (lower(w.name), w.id) > (${after?.[0] ?? ''}, ${after?.[1] ?? ''}))
      order by lower(w.name), w.id limit ${filter.limit + 1}`,
  ]);
  const workers = rows.slice(0, filter.limit);
  const last = rows.length > filter.limit ? workers.at(-1) : undefined;
  return {
    workers: workers.map(({ sort: _sort, ...worker }) => worker),
    total: count?.total ?? 0,
    next_cursor: last ? cursorOf([last.sort, last.id]) : null,
  };
}

/** A membership `m` that holds today. */
const current = (sql: Sql, today: string) => sql`
  (m.valid_from is null or m.valid_from <= ${today}::date) and (m.valid_to is null or m.valid_to > ${today}::date)`;

/** One worker; undefined when there is none of that id. */
export async function findWorker(sql: Sql, workspace: Workspace, id: string): Promise<Worker | undefined> {
  const [worker] = await sql<Worker[]>`
    select ${workerColumns(sql)} from worker w where w.workspace = ${workspace} and w.id = ${id}`;
  return worker;
}

/** All teams by path, with how many workers belong to each today. */
export async function listTeams(sql: Sql, workspace: Workspace, today: string): Promise<Team[]> {
  const [teams, counts] = await Promise.all([
    loadTeams(sql, workspace),
    sql<{ id: string; members: number }[]>`
      select m.team_id as id, count(*)::int as members from membership m
      where m.workspace = ${workspace} and ${current(sql, today)} group by m.team_id`,
  ]);
  const byId = new Map(teams.map((team) => [team.id, team]));
  const members = new Map(counts.map((one) => [one.id, one.members]));
  return teams
    .map((team) => ({
      id: team.id,
      name: team.name,
      external_id: team.externalId,
      parent_id: team.parentId,
      path: teamPath(byId, team.id),
      valid_from: team.validFrom,
      valid_to: team.validTo,
      members: members.get(team.id) ?? 0,
    }))
    .sort((a, b) => a.path.localeCompare(b.path));
}

export interface IdentityFilter {
  id?: string | undefined;
  workerId?: string | undefined;
  search: string;
  cursor?: string | undefined;
  limit: number;
}

/** One page of identities by kind and value. */
export async function listIdentities(
  sql: Sql,
  workspace: Workspace,
  filter: IdentityFilter,
): Promise<{ identities: Identity[]; next_cursor: string | null }> {
  const after = partsOf(filter.cursor, 3);
  const rows = await sql<Identity[]>`
    select i.id, i.kind, i.value, i.worker_id, w.name as worker_name, i.valid_from, i.valid_to
    from identity i join worker w on w.workspace = i.workspace and w.id = i.worker_id
    where i.workspace = ${workspace}
      and (${filter.id ?? null}::text is null or i.id = ${filter.id ?? null})
      and (${filter.workerId ?? null}::text is null or i.worker_id = ${filter.workerId ?? null})
      and (i.value ilike ${pattern(filter.search)} or w.name ilike ${pattern(filter.search)})
      and (${after === null}
        or (i.kind, i.value, i.id) > (${after?.[0] ?? ''}, ${after?.[1] ?? ''}, ${after?.[2] ?? ''}))
    order by i.kind, i.value, i.id limit ${filter.limit + 1}`;
  const identities = rows.slice(0, filter.limit);
  const last = rows.length > filter.limit ? identities.at(-1) : undefined;
  return { identities, next_cursor: last ? cursorOf([last.kind, last.value, last.id]) : null };
}
