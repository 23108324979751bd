import { oc } from '@orpc/contract';
import { z } from 'zod';
import { decimalString, workspaceSchema } from './shared.ts';

const ws = { workspace: workspaceSchema };
const day = z.iso.date();
const share = z.number().min(0).max(1);

/** What a forecast is of: all spend, or the part of one team, provider or workflow. */
export const forecastScopes = ['company', 'team', 'provider', 'workflow'] as const;
export const forecastScopeSchema = z.enum(forecastScopes);
export const forecastModels = [
  'seasonal-naive',
  'damped-holt',
  'holt-winters',
  'holt-winters-log',
  'seasonal-trend',
  'drivers',
] as const;
export const forecastLabels = ['naive-only', 'gappy', 'constant', 'all-zero'] as const;

const scoped = {
  ...ws,
  scope: forecastScopeSchema.default('company'),
  /** Id of the team, provider or workflow; empty for the company. */
  id: z.string().max(300).default(''),
  cost: z.enum(['list', 'contracted', 'marginal']).default('contracted'),
};

export const forecastDaySchema = z.object({
  day,
  /** Null on days to come. */
  actual: decimalString.nullable(),
  median: decimalString.nullable(),
  low80: decimalString.nullable(),
  high80: decimalString.nullable(),
  low95: decimalString.nullable(),
  high95: decimalString.nullable(),
});

/** A model that was tried on the past: mean absolute error ÷ what “as a week ago” missed by while learning. */
export const forecastCandidateSchema = z.object({
  model: z.enum(forecastModels),
  mase7: z.number().nullable(),
  mase30: z.number().nullable(),
  mase90: z.number().nullable(),
  overall: z.number().nullable(),
});

export const spendForecastSchema = z.object({
  scope: forecastScopeSchema,
  id: z.string(),
  /** The period that is estimated; the day `to` is no longer in it. */
  period: z.object({ from: day, to: day, kind: z.enum(['month', 'quarter']), time_zone: z.string() }),
  /** Last whole day that is known. */
  as_of: day,
  /** What is missing, a phrase that follows “Needs”; then there is no estimate. */
  needs: z.string().nullable(),
  /** Why it is worth less than others; null where nothing is wrong. */
  label: z.enum(forecastLabels).nullable(),
  /** The label, the model and what it knew in advance, in a sentence or two. */
  says: z.string(),
  model: z.enum(forecastModels).nullable(),
  candidates: z.array(forecastCandidateSchema),
  learned_days: z.number().int(),
  /** Spend of the period at its end, actual to date included; rounded to a hundredth of a cent. */
  estimate: z
    .object({
      actual: decimalString,
      median: decimalString,
      low80: decimalString,
      high80: decimalString,
      low95: decimalString,
      high95: decimalString,
      budget: decimalString.nullable(),
      /** Probability that it passes the budget. */
      over_budget: share.nullable(),
    })
    .nullable(),
  /** Every day of the period. */
  days: z.array(forecastDaySchema),
});
export type SpendForecastView = z.infer<typeof spendForecastSchema>;

export const runwaySchema = z.object({
  envelope_id: z.string(),
  name: z.string(),
  currency: z.string(),
  left: decimalString,
  /** Weighted mean of daily spend, the newest day by 0.3. */
  daily_spend: decimalString,
  /** Days that it lasts at that burn; null when nothing is being spent. */
  days: z.number().nullable(),
  /** Used up after so many days in 10 and in 90 of 100 courses; null: not within the horizon. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Probability that it is used up before it is filled again; null where there is no band. */
  out_before_reset: share.nullable(),
  days_to_reset: z.number().int(),
  horizon_days: z.number().int(),
  /** Why there is no band. */
  label: z.enum(['short', 'no-spend']).nullable(),
});
export type RunwayView = z.infer<typeof runwaySchema>;

const tierSchema = z.object({ amount: decimalString, discount: z.number().min(0).max(0.99) });
export const commitmentOutcomeSchema = z.object({
  amount: decimalString,
  discount: z.number(),
  cost: decimalString,
  coverage: z.number(),
  utilisation: z.number().nullable(),
  breakage: decimalString,
});
export const commitmentAnswerSchema = z.object({
  provider: z.string(),
  type: z.enum(['amount', 'tiers']),
  term_days: z.number().int(),
  as_of: day,
  needs: z.string().nullable(),
  /** Where discount or tiers were taken from. */
  terms_from: z.enum(['asked', 'recorded']).nullable(),
  /** Expected demand of the term at list prices, and where it lies in 80 of 100 courses. */
  demand: z.object({ mean: decimalString, low80: decimalString, high80: decimalString }).nullable(),
  /** Null where no commitment costs less than none. */
  best: commitmentOutcomeSchema.nullable(),
  cost_without: decimalString.nullable(),
  /** Type `amount`: cost over amounts. Type `tiers`: each tier in the order given. */
  curve: z.array(commitmentOutcomeSchema),
});
export type CommitmentAnswer = z.infer<typeof commitmentAnswerSchema>;

const route = (method: 'GET' | 'POST', rest: string, summary: string) =>
  oc.route({ method, path: `/api/w/{workspace}/forecast/${rest}`, summary });

export const forecastContract = {
  spend: route('GET', 'spend', 'What a month or quarter will have cost at its end, with bands')
    .input(
      z.object({
        ...scoped,
        horizon: z.enum(['month', 'quarter']).default('month'),
        /** In USD; without one the envelopes at the top count, for the company alone. */
        budget: decimalString.optional(),
      }),
    )
    .output(spendForecastSchema),
  runway: route('GET', 'runway', 'How long what is left of each envelope lasts, with bands')
    .input(z.object({ ...ws, id: z.string().max(80).optional() }))
    .output(z.object({ as_of: day, envelopes: z.array(runwaySchema) })),
  commitments: route(
    'POST',
    'commitments',
    'How much to commit to a provider, from the forecast distribution',
  )
    .input(
      z.object({
        ...ws,
        provider: z.string().min(1).max(100),
        /** `amount`: a discount on the committed amount alone. `tiers`: a tier's discount on all spend. */
        type: z.enum(['amount', 'tiers']),
        term: z.enum(['month', 'quarter']).default('quarter'),
        /** Without one, the discount that the price book has of the provider. */
        discount: z.number().gt(0).max(0.99).optional(),
        tiers: z.array(tierSchema).max(20).default([]),
      }),
    )
    .output(commitmentAnswerSchema),
};
