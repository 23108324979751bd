import { oc } from '@orpc/contract';
import { z } from 'zod';
import { filterSchema } from './metric.ts';
import { countString, decimalString, instant, nextCursor, pageInput, workspaceSchema } from './shared.ts';

/** Tokens of one event by disjoint class. */
export const tokensSchema = z.object({
  uncached_input: countString,
  cache_read: countString,
  cache_write_5m: countString,
  cache_write_30m: countString,
  cache_write_1h: countString,
  cache_write_12h: countString,
  cache_write_unknown: countString,
  output: countString,
  /** Part of output; null where the source does not report it. */
  reasoning: countString.nullable(),
  total: countString,
});

export const usageEventSchema = z.object({
  /** `evt_` and the event’s 128-bit key in hex. */
  id: z.string(),
  occurred_at: instant,
  source: z.string(),
  tool: z.string(),
  provider: z.string(),
  model: z.string(),
  session_id: z.string(),
  thread: z.string(),
  repo: z.string(),
  branch: z.string(),
  project: z.string(),
  agent: z.string(),
  team: z.string(),
  tokens: tokensSchema,
  cost_list: decimalString.nullable(),
  cost_contracted: decimalString.nullable(),
  cost_marginal: decimalString.nullable(),
  metered: z.boolean(),
  lower_bound: z.boolean(),
  flags: z.array(z.string()),
});
export type UsageEvent = z.infer<typeof usageEventSchema>;

export const usageEventDetailSchema = usageEventSchema.extend({
  source_event_id: z.string(),
  source_file: z.string(),
  source_line: z.number().int().nullable(),
  model_requested: z.string(),
  service_tier: z.string(),
  speed: z.string(),
  region: z.string(),
  billing_mode: z.string(),
  workflow: z.string(),
  commit: z.string(),
  reported_cost: decimalString.nullable(),
  missing_output: countString,
  /** How the cost was computed: one line per class, and their sum. */
  computation: z.array(
    z.object({
      token_class: z.string(),
      tokens: countString,
      usd_per_million: decimalString,
      cost: decimalString,
    }),
  ),
  price: z
    .object({
      id: z.string(),
      provider: z.string(),
      model: z.string(),
      valid_from: instant.nullable(),
      valid_to: instant.nullable(),
      source: z.string(),
      observed_at: instant,
    })
    .nullable(),
  attribution: z.object({
    identity_kind: z.string(),
    /** Shown to the person and to admins only. */
    identity: z.string().nullable(),
    worker_id: z.string(),
    team: z.string(),
    rule: z.string(),
  }),
  /** Every journal row of the event, oldest first: the first booking and its amendments. */
  bookings: z.array(
    z.object({
      recorded_at: instant,
      batch_id: z.string(),
      reason: z.string(),
      requests: countString,
      tokens: countString,
      cost_list: decimalString,
    }),
  ),
  /** Other events that report the same call; exactly one of them is metered. */
  same_call: z.array(
    z.object({ id: z.string(), source: z.string(), metered: z.boolean(), tokens: countString }),
  ),
});
export type UsageEventDetail = z.infer<typeof usageEventDetailSchema>;

export const usageContract = {
  list: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/events/search',
      summary: 'List usage events, newest first',
    })
    .input(
      z.object({
        workspace: workspaceSchema,
        from: z.iso.date(),
        to: z.iso.date(),
        time_zone: z.string().max(64),
        filters: z.array(filterSchema).max(20).default([]),
        ...pageInput,
      }),
    )
    .output(z.object({ events: z.array(usageEventSchema), next_cursor: nextCursor })),
  get: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/events/{id}',
      summary: 'One usage event, down to its source record',
    })
    .input(z.object({ workspace: workspaceSchema, id: z.string() }))
    .output(usageEventDetailSchema),
};
