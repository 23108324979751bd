import { oc } from '@orpc/contract';
import { z } from 'zod';
import { evidenceGrades } from '../metric/evidence.ts';
import { metricDefinitionSchema, rangeSchema } from './metric.ts';
import { countString, decimalString, workspaceSchema } from './shared.ts';

const ws = { workspace: workspaceSchema };
const at = (rest: string): `/${string}` => `/api/w/{workspace}/value/${rest}`;
const ask = (rest: string, summary: string) =>
  oc.route({ method: 'POST', path: at(rest), summary }).input(z.object({ ...ws, range: rangeSchema }));

export const intervalSchema = z.object({
  low: decimalString,
  high: decimalString,
  /** Share of resamples inside, such as 0.95. */
  level: z.number(),
  method: z.string(),
});

/**
 * What a figure rests on. `shows` says what may be shown: the value, or below thirty outcomes the
 * interval alone, or nothing with the reason.
 */
export const evidenceSchema = z.object({
  metric: z.string(),
  grade: z.enum(evidenceGrades),
  grade_meaning: z.string(),
  /** Outcomes, persons or calls behind it, and the teams that were resampled. */
  n: countString,
  teams: z.number().int(),
  interval: intervalSchema.nullable(),
  /** Share of its input that is known, such as the linked part of spend; null where that means nothing. */
  coverage: decimalString.nullable(),
  shows: z.enum(['value', 'interval', 'nothing']),
  reason: z.string().nullable(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** One pair of the strip: a measure of the headcount era beside its twin of the token era. */
export const pairSchema = z.object({ headcount: z.string(), token: z.string(), says: z.string() });

/** A formula opened: the definition, the sums it was made of, and where each can be looked at. */
export const explanationSchema = z.object({
  definition: metricDefinitionSchema,
  in_words: z.string(),
  /** As a program reads it: nested sums and ratios of the named measures. */
  machine: z.record(z.string(), z.unknown()),
  inputs: z.array(
    z.object({
      measure: z.string(),
      name: z.string(),
      fact: z.string(),
      sum: decimalString.nullable(),
      needs: z.string().nullable(),
    }),
  ),
  value: decimalString.nullable(),
  evidence: evidenceSchema,
  needs: z.string().nullable(),
  /** What to do about what is missing: words of one button, and where it leads. */
  remedy: z.object({ label: z.string(), to: z.string() }).nullable(),
});
export type Explanation = z.infer<typeof explanationSchema>;

export const growthSchema = z.object({
  verdict: z.enum(['healthy', 'unproven', 'not-growing', 'cannot-tell']),
  sentence: z.string(),
  normalised_tokens_change: decimalString.nullable(),
  headcount_change: decimalString.nullable(),
  outcomes_per_dollar_change: decimalString.nullable(),
  needs: z.string().nullable(),
});
export type Growth = z.infer<typeof growthSchema>;

/** How results follow spend, in three ways; the one to speak of is `within`. */
const slopeSchema = z.object({
  pooled: z.number(),
  between: z.number(),
  within: z.number(),
  low: z.number(),
  high: z.number(),
  grade: z.enum(evidenceGrades),
});

/** Spend against outcomes by team and week, and what more of it brings. */
export const curveSchema = z.object({
  outcome: z.string(),
  /** Whether spend and outcomes of points and lines are those of a head a week, or of a whole team a week. */
  per: z.enum(['person-week', 'team-week']),
  points: z.array(z.object({ spend: decimalString, outcomes: decimalString, weight: z.number() })),
  /** Best on teams that it was not fitted to first. A line ends where 5 % of the points spend more. */
  fits: z.array(
    z.object({
      form: z.enum(['linear-log', 'hill', 'saturating', 'piecewise', 'power']),
      deviance: z.number(),
      held_out: z.number(),
      aicc: z.number(),
      /** Within two of the best criterion; only these are drawn. */
      near_best: z.boolean(),
      line: z.array(z.object({ spend: decimalString, outcomes: decimalString })),
    }),
  ),
  elasticity: slopeSchema
    .extend({
      /** What its rows are, and how many of them over how many weeks. */
      unit: z.enum(['person', 'team']),
      units: z.number().int(),
      weeks: z.number().int(),
    })
    .nullable(),
  /** Failures that undo the outcome, by the same estimate: more that fails more is no gain. */
  quality: z
    .object({
      verdict: z.enum(['no-worse', 'worse', 'unknown']),
      within: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
    })
    .nullable(),
  /** Crude and stratified effects point different ways: both are shown and no headline. */
  simpson: z.object({ crude: z.number(), stratified: z.number(), by: z.string() }).nullable(),
  /** Teams of five persons and more, each drawn towards all. */
  by_team: z.array(
    z.object({ team: z.string(), persons: z.number().int(), own: z.number(), pooled: z.number() }),
  ),
  /** Where one more dollar brings one more dollar; null until somebody says what an outcome is worth. */
  optimum: z
    .object({
      form: z.string(),
      value_per_outcome: decimalString,
      spend: decimalString,
      low: decimalString.nullable(),
      high: decimalString.nullable(),
      level: z.number(),
      place: z.enum(['inside', 'above', 'below']),
    })
    .nullable(),
  /** Whether the figures may be made a sentence of: no reversal, no failures that rise, an interval off zero. */
  headline: z.boolean(),
  persons: z.number().int(),
  teams: z.number().int(),
  sentence: z.string(),
  needs: z.string().nullable(),
});
export type Curve = z.infer<typeof curveSchema>;

/** Access within a role. A high figure is a question about access, never a verdict on people. */
export const accessSchema = z.object({
  role: z.string(),
  persons: z.number().int(),
  gini: decimalString.nullable(),
  p90_over_p10: decimalString.nullable(),
  /** Null while refusals are not kept by person. */
  denied_requests: countString.nullable(),
  denied_share: decimalString.nullable(),
  suppressed: z.string().nullable(),
});
export type Access = z.infer<typeof accessSchema>;

export const statedFigureSchema = z.object({
  key: z.string(),
  month: z.iso.date(),
  team_id: z.string(),
  amount: decimalString,
  source: z.string(),
});

export const valueContract = {
  pairs: oc
    .route({ method: 'GET', path: '/api/metrics/pairs', summary: 'The pairs of both eras, in their order' })
    .output(z.array(pairSchema)),
  evidence: oc
    .route({
      method: 'POST',
      path: at('evidence'),
      summary: 'What figures rest on: grade, interval, coverage',
    })
    .input(z.object({ ...ws, range: rangeSchema, metrics: z.array(z.string().max(60)).min(1).max(12) }))
    .output(z.array(evidenceSchema)),
  explain: oc
    .route({ method: 'POST', path: at('explain'), summary: 'A figure opened to its formula and its inputs' })
    .input(z.object({ ...ws, range: rangeSchema, metric: z.string().max(60) }))
    .output(explanationSchema),
  growth: ask('growth', 'Whether tokens grow healthily').output(growthSchema),
  curve: oc
    .route({ method: 'POST', path: at('curve'), summary: 'Diminishing returns of spend on outcomes' })
    .input(
      z.object({
        ...ws,
        range: rangeSchema,
        outcome: z.string().max(80).default('pull_request.merged'),
        /** Dollars that one outcome is worth to the company; an optimum needs it. */
        value_per_outcome: z
          .string()
          .regex(/^\d{1,12}(\.\d{1,12})?$/, 'a decimal amount of dollars')
          .optional(),
      }),
    )
    .output(curveSchema),
  access: ask('access', 'Inequality of access within roles, five persons and more').output(
    z.array(accessSchema),
  ),
  figures: oc
    .route({ method: 'GET', path: at('figures'), summary: 'What the company states of itself' })
    .input(z.object(ws))
    .output(z.array(statedFigureSchema)),
  importFigures: oc
    .route({
      method: 'POST',
      path: at('figures'),
      summary: 'State figures from a CSV file; all rows or none',
    })
    .input(z.object({ ...ws, text: z.string().max(20_000_000), dry_run: z.boolean().default(false) }))
    .output(
      z.object({
        dry_run: z.boolean(),
        taken: z.number().int(),
        rejected: z.array(z.object({ row: z.number().int(), error: z.string(), fix: z.string() })),
      }),
    ),
};
