import { localDate } from '@exchequer/core/metric';
import { formatUsd } from '@exchequer/model';
import type { Experiment, ExperimentPlan, ExperimentPreview } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import { type EnvelopeDesk, everyone } from '../envelope/index.ts';
import { byRound, carryOut } from './carry.ts';
import { dayAfter, isMonday, type TeamWeeks } from './history.ts';
import { historyWeeks, type Planned, planOf, refusePlan } from './plan.ts';
import { type ExperimentRefusal, refuse, unknownExperiment } from './refusal.ts';
import { resultOf } from './result.ts';
import { insertExperiment, type KeptExperiment, loadExperiments, noteEvent } from './rows.ts';

/** Experiments of every workspace. */
export interface ExperimentDesk {
  /** What a plan would be; nothing is written. */
  plan(workspace: string, plan: ExperimentPlan): Promise<ExperimentPreview | ExperimentRefusal>;
  /** Launches what was shown: refused when the teams or their envelopes have changed since. */
  launch(
    workspace: string,
    plan: ExperimentPlan,
    hash: string,
    by: AuditActor,
  ): Promise<Experiment | ExperimentRefusal>;
  list(workspace: string): Promise<Experiment[]>;
  get(workspace: string, id: string): Promise<Experiment | ExperimentRefusal>;
  stop(
    workspace: string,
    id: string,
    reason: string,
    by: AuditActor,
  ): Promise<Experiment | ExperimentRefusal>;
  /** Sets and restores limits that are due; may be repeated. @returns what it ended */
  advance(): Promise<{ finished: number }>;
}

export interface ExperimentOptions {
  sql: Sql;
  now: () => Date;
  newId: (prefix: string) => string;
  timeZone: () => string;
  envelopes: Pick<EnvelopeDesk, 'list' | 'get' | 'put'>;
  teamWeeks: TeamWeeks;
}

/** Experiments over PostgreSQL and the envelopes. */
export function createExperiments(options: ExperimentOptions): ExperimentDesk {
  const { sql } = options;
  const today = () => localDate(options.now().getTime(), options.timeZone());
  const one = async (workspace: string, id: string) => (await loadExperiments(sql, { workspace, id }))[0];
  const shown = (kept: KeptExperiment) => viewOf(options, kept, today());
  return {
    plan: async (workspace, plan) => {
      const planned = await plannedOf(options, workspace, plan, today());
      return 'refused' in planned ? planned : planned.preview;
    },
    launch: async (workspace, plan, hash, by) => {
      const [known] = (await loadExperiments(sql, { workspace })).filter((kept) => kept.hash === hash);
      if (known) return shown(known);
      const planned = await plannedOf(options, workspace, plan, today());
      if ('refused' in planned) return planned;
      const refused = refuseLaunch(planned, hash);
      if (refused) return refused;
      const id = options.newId('exp_');
      await sql.begin(async (tx) => {
        await insertExperiment(tx, workspace, id, planned, { at: options.now(), name: by.name });
        const detail = { name: plan.name, hash };
        await recordAudit(tx, by, options.now(), {
          action: 'experiment.launch',
          subject: id,
          workspace,
          detail,
        });
      });
      return shown((await one(workspace, id)) as KeptExperiment);
    },
    list: async (workspace) => Promise.all((await loadExperiments(sql, { workspace })).map(shown)),
    get: async (workspace, id) => {
      const kept = await one(workspace, id);
      return kept ? shown(kept) : unknownExperiment(id);
    },
    stop: async (workspace, id, reason, by) => {
      const kept = await one(workspace, id);
      if (!kept) return unknownExperiment(id);
      if (kept.state !== 'running') {
        return refuse('experiment-over', `it is ${kept.state} already`, 'Nothing is left to stop.');
      }
      // Said first: a stop that is cut off goes on with the next round.
      const stopping = { at: options.now(), kind: 'stopping', teamId: null, detail: reason, byName: by.name };
      await noteEvent(sql, workspace, id, stopping);
      await end(options, kept, 'stopped', reason, by);
      return shown((await one(workspace, id)) as KeptExperiment);
    },
    advance: async () => {
      let finished = 0;
      for (const kept of await loadExperiments(sql, { running: true })) {
        const stopping = kept.events.find(({ kind }) => kind === 'stopping');
        if (stopping) await end(options, kept, 'stopped', stopping.detail, byRound);
        else if (today() >= kept.endsOn) {
          await end(options, kept, 'finished', 'its last period is over', byRound);
          finished++;
        } else await carryPeriod(options, kept, today());
      }
      return { finished };
    },
  };
}

