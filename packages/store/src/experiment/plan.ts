import { createHash } from 'node:crypto';
import { assign, detectable, noiseOf, type Schedule, sampleSize } from '@exchequer/core/analysis';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { BudgetEnvelope, ExperimentPlan, ExperimentPreview } from '@exchequer/model/contract';
import { byPeriod, dayAfter, isMonday, mondays, type TeamWeekRow, tableOf } from './history.ts';
import { type ExperimentRefusal, refuse } from './refusal.ts';

/** A team that takes part, with what it usually spends and brings in a week. */
export interface PlannedTeam {
  readonly teamId: string;
  readonly team: string;
  readonly envelopeId: string;
  readonly limit: bigint;
  readonly cap: bigint;
  readonly usualSpend: number;
  readonly usualResults: number;
  readonly periods: readonly boolean[];
}

export interface Planned {
  readonly preview: ExperimentPreview;
  readonly teams: readonly PlannedTeam[];
}

/** Weeks before an experiment from which noise and usual spend are taken. */
export const historyWeeks = 16;
const fewestTeams = 4;

export const endOf = ({ starts_on: start, periods, period_weeks: weeks }: ExperimentPlan): string =>
  dayAfter(start, periods * weeks * 7);

/** Checks what the calendar says of a plan. */
export function refusePlan(plan: ExperimentPlan, today: string): ExperimentRefusal | null {
  if (!isMonday(plan.starts_on) || plan.starts_on <= today) {
    const detail = `${plan.starts_on} is no Monday that is still to come`;
    return refuse(
      'experiment-start',
      detail,
      'Begin on a Monday after today: weeks of results are counted from Mondays.',
    );
  }
  if (plan.design === 'switchback' && plan.periods % 2 === 1) {
    const detail = `${plan.periods} periods cannot be half capped and half not`;
    return refuse('experiment-periods', detail, 'Take an even number of periods, or a stepped wedge.');
  }
  return null;
}

/** Why a team’s envelope cannot carry a cap; null where it can. */
function unfit(envelope: BudgetEnvelope | undefined, taken: ReadonlySet<string>): string | null {
  if (!envelope) return 'has no envelope of its own';
  if (envelope.managed_by === 'file') return 'its envelope is kept by the policy file';
  if (envelope.enforcement !== 'hard')
    return 'its envelope warns and does not refuse, so that a cap would do nothing';
  if (!['day', 'week'].includes(envelope.period))
    return `its envelope runs by the ${envelope.period.replace('_', ' ')}; a cap by weeks needs one by the day or week`;
  if (parseUsd(envelope.limit) === 0n) return 'its envelope has no limit to take a part of';
  return taken.has(envelope.id) ? 'takes part in another experiment' : null;
}

export interface PlanFacts {
  readonly envelopes: readonly BudgetEnvelope[];
  /** Envelopes of experiments that run. */
  readonly taken: ReadonlySet<string>;
  /** Of the sixteen weeks before today. */
  readonly history: readonly TeamWeekRow[];
  readonly historyFrom: string;
}

