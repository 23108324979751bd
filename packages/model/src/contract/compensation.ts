import { oc } from '@orpc/contract';
import { z } from 'zod';
import { centsString, grantImportResultSchema, totalPaySchema } from './grant-view.ts';
import { decimalString, workspaceSchema } from './shared.ts';

const currency = z.string().regex(/^[A-Z]{3}$/, 'three capital letters of ISO 4217, such as USD');

/** Annual pay of a person from a day on, until the next row. Seen with the `compensation` scope alone. */
export const compensationSchema = z.object({
  worker_id: z.string(),
  worker_name: z.string(),
  effective_on: z.iso.date(),
  base: decimalString,
  bonus: decimalString,
  equity: decimalString,
  currency,
  role: z.string(),
  band: z.string(),
});
export type Compensation = z.infer<typeof compensationSchema>;

/** A figure someone named in public, with who says so and what they gain by it. */
export const payReferenceSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Annual amounts, or per working day. */
  base: decimalString.nullable(),
  tokens_low: decimalString,
  tokens_high: decimalString,
  per: z.enum(['year', 'day']),
  currency,
  source: z.string(),
  /** What the author of the figure stands to gain. */
  interest: z.string(),
  noted_on: z.iso.date(),
  /** Never by default: a reference is a line on a chart, no target. */
  alarm: z.boolean(),
});
export type PayReference = z.infer<typeof payReferenceSchema>;

export const payCohortSchema = z.object({
  key: z.string(),
  label: z.string(),
  persons: z.number().int(),
  base: decimalString,
  bonus: decimalString,
  equity: decimalString,
  tokens: decimalString,
  token_share: decimalString.nullable(),
  leverage: decimalString.nullable(),
});

export const stressCellSchema = z.object({
  price_percent: z.number().int(),
  usage_times: z.number().int(),
  cost: decimalString,
  /** Cost above the budget; 0 where it holds. */
  over: decimalString,
  breaks: z.boolean(),
});
export const stressSchema = z.object({
  currency: z.string(),
  base: z.enum(['entitlement', 'use']),
  /** Annual cost in the middle of the grid. */
  annual: decimalString,
  budget: decimalString,
  cells: z.array(stressCellSchema),
  breaking: z.number().int(),
  reading: z.string(),
});
export type Stress = z.infer<typeof stressSchema>;

const ws = { workspace: workspaceSchema };
const id = z.string().min(1).max(80);
const at = (rest: string): `/${string}` => `/api/w/{workspace}/${rest}`;
const route = (method: 'GET' | 'POST' | 'PUT', rest: string, summary: string) =>
  oc.route({ method, path: at(rest), summary });

export const compensationContract = {
  list: route('GET', 'compensation', 'Pay of today, by name; each reading is written down for the person')
    .input(z.object({ ...ws }))
    .output(z.array(compensationSchema)),
  get: route('GET', 'compensation/{worker_id}', 'Pay of a person, every row')
    .input(z.object({ ...ws, worker_id: id }))
    .output(z.array(compensationSchema)),
  put: route('PUT', 'compensation', 'Set a person’s pay from a day on')
    .input(
      z.object({
        ...ws,
        worker_id: id,
        effective_on: z.iso.date(),
        base: centsString,
        bonus: centsString.default('0'),
        equity: centsString.default('0'),
        currency: currency.default('USD'),
        role: z.string().trim().max(100).default(''),
        band: z.string().trim().max(100).default(''),
      }),
    )
    .output(compensationSchema),
  import: route('POST', 'compensation/import', 'Import pay from CSV; all rows or none')
    .input(z.object({ ...ws, text: z.string().max(5_000_000), dry_run: z.boolean().default(false) }))
    .output(grantImportResultSchema),
  total: route('GET', 'compensation/{worker_id}/total', 'Total compensation: base, bonus, equity and tokens')
    .input(z.object({ ...ws, worker_id: id }))
    .output(z.object({ total: totalPaySchema, references: z.array(payReferenceSchema) })),
  cohorts: route('GET', 'compensation/cohorts', 'Total compensation by cohorts of at least five')
    .input(z.object({ ...ws, by: z.enum(['role', 'band', 'team']).default('role') }))
    .output(
      z.object({
        currency: z.string(),
        smallest_group: z.number().int(),
        total: payCohortSchema.nullable(),
        cohorts: z.array(payCohortSchema),
        folded: z.array(z.string()),
        /** Persons left out, because their pay is kept in another currency. */
        other_currencies: z.number().int(),
        withheld: z.string().nullable(),
      }),
    ),
  stress: route('POST', 'grants/stress', 'Cost of the grants over price −30/0/+50 % and usage 1/2/5×')
    .input(
      z.object({
        ...ws,
        base: z.enum(['entitlement', 'use']).default('entitlement'),
        /** Annual; left out, what the grants come to. */
        budget: centsString.optional(),
      }),
    )
    .output(stressSchema),
  references: {
    list: route('GET', 'pay-references', 'Reference lines with their source and its interest')
      .input(z.object({ ...ws }))
      .output(z.array(payReferenceSchema)),
    put: route('PUT', 'pay-references', 'Add a reference line, or change one by its id')
      .input(
        z.object({
          ...ws,
          id: id.optional(),
          name: z.string().trim().min(1).max(200),
          base: centsString.nullable().default(null),
          tokens_low: centsString,
          tokens_high: centsString,
          per: z.enum(['year', 'day']).default('year'),
          currency: currency.default('USD'),
          source: z.string().trim().min(1).max(300),
          interest: z.string().trim().min(1).max(300),
          noted_on: z.iso.date(),
          alarm: z.boolean().default(false),
        }),
      )
      .output(payReferenceSchema),
  },
};