async function plannedOf(
  { sql, envelopes, teamWeeks }: ExperimentOptions,
  workspace: string,
  plan: ExperimentPlan,
  today: string,
): Promise<Planned | ExperimentRefusal> {
  const refused = refusePlan(plan, today);
  if (refused) return refused;
  let monday = today;
  while (!isMonday(monday)) monday = dayAfter(monday, -1);
  const historyFrom = dayAfter(monday, -historyWeeks * 7);
  const [listed, running, history] = await Promise.all([
    envelopes.list(workspace, { state: 'active' }, everyone),
    loadExperiments(sql, { workspace, running: true }),
    teamWeeks(workspace, { from: historyFrom, to: monday, outcome: plan.outcome }),
  ]);
  const taken = new Set(running.flatMap(({ teams }) => teams.map(({ envelopeId }) => envelopeId)));
  return planOf(plan, { envelopes: listed.envelopes, taken, history, historyFrom });
}

function refuseLaunch({ preview, teams }: Planned, hash: string): ExperimentRefusal | null {
  if (preview.hash !== hash) {
    const detail = 'teams, envelopes or lots are no longer what was shown';
    return refuse('experiment-changed', detail, 'Look at the plan again and launch what it shows now.');
  }
  if (teams.length >= 4) return null;
  return refuse(
    'experiment-teams',
    `${teams.length} teams can take part`,
    `It needs ${preview.needs ?? 'more teams'}.`,
  );
}

const periodAt = ({ plan }: KeptExperiment, today: string): number =>
  today < plan.starts_on
    ? -1
    : Math.floor((Date.parse(today) - Date.parse(plan.starts_on)) / (plan.period_weeks * 7 * 86_400_000));

async function carryPeriod(options: ExperimentOptions, kept: KeptExperiment, today: string): Promise<void> {
  const period = periodAt(kept, today);
  if (period < 0) return;
  for (const team of kept.teams) {
    await carryOut(options, kept, team, team.periods[period] ? 'cap' : 'original', byRound);
  }
}

/** Gives every envelope back what it had; what somebody changed since stays theirs, and is said. */
async function end(
  options: ExperimentOptions,
  kept: KeptExperiment,
  state: 'finished' | 'stopped',
  reason: string,
  by: AuditActor,
): Promise<void> {
  const { sql, now } = options;
  for (const team of kept.teams) await carryOut(options, kept, team, 'original', by);
  // A limit that was refused would stay capped for ever: the round comes again for it.
  const open = (await loadExperiments(sql, { workspace: kept.workspace, id: kept.id }))[0];
  if (open?.teams.some(({ holds }) => holds === 'cap')) return;
  await sql.begin(async (tx) => {
    await tx`update experiment set state = ${state}, ended_at = ${now()}
      where workspace = ${kept.workspace} and id = ${kept.id}`;
    await noteEvent(tx, kept.workspace, kept.id, {
      at: now(),
      kind: state,
      teamId: null,
      detail: reason,
      byName: by.name,
    });
    if (state === 'stopped') {
      const detail = { reason };
      await recordAudit(tx, by, now(), {
        action: 'experiment.stop',
        subject: kept.id,
        workspace: kept.workspace,
        detail,
      });
    }
  });
}

async function viewOf(options: ExperimentOptions, kept: KeptExperiment, today: string): Promise<Experiment> {
  const period = kept.state === 'running' ? periodAt(kept, today) : -1;
  const waiting = kept.state === 'running' && period < 0;
  const ended = kept.endedAt && localDate(kept.endedAt.getTime(), options.timeZone());
  // The company’s midnight may lie half a day from Greenwich’s; a day of grace covers it.
  const timeOf = (day: string) => Date.parse(`${day}T00:00:00Z`);
  const outcome = ended
    ? await resultOf(options.teamWeeks, kept, ended, timeOf)
    : { result: null, needs: `its end on ${kept.endsOn}: who looks early finds what is not there` };
  const nameOf = new Map(kept.teams.map(({ teamId, team }) => [teamId, team]));
  return {
    ...{ id: kept.id, state: waiting ? 'waiting' : kept.state, plan: kept.plan, hash: kept.hash },
    ...{ ends_on: kept.endsOn, launched_at: kept.launchedAt.toISOString(), launched_by: kept.launchedBy },
    ended_at: kept.endedAt?.toISOString() ?? null,
    period: period >= 0 && period < kept.plan.periods ? period + 1 : null,
    teams: kept.teams.map((team) => ({
      ...{ team_id: team.teamId, team: team.team, envelope_id: team.envelopeId, holds: team.holds },
      ...{ limit: formatUsd(team.originalLimit), cap: formatUsd(team.capLimit), periods: team.periods },
    })),
    events: kept.events.map(({ at, kind, teamId, detail, byName }) => ({
      ...{ at: at.toISOString(), kind, detail, by: byName },
      team: teamId && (nameOf.get(teamId) ?? teamId),
    })),
    ...outcome,
  };
}
