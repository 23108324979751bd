import { oc } from '@orpc/contract';
import { z } from 'zod';
import { evidenceGrades } from '../metric/evidence.ts';
import { decimalString, instant, workspaceSchema } from './shared.ts';

export const grainSchema = z.enum(['total', 'hour', 'day', 'week', 'month']);
export type Grain = z.infer<typeof grainSchema>;

/** Dimensions a reading can be grouped and filtered by. Persons are offered to themselves alone. */
export const dimensionKeys = [
  'tool',
  'provider',
  'model',
  'token_class',
  'team',
  'repo',
  'branch',
  'project',
  'session',
  'thread',
  'query_source',
  'agent',
  'workflow',
  'service',
  'service_tier',
  'billing_mode',
  'cost_center',
  'source',
  'priced',
  'attributed',
] as const;
export const dimensionSchema = z.enum(dimensionKeys);
export type DimensionKey = z.infer<typeof dimensionSchema>;

export const filterSchema = z.object({
  dimension: dimensionSchema,
  op: z.enum(['is', 'is_not', 'in']),
  values: z.array(z.string().max(500)).min(1).max(100),
});
export type UsageFilter = z.infer<typeof filterSchema>;

/** Half-open range of local dates (`to` is exclusive) in `time_zone`. */
export const rangeSchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  time_zone: z.string().max(64),
});
export type DateRange = z.infer<typeof rangeSchema>;

export const metricQuerySchema = z.object({
  metrics: z.array(z.string().max(60)).min(1).max(12),
  range: rangeSchema,
  grain: grainSchema.default('total'),
  group_by: z.array(dimensionSchema).max(2).default([]),
  filters: z.array(filterSchema).max(20).default([]),
  compare: z.enum(['none', 'previous', 'year']).default('none'),
  /** Groups kept by the first metric’s total; the rest are summed as "Other". */
  limit: z.number().int().min(1).max(200).default(12),
});
export type MetricQuery = z.infer<typeof metricQuerySchema>;

/** A value is null when it cannot be computed; `needs` then says what is missing. */
export const readingSchema = z.object({
  metric: z.string(),
  value: decimalString.nullable(),
  compare_value: decimalString.nullable(),
  needs: z.string().nullable(),
});
export type Reading = z.infer<typeof readingSchema>;

export const provenanceSchema = z.object({
  kind: z.enum(['invoiced', 'measured', 'estimated', 'sample']),
  /** Time of the newest record in the range, and when the newest record was learned of. */
  newest_event_at: instant.nullable(),
  newest_recorded_at: instant.nullable(),
  snapshot_at: instant,
  /** Shares 0–1 as decimal strings; null with no usage in range. */
  priced_token_share: decimalString.nullable(),
  attributed_token_share: decimalString.nullable(),
  /** True where a source is known to understate, so that the figure is a lower bound. */
  lower_bound: z.boolean(),
  missing_output_tokens: z.string(),
  duplicates_collapsed: z.number().int(),
});
export type Provenance = z.infer<typeof provenanceSchema>;

/** What stands in the keys of the row and the points that sum up all groups beyond `limit`. */
export const otherKey = '\u2026other';

export const metricResultSchema = z.object({
  query: metricQuerySchema,
  /** The compared range, when one was asked for. */
  compare_range: rangeSchema.nullable(),
  totals: z.array(readingSchema),
  /** One row per group (up to `limit`, then "Other"); values in the order of `query.metrics`. */
  groups: z.array(
    z.object({
      key: z.array(z.string()),
      label: z.array(z.string()),
      other: z.boolean(),
      values: z.array(decimalString.nullable()),
      compare_values: z.array(decimalString.nullable()),
    }),
  ),
  /**
   * One row per bucket and group that has usage; `bucket` is the local start, such as 2026-02-10 or
   * 2026-02-10T14:00. An hour that comes twice when clocks go back has its offset the second time,
   * such as 2026-10-25T02:00+01:00. `key` is the key of the group's row.
   */
  series: z.array(
    z.object({
      bucket: z.string(),
      key: z.array(z.string()),
      values: z.array(decimalString.nullable()),
    }),
  ),
  provenance: provenanceSchema,
});
export type MetricResult = z.infer<typeof metricResultSchema>;

/** Units of figures: what one of them counts, and over what. */
export const metricUnits = [
  'usd',
  'tokens',
  'usd_per_million_tokens',
  'share',
  'count',
  'tokens_per_employee',
  'usd_per_outcome',
  'usd_per_employee',
  'outcomes_per_million_tokens',
  'hours',
  'days',
  'people',
  'ratio',
  'score',
  'joules_per_token',
  'tokens_per_joule',
] as const;
export type MetricUnit = (typeof metricUnits)[number];

/** Parts of the catalogue, in the order in which pickers list them. */
export const metricAreas = [
  'usage',
  'workforce',
  'engineering',
  'support',
  'finance',
  'exposure',
  'factory',
] as const;

export const metricDefinitionSchema = z.object({
  key: z.string(),
  name: z.string(),
  era: z.enum(['headcount', 'token', 'both']),
  unit: z.enum(metricUnits),
  formula: z.string(),
  inputs: z.array(z.string()),
  dimensions: z.array(dimensionSchema),
  direction: z.enum(['up', 'down', 'neither']),
  /** Whether values of groups may be added up to the total. */
  additive: z.boolean(),
  meaning: z.string(),
  caveats: z.string(),
  area: z.enum(metricAreas).optional(),
  /** The metric of the other era that is read beside it. */
  pair: z.string().optional(),
  grade: z.enum(evidenceGrades).optional(),
  /** Whether an interval is computed for it. */
  interval: z.boolean().optional(),
  /** Shown with it wherever it stands. */
  badge: z.enum(['not comparable', 'never a target']).optional(),
});
export type MetricDefinition = z.infer<typeof metricDefinitionSchema>;

export const metricContract = {
  catalogue: oc
    .route({ method: 'GET', path: '/api/metrics', summary: 'The metric catalogue' })
    .output(z.array(metricDefinitionSchema)),
  query: oc
    .route({ method: 'POST', path: '/api/w/{workspace}/query', summary: 'Read metrics' })
    .input(metricQuerySchema.extend({ workspace: workspaceSchema }))
    .output(metricResultSchema),
  values: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/dimensions/{dimension}',
      summary: 'Values of a dimension in a range, most used first',
    })
    .input(
      z.object({
        workspace: workspaceSchema,
        dimension: dimensionSchema,
        from: z.iso.date(),
        to: z.iso.date(),
        time_zone: z.string().max(64),
        search: z.string().max(100).default(''),
      }),
    )
    .output(z.array(z.object({ value: z.string(), label: z.string(), tokens: z.string() }))),
};