/** What the plan would be: who takes part, which lots are drawn, and what it could show. */
export function planOf(plan: ExperimentPlan, facts: PlanFacts): Planned {
  const ofTeam = new Map(
    facts.envelopes.filter(({ kind }) => kind === 'team' || kind === 'function').map((one) => [one.ref, one]),
  );
  const asked =
    plan.team_ids.length > 0
      ? plan.team_ids
      : [...ofTeam].flatMap(([id, { kind }]) => (kind === 'team' ? [id] : []));
  const weeks = mondays(facts.historyFrom, dayAfter(facts.historyFrom, historyWeeks * 7));
  const judged = asked.map((teamId) => {
    const envelope = ofTeam.get(teamId);
    const { spend, results } = tableOf(facts.history, [teamId], weeks);
    const idle = (results[0] ?? []).every((count) => count === 0)
      ? 'brought nothing of the kind lately'
      : null;
    return {
      teamId,
      envelope,
      reason: unfit(envelope, facts.taken) ?? idle,
      spend: spend[0] ?? [],
      results: results[0] ?? [],
    };
  });
  const able = judged.filter(({ reason }) => reason === null);
  const seed = createHash('sha256')
    .update(JSON.stringify([plan, able.map(({ teamId }) => teamId)]))
    .digest('hex');
  const usual = able.map(({ spend }) => mean(spend));
  const lots: Schedule = assign({ design: plan.design, usual, periods: plan.periods, seed });
  const teams = able.map(({ teamId, envelope, results }, at): PlannedTeam => {
    const limit = parseUsd(envelope?.limit ?? '0');
    return {
      ...{ teamId, team: envelope?.ref_name ?? teamId, envelopeId: envelope?.id ?? '', limit },
      ...{ cap: (limit * BigInt(plan.cap_percent)) / 100n, usualSpend: usual[at] ?? 0 },
      ...{ usualResults: mean(results), periods: lots[at] ?? [] },
    };
  });
  const power =
    teams.length < fewestTeams
      ? null
      : powerOf(
          plan,
          able.map(({ results }) => results),
        );
  const lotOf = new Map(teams.map((team) => [team.teamId, team]));
  return {
    teams,
    preview: {
      ...{ plan, hash: hashOf(plan, teams), ends_on: endOf(plan), power },
      teams: judged.map(({ teamId, envelope, reason }) => ({
        ...{ team_id: teamId, team: envelope?.ref_name ?? teamId, envelope_id: envelope?.id ?? null },
        ...{ limit: envelope?.limit ?? null, reason, periods: [...(lotOf.get(teamId)?.periods ?? [])] },
        cap: reason === null ? formatUsd(lotOf.get(teamId)?.cap ?? 0n) : null,
      })),
      ...said(plan, teams.length, power),
    },
  };
}

/** What a launch must name: any other plan, limit or lot has another. */
function hashOf(plan: ExperimentPlan, teams: readonly PlannedTeam[]): string {
  const lots = teams.map(({ teamId, envelopeId, limit, cap, periods }) => [
    teamId,
    envelopeId,
    String(limit),
    String(cap),
    periods,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([plan, lots]))
    .digest('hex');
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** On the logarithm of results of a period, where a change by a share is a difference. */
function powerOf(plan: ExperimentPlan, results: readonly (readonly number[])[]): ExperimentPreview['power'] {
  const noise = noiseOf(
    byPeriod(results, plan.period_weeks).map((row) => row.map((count) => Math.log(count + 0.5))),
  );
  if (!noise) return null;
  const clusterSize = plan.periods / 2;
  const asked = { ...noise, clusterSize };
  const perArm = results.length * clusterSize;
  const needed = sampleSize({ ...asked, delta: -Math.log(1 - plan.smallest_change) });
  const near = (value: number) => Number(value.toFixed(4));
  return {
    ...{
      per_arm: perArm,
      needed: Math.ceil(needed),
      detectable: near(-Math.expm1(-detectable(perArm, asked))),
    },
    ...{ sigma: near(noise.sigma), rho: near(noise.rho), icc: near(noise.icc), cluster_size: clusterSize },
    enough: perArm >= needed,
  };
}

function said(plan: ExperimentPlan, teams: number, power: ExperimentPreview['power']) {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  if (teams < fewestTeams) {
    const needs = `at least ${fewestTeams} teams with a hard envelope by the day or week; ${teams} can take part`;
    return { sentence: 'Too few teams can take part.', needs };
  }
  if (!power) {
    const needs = `${historyWeeks} weeks of results of these teams, to know how much they vary`;
    return { sentence: 'What it could show cannot be told beforehand.', needs };
  }
  const shows = `${teams} teams over ${plan.periods * plan.period_weeks} weeks show a change of results of ${percent(power.detectable)} or more, four times in five.`;
  if (power.enough) return { sentence: shows, needs: null };
  const needs = `${power.needed} team periods in each arm to see ${percent(plan.smallest_change)}; it has ${power.per_arm}. Take more teams or periods, or look for a larger change`;
  return { sentence: shows, needs };
}
