import { oc } from '@orpc/contract';
import { z } from 'zod';
import { rangeSchema } from './metric.ts';
import { decimalString, instant, nextCursor, pageInput, workspaceSchema } from './shared.ts';

const ws = { workspace: workspaceSchema };
const id = z.string().min(1).max(80);
const at = (rest: string): `/${string}` => `/api/w/{workspace}/${rest}`;
const route = (method: 'GET' | 'POST' | 'PUT', rest: string, summary: string) =>
  oc.route({ method, path: at(rest), summary });

export const decisionInputSchema = z.object({
  name: z.string().trim().min(1).max(200),
  as_of: instant.nullable().default(null),
  fresh_within_seconds: z.number().int().min(0).nullable().default(null),
  live: z.boolean().default(false),
  by_ai: z.boolean().default(false),
});

const moment = instant.nullable();
const minutes = z.number().int().min(0).max(1_000_000);
const said = {
  kind: z.string().trim().min(1).max(100),
  title: z.string().trim().min(1).max(300),
  team_id: z.string().max(80),
  signal_at: instant,
  detected_at: moment,
  decided_at: moment,
  acted_at: moment,
  reviewed_at: moment,
  dropped_at: moment,
  judgement_minutes: minutes,
  execution_minutes: minutes,
  stated_probability: z.number().min(0).max(1).nullable(),
  turned_out: z.boolean().nullable(),
  reversed_at: moment,
  inputs: z.array(decisionInputSchema).max(50),
};

/** All that is said of a decision; what is left out is not yet known. */
export const decisionDraftSchema = z.object({
  ...said,
  team_id: said.team_id.default(''),
  detected_at: moment.default(null),
  decided_at: moment.default(null),
  acted_at: moment.default(null),
  reviewed_at: moment.default(null),
  dropped_at: moment.default(null),
  judgement_minutes: minutes.default(0),
  execution_minutes: minutes.default(0),
  stated_probability: said.stated_probability.default(null),
  turned_out: said.turned_out.default(null),
  reversed_at: moment.default(null),
  inputs: said.inputs.default([]),
});

/** What is said anew; what is left out stays as it is. Without defaults, which would take things back. */
export const decisionChangeSchema = z.object(said).partial();

export const decisionSchema = decisionDraftSchema.extend({
  id: z.string(),
  team: z.string().nullable(),
  state: z.enum(['open', 'acted', 'dropped']),
  /** Signal to action, or to now while open. */
  latency_seconds: z.number(),
  inputs_ready: z.number().int(),
});
export type DecisionView = z.infer<typeof decisionSchema>;

/** Kaplan–Meier: which share of decisions was still without action after so long. */
export const latencySchema = z.object({
  kind: z.string().nullable(),
  decisions: z.number().int(),
  open: z.number().int(),
  /** Null where so many are open that the curve never falls that far. */
  p50_seconds: z.number().nullable(),
  p90_seconds: z.number().nullable(),
  stages: z.array(
    z.object({ stage: z.enum(['detect', 'decide', 'act']), p50_seconds: z.number().nullable() }),
  ),
  curve: z.array(
    z.object({
      seconds: z.number(),
      waiting: decimalString,
      low: decimalString,
      high: decimalString,
      at_risk: z.number().int(),
    }),
  ),
});
export type DecisionLatency = z.infer<typeof latencySchema>;

export const decisionContract = {
  list: route('POST', 'decisions/list', 'The decision log, newest signal first')
    .input(
      z.object({
        ...ws,
        range: rangeSchema,
        kind: z.string().max(100).optional(),
        state: z.enum(['open', 'acted', 'dropped']).optional(),
        ...pageInput,
      }),
    )
    .output(z.object({ decisions: z.array(decisionSchema), next_cursor: nextCursor })),
  record: route('POST', 'decisions', 'Write a decision down')
    .input(decisionDraftSchema.extend({ ...ws, idempotency_key: z.string().min(1).max(200) }))
    .output(decisionSchema),
  change: route('PUT', 'decisions/{id}', 'Say what has become of it; every state is kept')
    .input(decisionChangeSchema.extend({ ...ws, id }))
    .output(decisionSchema),
  import: route('POST', 'decisions/import', 'Decisions from a CSV file; all rows or none')
    .input(z.object({ ...ws, text: z.string().max(20_000_000), dry_run: z.boolean().default(false) }))
    .output(
      z.object({
        dry_run: z.boolean(),
        added: z.number().int(),
        changed: z.number().int(),
        rejected: z.array(z.object({ row: z.number().int(), error: z.string(), fix: z.string() })),
      }),
    ),
  latency: route('POST', 'decisions/latency', 'From signal to action, open decisions included')
    .input(z.object({ ...ws, range: rangeSchema, kind: z.string().max(100).optional() }))
    .output(latencySchema),
};
