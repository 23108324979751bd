import { oc } from '@orpc/contract';
import { z } from 'zod';
import { dimensionSchema, filterSchema, rangeSchema } from './metric.ts';
import { countString, decimalString, workspaceSchema } from './shared.ts';

/** What a change is told apart by on its widest level. No persons, and nothing that is one person’s. */
export const explainedBy = ['workflow', 'team', 'repo', 'service', 'project', 'tool'] as const;
export const explainedBySchema = z.enum(explainedBy);
export type ExplainedBy = z.infer<typeof explainedBySchema>;

export const explainedCostSchema = z.enum(['list', 'contracted', 'marginal']);
export type ExplainedCost = z.infer<typeof explainedCostSchema>;

/** The finest level that mix is told on; each is nested in the one before. */
export const bridgeLevels = ['by', 'model', 'token_class'] as const;
export type BridgeLevel = (typeof bridgeLevels)[number];

/** A value of a dimension with its name for people. */
export const namedValueSchema = z.object({
  dimension: dimensionSchema,
  value: z.string(),
  label: z.string(),
});
export type NamedValue = z.infer<typeof namedValueSchema>;

/** Parts of a bridge in the order in which they are drawn. They sum to the change exactly. */
export const bridgePartKeys = ['volume', 'mix', 'new', 'retired', 'price', 'beside'] as const;
export type BridgePartKey = (typeof bridgePartKeys)[number];

export const bridgeItemSchema = z.object({
  /** From the widest level to the finest; empty for the rest of many small ones. */
  at: z.array(namedValueSchema),
  amount: decimalString,
  before: decimalString,
  after: decimalString,
});

export const bridgePartSchema = z.object({
  key: z.enum(bridgePartKeys),
  amount: decimalString,
  /** Sum to the amount; the largest first. */
  items: z.array(bridgeItemSchema),
});
export type BridgePart = z.infer<typeof bridgePartSchema>;

export const bridgeResultSchema = z.object({
  range: rangeSchema,
  compare_range: rangeSchema,
  by: explainedBySchema,
  cost: explainedCostSchema,
  /** What is missing for an answer, a phrase that follows “Needs”; all amounts are then nothing. */
  needs: z.string().nullable(),
  before: decimalString,
  after: decimalString,
  parts: z.array(bridgePartSchema),
  /** Usage without a price is in no part: its cost is not known. `at_most` is what stands in suspense. */
  unpriced: z.object({
    tokens_before: countString,
    tokens_after: countString,
    at_most_before: decimalString,
    at_most_after: decimalString,
  }),
  says: z.string(),
});
export type BridgeResult = z.infer<typeof bridgeResultSchema>;

export const causeKinds = ['price', 'model-mix', 'cache', 'token-mix', 'calls', 'call-length'] as const;

/** The change on record nearest to a spike that can have brought it about. */
export const changeSchema = z.object({
  kind: z.string(),
  name: z.string(),
  day: z.iso.date(),
  /** Days from the change to the spike; below nothing where it is on record a day later. */
  days: z.number().int(),
});

export const spikeCauseSchema = z.object({
  kind: z.enum(causeKinds),
  amount: decimalString,
  /** Share of the whole excess, as a decimal string; above 1 where others saved. */
  share: decimalString,
  where: z.array(namedValueSchema),
  change: changeSchema.nullable(),
  says: z.string(),
});
export type SpikeCause = z.infer<typeof spikeCauseSchema>;

export const spikeSchema = z.object({
  /** First and last company day, both included, and the day on which it could first be told. */
  from: z.iso.date(),
  to: z.iso.date(),
  noticed: z.iso.date(),
  /** Dollars above what was expected, and above the ends of the expected band. */
  excess: decimalString,
  excess_low: decimalString,
  excess_high: decimalString,
  expected: decimalString,
  actual: decimalString,
  /** Robust deviations of its highest day. */
  z: z.number(),
  /** True where it held on for a week and counts as the new level since. */
  stays: z.boolean(),
  /** At a month’s end while no earlier one is known. */
  may_be_month_end: z.boolean(),
  /** The part that shows it; null where the total does. */
  seen_in: namedValueSchema.nullable(),
  /** The cell of one or two dimensions whose change explains it best, and the share of it. */
  cell: z.object({ at: z.array(namedValueSchema), share: decimalString }).nullable(),
  causes: z.array(spikeCauseSchema),
  /** Why no cause is told; null where one is. */
  needs: z.string().nullable(),
  /** Pages of the app with the figures behind it. */
  evidence: z.array(z.object({ label: z.string(), to: z.string() })),
  says: z.string(),
});
export type ToldSpike = z.infer<typeof spikeSchema>;

export const spikesResultSchema = z.object({
  range: rangeSchema,
  cost: explainedCostSchema,
  needs: z.string().nullable(),
  /** Series that were watched: the total and its parts. */
  watched: z.number().int(),
  /** Dollars a day that an excess must pass to matter. */
  floor: decimalString,
  spikes: z.array(spikeSchema),
});
export type SpikesResult = z.infer<typeof spikesResultSchema>;

export const cohortsResultSchema = z.object({
  by: explainedBySchema,
  needs: z.string().nullable(),
  months: z.array(z.string()),
  run_rate: z
    .object({ per_day: decimalString, per_year: decimalString, growth: decimalString.nullable() })
    .nullable(),
  /** What began in one month and what it spent in that month and each one since. */
  cohorts: z.array(
    z.object({
      month: z.string(),
      entities: z.number().int(),
      spend: z.array(decimalString),
      retention: z.array(decimalString.nullable()),
    }),
  ),
});
export type CohortsResult = z.infer<typeof cohortsResultSchema>;

const asked = {
  workspace: workspaceSchema,
  range: rangeSchema,
  cost: explainedCostSchema.default('list'),
};
const at = (rest: string): `/${string}` => `/api/w/{workspace}/explain/${rest}`;

export const explainContract = {
  bridge: oc
    .route({ method: 'POST', path: at('bridge'), summary: 'Why spend changed: price, volume and mix' })
    .input(
      z.object({
        ...asked,
        compare: z.enum(['previous', 'year']).default('previous'),
        by: explainedBySchema.default('workflow'),
        level: z.enum(bridgeLevels).default('token_class'),
        filters: z.array(filterSchema).max(20).default([]),
      }),
    )
    .output(bridgeResultSchema),
  spikes: oc
    .route({ method: 'POST', path: at('spikes'), summary: 'Days that cost too much, and why' })
    .input(z.object({ ...asked, floor: decimalString.default('50') }))
    .output(spikesResultSchema),
  cohorts: oc
    .route({ method: 'POST', path: at('cohorts'), summary: 'Run-rate, and what became of what began when' })
    .input(z.object({ ...asked, by: explainedBySchema.default('workflow') }))
    .output(cohortsResultSchema),
};
