import { oc } from '@orpc/contract';
import { z } from 'zod';
import { scrapeKinds } from '../factory/factory.ts';
import { rangeSchema } from './metric.ts';
import { countString, decimalString, instant, workspaceSchema } from './shared.ts';

const ws = { workspace: workspaceSchema };
const id = z.string().min(1).max(80);
const at = (rest: string): `/${string}` => `/api/w/{workspace}/factory/${rest}`;
const route = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', rest: string, summary: string) =>
  oc.route({ method, path: at(rest), summary });

export const scrapeTargetInputSchema = z.object({
  kind: z.enum(scrapeKinds),
  name: z.string().trim().min(1).max(100),
  url: z.url().max(1000),
  every_seconds: z.number().int().min(5).max(3600).default(15),
  pool: z.string().trim().min(1).max(100),
});
export const scrapeTargetSchema = scrapeTargetInputSchema.extend({
  id: z.string(),
  state: z.enum(['active', 'paused']),
  health: z.enum(['waiting', 'healthy', 'stale', 'failing']),
  last_scraped_at: instant.nullable(),
  last_error: z.string().nullable(),
  restarts: countString,
});
export type ScrapeTargetView = z.infer<typeof scrapeTargetSchema>;

export const poolCostSchema = z.object({
  pool: z.string().trim().min(1).max(100),
  valid_from: z.iso.date(),
  gpus: z.number().int().min(1).max(1_000_000),
  gpu_price: decimalString.default('0'),
  depreciation_months: z.number().int().min(1).max(240).default(36),
  gpu_hour: decimalString.default('0'),
  power_per_kwh: decimalString.default('0'),
  pue: z.number().min(1).max(5).default(1),
  ops_per_month: decimalString.default('0'),
  cap_watts: z.number().int().min(0).default(0),
  sellable_share: z.number().min(0).max(1).default(0),
  price_per_million: decimalString.default('0'),
  boundary: z.enum(['gpu', 'server', 'rack', 'building']).default('gpu'),
  quality_parity: z.enum(['unknown', 'equal', 'worse']).default('unknown'),
});

/** One pool over a range. Null is unknown and says in `needs` what it waits for. */
export const poolReportSchema = z.object({
  pool: z.string(),
  boundary: z.string(),
  pue: z.number(),
  prompt_tokens: countString,
  generated_tokens: countString,
  cached_tokens: countString,
  requests: countString,
  /** As measured; every other figure of energy holds PUE as well. */
  measured_joules: decimalString.nullable(),
  joules: decimalString.nullable(),
  joules_per_token: decimalString.nullable(),
  joules_per_generated_token: decimalString.nullable(),
  tokens_per_joule: decimalString.nullable(),
  kwh_per_million: decimalString.nullable(),
  mean_watts: decimalString.nullable(),
  utilisation: decimalString.nullable(),
  cost: z.object({
    depreciation: decimalString,
    rent: decimalString,
    power: decimalString.nullable(),
    ops: decimalString,
    /** The part of the above that fell on idle GPU-hours; not added again. */
    idle: decimalString.nullable(),
    total: decimalString.nullable(),
  }),
  cost_per_million: decimalString.nullable(),
  /** If its GPUs had never been idle. */
  cost_per_million_at_full_use: decimalString.nullable(),
  idle_watts_loss: decimalString.nullable(),
  /** A restart lost what was counted since the scrape before it. */
  lower_bound: z.boolean(),
  restarts: z.number().int(),
  scraped_share: decimalString,
  needs: z.array(z.string()),
});
export type PoolReport = z.infer<typeof poolReportSchema>;

export const breakEvenSchema = z.object({
  pool: z.string(),
  api_price_per_million: decimalString.nullable(),
  own_variable_per_million: decimalString.nullable(),
  fixed_per_month: decimalString,
  /** Null where the own variable price is no lower than the API's. */
  tokens_per_month: countString.nullable(),
  now_per_month: countString,
  gpus: z.number().int(),
  verdict: z.enum(['self-host', 'api', 'cannot-tell']),
  reason: z.string(),
  /** What is bought once, and what is paid every month at the present load. */
  capex: decimalString,
  opex_per_month: decimalString.nullable(),
  /** Capital view: net present value over the horizon on a falling API price, and where it is zero. */
  npv: decimalString.nullable(),
  break_even_decline: decimalString.nullable(),
  curve: z.array(
    z.object({
      tokens_per_month: countString,
      gpus: z.number().int(),
      own: decimalString,
      api: decimalString,
    }),
  ),
});
export type BreakEven = z.infer<typeof breakEvenSchema>;

export const factoryContract = {
  targets: route('GET', 'targets', 'What is scraped and how it is doing')
    .input(z.object(ws))
    .output(z.array(scrapeTargetSchema)),
  addTarget: route('POST', 'targets', 'Scrape an endpoint')
    .input(scrapeTargetInputSchema.extend(ws))
    .output(scrapeTargetSchema),
  changeTarget: route('PUT', 'targets/{id}', 'Pause, resume or change a target')
    .input(
      scrapeTargetInputSchema.partial().extend({ ...ws, id, state: z.enum(['active', 'paused']).optional() }),
    )
    .output(scrapeTargetSchema),
  removeTarget: route('DELETE', 'targets/{id}', 'Scrape it no more; what was counted stays')
    .input(z.object({ ...ws, id }))
    .output(scrapeTargetSchema),
  testTarget: route('POST', 'targets/test', 'Scrape once and say what was found')
    .input(scrapeTargetInputSchema.extend(ws))
    .output(
      z.object({
        ok: z.boolean(),
        found: z.array(z.string()),
        error: z.string().nullable(),
        fix: z.string(),
      }),
    ),
  costs: route('GET', 'costs', 'What own pools cost').input(z.object(ws)).output(z.array(poolCostSchema)),
  setCost: route('PUT', 'costs', 'State what a pool costs from a day on')
    .input(poolCostSchema.extend(ws))
    .output(poolCostSchema),
  report: route('POST', 'report', 'Tokens, joules, cost and utilisation by pool')
    .input(z.object({ ...ws, range: rangeSchema }))
    .output(z.array(poolReportSchema)),
  breakEven: route('POST', 'break-even', 'Own GPUs against the API')
    .input(
      z.object({
        ...ws,
        pool: z.string().max(100),
        range: rangeSchema,
        /** Of the API it would replace; without it, what usage of the range cost per million. */
        api_price_per_million: decimalString.optional(),
        horizon_months: z.number().int().min(1).max(120).default(36),
        api_decline_per_year: z.number().min(0).max(0.99).default(0.3),
        discount_per_year: z.number().min(0).max(1).default(0.1),
        tax_rate: z.number().min(0).max(1).default(0),
        salvage_share: z.number().min(0).max(1).default(0),
      }),
    )
    .output(breakEvenSchema),
};
