import type { SpendFacts } from '@exchequer/model';
import type { ISql } from 'postgres';

/** What is known of usage before its team's place and its agent's family are looked up. */
export interface KnownFacts {
  workerId: string;
  /** Team of the worker on that day; empty when unknown. */
  teamId: string;
  project: string;
  repo: string;
  agent: string;
  /** Looked up by the worker when left out. */
  agentFamily?: string;
}

/** Completes facts with the teams above and the family of the agent. */
export type FactsReader = (known: KnownFacts) => SpendFacts;

/** Loads the teams and agent families of a workspace once, for many facts. */
export async function readFacts(sql: ISql, workspace: string): Promise<FactsReader> {
  const [teams, agents] = await Promise.all([
    sql<{ id: string; parent_id: string | null }[]>`
      select id, parent_id from team where workspace = ${workspace}`,
    sql<{ id: string; family: string }[]>`
      select id, family from worker where workspace = ${workspace} and kind = 'agent' and family <> ''`,
  ]);
  const parents = new Map(teams.map(({ id, parent_id }) => [id, parent_id]));
  const families = new Map(agents.map(({ id, family }) => [id, family]));
  return ({ teamId, agentFamily, ...known }) => ({
    ...known,
    agentFamily: agentFamily || (families.get(known.workerId) ?? ''),
    teamIds: teamsUpFrom(parents, teamId),
  });
}

function teamsUpFrom(parents: ReadonlyMap<string, string | null>, teamId: string): string[] {
  const found = new Set<string>();
  for (let at: string | null = teamId || null; at && !found.has(at); at = parents.get(at) ?? null)
    found.add(at);
  return [...found];
}

/** The team of a worker on a company day; empty without one. */
export async function teamOn(sql: ISql, workspace: string, workerId: string, day: string): Promise<string> {
  const [row] = await sql<{ team_id: string }[]>`
    select team_id from membership where workspace = ${workspace} and worker_id = ${workerId}
      and (valid_from is null or valid_from <= ${day}) and (valid_to is null or valid_to > ${day}) limit 1`;
  return row?.team_id ?? '';
}
