import { formatUsd, parseUsd } from '@exchequer/model';
import type { ExperimentPlan } from '@exchequer/model/contract';
import type { ISql, TransactionSql } from 'postgres';
import { dayAfter } from './history.ts';
import type { Planned } from './plan.ts';

export interface KeptTeam {
  teamId: string;
  team: string;
  place: number;
  envelopeId: string;
  originalLimit: bigint;
  capLimit: bigint;
  usualSpend: number;
  usualResults: number;
  holds: 'original' | 'cap' | 'left';
  /** Whether it is capped, by period. */
  periods: boolean[];
}

export interface KeptEvent {
  at: Date;
  kind: string;
  teamId: string | null;
  detail: string;
  byName: string;
}

export interface KeptExperiment {
  workspace: string;
  id: string;
  plan: ExperimentPlan;
  hash: string;
  state: 'running' | 'finished' | 'stopped';
  endsOn: string;
  launchedAt: Date;
  launchedBy: string;
  endedAt: Date | null;
  teams: KeptTeam[];
  events: KeptEvent[];
}

/** Experiments with all that belongs to them, newest first. */
export async function loadExperiments(
  sql: ISql,
  { workspace, id, running = false }: { workspace?: string; id?: string; running?: boolean },
): Promise<KeptExperiment[]> {
  const [of, named] = [workspace ?? null, id ?? null];
  const heads = await sql<Omit<KeptExperiment, 'teams' | 'events'>[]>`
    select workspace, id, plan, hash, state, ends_on::text as "endsOn", launched_at as "launchedAt",
      launched_by as "launchedBy", ended_at as "endedAt" from experiment
    where (${of}::text is null or workspace = ${of}) and (${named}::text is null or id = ${named})
      and (${!running} or state = 'running') order by launched_at desc, id`;
  const ids = heads.map((head) => head.id);
  const teams = await sql<
    (Omit<KeptTeam, 'originalLimit' | 'capLimit'> & {
      experimentId: string;
      originalLimit: string;
      capLimit: string;
    })[]
  >`
    select t.experiment_id as "experimentId", t.team_id as "teamId", t.team, t.place, t.envelope_id as "envelopeId",
      t.original_limit as "originalLimit", t.cap_limit as "capLimit", t.usual_spend as "usualSpend",
      t.usual_results as "usualResults", t.holds,
      array(select s.capped from experiment_slot s where s.workspace = t.workspace and s.experiment_id = t.experiment_id
        and s.team_id = t.team_id order by s.period) as periods
    from experiment_team t where t.experiment_id = any(${ids}) order by t.place`;
  const events = await sql<(KeptEvent & { experimentId: string })[]>`
    select experiment_id as "experimentId", at, kind, team_id as "teamId", detail, by_name as "byName"
    from experiment_event where experiment_id = any(${ids}) order by id`;
  return heads.map((head) => ({
    ...head,
    teams: teams
      .filter(({ experimentId }) => experimentId === head.id)
      .map(({ experimentId, ...team }) => ({
        ...team,
        originalLimit: parseUsd(team.originalLimit),
        capLimit: parseUsd(team.capLimit),
      })),
    events: events.filter(({ experimentId }) => experimentId === head.id),
  }));
}

/** Writes a plan down as it was shown. */
export async function insertExperiment(
  tx: TransactionSql,
  workspace: string,
  id: string,
  { preview, teams }: Planned,
  { at, name }: { at: Date; name: string },
): Promise<void> {
  const { plan, hash, ends_on: endsOn } = preview;
  await tx`insert into experiment (workspace, id, plan, hash, state, ends_on, launched_at, launched_by)
    values (${workspace}, ${id}, ${tx.json(plan)}, ${hash}, 'running', ${endsOn}, ${at}, ${name})`;
  for (const [place, team] of teams.entries()) {
    await tx`insert into experiment_team (workspace, experiment_id, team_id, team, place, envelope_id,
        original_limit, cap_limit, usual_spend, usual_results, holds)
      values (${workspace}, ${id}, ${team.teamId}, ${team.team}, ${place}, ${team.envelopeId},
        ${formatUsd(team.limit)}, ${formatUsd(team.cap)}, ${team.usualSpend}, ${team.usualResults}, 'original')`;
    for (const [period, capped] of team.periods.entries()) {
      const starts = dayAfter(plan.starts_on, period * plan.period_weeks * 7);
      const ends = dayAfter(starts, plan.period_weeks * 7);
      await tx`insert into experiment_slot (workspace, experiment_id, team_id, period, starts_on, ends_on, capped)
        values (${workspace}, ${id}, ${team.teamId}, ${period}, ${starts}, ${ends}, ${capped})`;
    }
  }
  await noteEvent(tx, workspace, id, { at, kind: 'launched', teamId: null, detail: plan.name, byName: name });
}

export async function noteEvent(
  tx: ISql,
  workspace: string,
  id: string,
  { at, kind, teamId, detail, byName }: KeptEvent,
): Promise<void> {
  await tx`insert into experiment_event (workspace, experiment_id, at, kind, team_id, detail, by_name)
    values (${workspace}, ${id}, ${at}, ${kind}, ${teamId}, ${detail}, ${byName})`;
}
