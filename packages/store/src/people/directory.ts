import type { Identity, Membership, Roster, Worker } from '@exchequer/core/workforce';
import {
  type Employment,
  employmentsOf,
  normaliseIdentity,
  resolveIdentities,
} from '@exchequer/core/workforce';
import type { AttributionAnswer, IdentityQuestion } from '@exchequer/model';
import type { Sql } from 'postgres';
import { loadTeams } from './rows.ts';

/** Who is who: what booking and reports ask of people. */
export interface Directory {
  /** Who the identities were, in slices of time. Loads only what is asked. */
  answers(workspace: string, questions: readonly IdentityQuestion[]): Promise<AttributionAnswer[]>;
  /** Persons employed in a range of local days, with the team of each time; '' is no team. */
  employments(workspace: string, from: string, to: string): Promise<Employment[]>;
  /** Role of each person on record before a day. */
  roles(workspace: string, before: string): Promise<Map<string, string>>;
  /** Person that each agent belongs to. */
  owners(workspace: string): Promise<Map<string, string>>;
  /** Levels of the tree of teams today; 0 without teams. */
  layers(workspace: string): Promise<number>;
  /** Names of teams by id; a name that several teams share comes with its parent's. */
  teamNames(workspace: string, ids: readonly string[]): Promise<Map<string, string>>;
}

export interface DirectoryOptions {
  sql: Sql;
  /** The company's zone, whose days bound validities. */
  timeZone: () => string;
}

export function createDirectory({ sql, timeZone }: DirectoryOptions): Directory {
  return {
    answers: async (workspace, questions) =>
      resolveIdentities(await rosterOf(sql, workspace, questions), questions, timeZone()),
    employments: async (workspace, from, to) =>
      employmentsOf(await personsOf(sql, workspace, from, to), from, to),
    roles: async (workspace, before) => {
      const rows = await sql<{ worker: string; role: string }[]>`
        select distinct on (worker_id) worker_id as worker, role from compensation
        where workspace = ${workspace} and effective_on < ${before} and role <> ''
        order by worker_id, effective_on desc`;
      return new Map(rows.map(({ worker, role }) => [worker, role]));
    },
    owners: async (workspace) => {
      const rows = await sql<{ id: string; owner: string }[]>`
        select id, owner_id as owner from worker where workspace = ${workspace} and owner_id is not null`;
      return new Map(rows.map(({ id, owner }) => [id, owner]));
    },
    layers: async (workspace) => {
      const [row] = await sql<{ layers: number | null }[]>`
        with recursive tree as (
          select id, 1 as level from team where workspace = ${workspace} and parent_id is null
          union all
          select t.id, tree.level + 1 from team t join tree on t.parent_id = tree.id where t.workspace = ${workspace}
        ) select max(level)::int as layers from tree`;
      return row?.layers ?? 0;
    },
    teamNames: async (workspace, ids) => {
      const wanted = new Set(ids);
      const teams = await loadTeams(sql, workspace);
      const nameOf = new Map(teams.map(({ id, name }) => [id, name]));
      const shared = (name: string) => teams.filter((team) => team.name === name).length > 1;
      const named = ({ name, parentId }: (typeof teams)[number]) =>
        shared(name) && parentId ? `${nameOf.get(parentId)} / ${name}` : name;
      return new Map(teams.filter(({ id }) => wanted.has(id)).map((team) => [team.id, named(team)]));
    },
  };
}

/** The part of the roster that the questions need; nothing where none of the identities is mapped. */
async function rosterOf(
  sql: Sql,
  workspace: string,
  questions: readonly IdentityQuestion[],
): Promise<Roster> {
  const asked = askedIdentities(questions);
  const kinds = asked.map(([kind]) => kind);
  const values = asked.map(([, value]) => value);
  const identities =
    asked.length === 0
      ? []
      : await sql<Identity[]>`
          select i.id, i.kind, i.value, i.worker_id as "workerId", i.valid_from as "validFrom",
            i.valid_to as "validTo"
          from unnest(${kinds}::text[], ${values}::text[]) as asked (kind, value)
          join identity i on i.workspace = ${workspace} and i.kind = asked.kind and i.value = asked.value`;
  if (identities.length === 0) return { workers: [], teams: [], memberships: [], identities };
  const ids = [...new Set(identities.map(({ workerId }) => workerId))];
  const workers = await sql<Worker[]>`
    select id, kind, name, external_id as "externalId", owner_id as "ownerId", family,
      active_from as "activeFrom", active_to as "activeTo"
    from worker where workspace = ${workspace} and id = any(${ids})`;
  const belonging = [...ids, ...workers.flatMap(({ ownerId }) => ownerId ?? [])];
  const memberships = await sql<Membership[]>`
    select worker_id as "workerId", team_id as "teamId", valid_from as "validFrom", valid_to as "validTo"
    from membership where workspace = ${workspace} and worker_id = any(${belonging})`;
  return { workers, teams: [], memberships, identities };
}

function askedIdentities(questions: readonly IdentityQuestion[]): [kind: string, value: string][] {
  const asked = new Map<string, [string, string]>();
  const add = (kind: string, raw: string) => {
    const value = normaliseIdentity(kind, raw);
    if (value !== '') asked.set(`${kind}\n${value}`, [kind, value]);
  };
  for (const { identity_kind: kind, identity, agent } of questions) {
    add(kind, identity);
    add('agent', agent);
  }
  return [...asked.values()];
}

async function personsOf(sql: Sql, workspace: string, from: string, to: string): Promise<Roster> {
  const workers = await sql<Worker[]>`
    select id, kind, name, external_id as "externalId", owner_id as "ownerId", family,
      active_from as "activeFrom", active_to as "activeTo"
    from worker
    where workspace = ${workspace} and kind = 'person'
      and (active_from is null or active_from < ${to}) and (active_to is null or active_to > ${from})`;
  const memberships = await sql<Membership[]>`
    select worker_id as "workerId", team_id as "teamId", valid_from as "validFrom", valid_to as "validTo"
    from membership
    where workspace = ${workspace}
      and (valid_from is null or valid_from < ${to}) and (valid_to is null or valid_to > ${from})`;
  return { workers, teams: [], memberships, identities: [] };
}
