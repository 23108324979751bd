import { oc } from '@orpc/contract';
import { z } from 'zod';
import { evidenceGrades } from '../metric/evidence.ts';
import { decimalString, instant, workspaceSchema } from './shared.ts';

const ws = { workspace: workspaceSchema };

/** What is fixed before an experiment begins, and never after. */
export const experimentPlanSchema = z.object({
  name: z.string().trim().min(1).max(120),
  /** Kind of outcome that it is about, such as pull_request.merged. */
  outcome: z.string().max(80).default('pull_request.merged'),
  /** A wave after the other under the cap, or every team back and forth. */
  design: z.enum(['stepped-wedge', 'switchback']).default('switchback'),
  /** What a capped team may spend, in percent of its envelope’s limit. */
  cap_percent: z.number().int().min(5).max(95).default(50),
  /** Teams that take part; none named means all that can. */
  team_ids: z.array(z.string().min(1).max(60)).max(500).default([]),
  periods: z.number().int().min(2).max(12).default(4),
  period_weeks: z.number().int().min(1).max(8).default(2),
  /** A Monday that is still to come. */
  starts_on: z.iso.date(),
  /** The smallest change of results worth knowing, as a share: 0.1 is a tenth. */
  smallest_change: z.number().min(0.01).max(0.9).default(0.1),
});
export type ExperimentPlan = z.infer<typeof experimentPlanSchema>;

const powerSchema = z.object({
  /** Team-weeks that each arm gets, and how many it would take to see the smallest change. */
  per_arm: z.number(),
  needed: z.number(),
  /** The smallest change of results that it shows four times in five. */
  detectable: z.number(),
  sigma: z.number(),
  rho: z.number(),
  icc: z.number(),
  cluster_size: z.number(),
  enough: z.boolean(),
});

const teamSchema = z.object({
  team_id: z.string(),
  team: z.string(),
  envelope_id: z.string().nullable(),
  limit: decimalString.nullable(),
  cap: decimalString.nullable(),
  /** Why the team cannot take part; null where it can. */
  reason: z.string().nullable(),
  /** Whether it is capped, by period. */
  periods: z.array(z.boolean()),
});

export const experimentPreviewSchema = z.object({
  plan: experimentPlanSchema,
  /** Names the plan with its lots: what was announced before anything was measured. */
  hash: z.string(),
  ends_on: z.iso.date(),
  teams: z.array(teamSchema),
  power: powerSchema.nullable(),
  sentence: z.string(),
  needs: z.string().nullable(),
});
export type ExperimentPreview = z.infer<typeof experimentPreviewSchema>;

const effectSchema = z.object({ change: z.number(), low: z.number(), high: z.number() });

export const experimentResultSchema = z.object({
  results: effectSchema,
  spend: effectSchema,
  elasticity: z.object({ value: z.number(), low: z.number().nullable(), high: z.number().nullable() }),
  /** Share of other lots that would have shown as much. */
  chance: z.number(),
  /** Share of team-periods that got what was drawn for them. */
  adherence: z.number(),
  grade: z.enum(evidenceGrades),
  sentence: z.string(),
});

export const experimentSchema = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'running', 'finished', 'stopped']),
  plan: experimentPlanSchema,
  hash: z.string(),
  ends_on: z.iso.date(),
  launched_at: instant,
  launched_by: z.string(),
  ended_at: instant.nullable(),
  /** 1-based; null before it begins and after it ends. */
  period: z.number().int().nullable(),
  teams: z.array(
    teamSchema.omit({ reason: true }).extend({
      /** Its limit now: as it was, capped, or left as somebody set it meanwhile. */
      holds: z.enum(['original', 'cap', 'left']),
    }),
  ),
  events: z.array(
    z.object({
      at: instant,
      kind: z.string(),
      team: z.string().nullable(),
      detail: z.string(),
      by: z.string(),
    }),
  ),
  /** Given once it has ended, not before: who looks early finds what is not there. */
  result: experimentResultSchema.nullable(),
  needs: z.string().nullable(),
});
export type Experiment = z.infer<typeof experimentSchema>;

/** Caps by lot, carried out by envelopes. */
export const experimentContract = {
  plan: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/experiments/plan',
      summary: 'What an experiment would be: teams, lots and power; nothing is written',
    })
    .input(experimentPlanSchema.extend(ws))
    .output(experimentPreviewSchema),
  launch: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/experiments',
      summary: 'Launch a plan as it was shown; the same again answers as the first time',
    })
    .input(experimentPlanSchema.extend({ ...ws, hash: z.string().min(1).max(100) }))
    .output(experimentSchema),
  list: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/experiments',
      summary: 'Experiments, newest first',
    })
    .input(z.object(ws))
    .output(z.object({ experiments: z.array(experimentSchema) })),
  get: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/experiments/{id}',
      summary: 'One experiment with what happened and, once it has ended, its result',
    })
    .input(z.object({ ...ws, id: z.string().max(60) }))
    .output(experimentSchema),
  stop: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/experiments/{id}/stop',
      summary: 'Stop it and give every team the limit back that it had',
    })
    .input(z.object({ ...ws, id: z.string().max(60), reason: z.string().trim().min(1).max(500) }))
    .output(experimentSchema),
};
