import type { Identity, Membership, Roster, Team, Worker } from '@exchequer/core/workforce';
import type { ISql } from 'postgres';

/** Every query names its workspace: no row of one is ever seen from another. */
export async function loadRoster(sql: ISql, workspace: string): Promise<Roster> {
  const [workers, teams, memberships, identities] = await Promise.all([
    sql<Worker[]>`
      select id, kind, name, external_id as "externalId", owner_id as "ownerId", family,
        active_from as "activeFrom", active_to as "activeTo"
      from worker where workspace = ${workspace}`,
    loadTeams(sql, workspace),
    sql<Membership[]>`
      select worker_id as "workerId", team_id as "teamId", valid_from as "validFrom", valid_to as "validTo"
      from membership where workspace = ${workspace} order by worker_id, valid_from nulls first`,
    sql<Identity[]>`
      select id, kind, value, worker_id as "workerId", valid_from as "validFrom", valid_to as "validTo"
      from identity where workspace = ${workspace} order by id`,
  ]);
  return { workers, teams, memberships, identities };
}

/** The teams of a workspace, by name. */
export function loadTeams(sql: ISql, workspace: string): Promise<Team[]> {
  return sql<Team[]>`
    select id, name, external_id as "externalId", parent_id as "parentId",
      valid_from as "validFrom", valid_to as "validTo"
    from team where workspace = ${workspace} order by lower(name), id`;
}

/* Rows are sent without waiting for each answer; one connection keeps their order. */

/** Takes the lock under which the people of a workspace change, until the transaction ends. */
export async function lockPeople(tx: ISql, workspace: string): Promise<void> {
  await tx`select 1 from workspace where key = ${workspace} for update`;
}

export async function saveTeams(tx: ISql, workspace: string, teams: readonly Team[]): Promise<void> {
  await Promise.all(
    teams.map(
      (team) => tx`
      insert into team (workspace, id, name, external_id, parent_id, valid_from, valid_to)
      values (${workspace}, ${team.id}, ${team.name}, ${team.externalId}, ${team.parentId},
        ${team.validFrom}, ${team.validTo})
      on conflict (workspace, id) do update set name = excluded.name, external_id = excluded.external_id,
        parent_id = excluded.parent_id, valid_from = excluded.valid_from, valid_to = excluded.valid_to`,
    ),
  );
}

/** Persons are written before agents, since agents name their owners. */
export async function saveWorkers(tx: ISql, workspace: string, workers: readonly Worker[]): Promise<void> {
  const personsFirst = [...workers].sort((a, b) => b.kind.localeCompare(a.kind));
  await Promise.all(
    personsFirst.map(
      (worker) => tx`
      insert into worker (workspace, id, kind, name, external_id, owner_id, family, active_from, active_to)
      values (${workspace}, ${worker.id}, ${worker.kind}, ${worker.name}, ${worker.externalId},
        ${worker.ownerId}, ${worker.family}, ${worker.activeFrom}, ${worker.activeTo})
      on conflict (workspace, id) do update set kind = excluded.kind, name = excluded.name,
        external_id = excluded.external_id, owner_id = excluded.owner_id, family = excluded.family,
        active_from = excluded.active_from, active_to = excluded.active_to`,
    ),
  );
}

/** Replaces the memberships of one worker. */
export async function replaceMemberships(
  tx: ISql,
  workspace: string,
  workerId: string,
  all: readonly Membership[],
): Promise<void> {
  await tx`delete from membership where workspace = ${workspace} and worker_id = ${workerId}`;
  await Promise.all(
    all.map(
      (one) => tx`
      insert into membership (workspace, worker_id, team_id, valid_from, valid_to)
      values (${workspace}, ${workerId}, ${one.teamId}, ${one.validFrom}, ${one.validTo})`,
    ),
  );
}

export async function addIdentities(
  tx: ISql,
  workspace: string,
  identities: readonly Identity[],
): Promise<void> {
  await Promise.all(
    identities.map(
      (one) => tx`
      insert into identity (workspace, id, kind, value, worker_id, valid_from, valid_to)
      values (${workspace}, ${one.id}, ${one.kind}, ${one.value}, ${one.workerId}, ${one.validFrom},
        ${one.validTo})`,
    ),
  );
}
