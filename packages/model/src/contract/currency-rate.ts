import { oc } from '@orpc/contract';
import { z } from 'zod';
import { decimalString, workspaceSchema } from './shared.ts';

const currency = z.string().regex(/^[A-Z]{3}$/);

/** One currency with the rate that holds now. */
export const currencyRateViewSchema = z.object({
  currency,
  /** Dollars for one unit, from this day on. */
  usd: decimalString,
  day: z.iso.date(),
  source: z.string(),
  first_day: z.iso.date(),
  /** How many days have a rate of their own. */
  days: z.number().int(),
});

/** The first day on which something is in a currency that has no rate yet. */
export const missingRateSchema = z.object({
  currency,
  day: z.iso.date(),
  about: z.enum(['revenue', 'pay']),
});
export type MissingRate = z.infer<typeof missingRateSchema>;

export const currencyRateContract = {
  list: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/currency-rates',
      summary: 'What other currencies are worth, and which rates are missing',
    })
    .input(z.object({ workspace: workspaceSchema }))
    .output(z.object({ rates: z.array(currencyRateViewSchema), missing: z.array(missingRateSchema) })),
  import: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/currency-rates/import',
      summary: 'Take rates in from CSV: currency, day, usd and perhaps source; all rows or none',
    })
    .input(
      z.object({
        workspace: workspaceSchema,
        text: z.string().max(5_000_000),
        dry_run: z.boolean().default(false),
      }),
    )
    .output(
      z.object({
        dry_run: z.boolean(),
        taken: z.number().int(),
        rejected: z.array(z.object({ row: z.number().int(), error: z.string(), fix: z.string() })),
      }),
    ),
};
