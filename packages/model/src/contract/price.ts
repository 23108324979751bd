import { oc } from '@orpc/contract';
import { z } from 'zod';
import { pricedClasses } from '../price/price.ts';
import { countString, decimalString, instant, nextCursor, pageInput, workspaceSchema } from './shared.ts';

const pricedClassSchema = z.enum(pricedClasses);
const amount = z.string().regex(/^\d+(\.\d{1,12})?$/, 'must be a decimal number that is not negative');

/** USD per million tokens by class; `web_searches` is USD per million searches. */
export const usdPerMillionSchema = z.record(pricedClassSchema, decimalString);
export const partialUsdPerMillionSchema = z.partialRecord(pricedClassSchema, amount);

const named = {
  provider: z.string(),
  model: z.string(),
  service_tier: z.string(),
  speed: z.string(),
  region: z.string(),
};
const context = {
  /** The price holds for requests with more input tokens than this, cache included; −1 is all. */
  context_over: z.number().int(),
  context_up_to: z.number().int().nullable(),
};
const validity = { valid_from: instant.nullable(), valid_to: instant.nullable() };

export const priceRowSchema = z.object({
  id: z.string(),
  ...named,
  ...context,
  /** Half-open seconds of the UTC day; wraps over midnight when `seconds_from` ≥ `seconds_to`. */
  seconds_from: z.number().int(),
  seconds_to: z.number().int(),
  ...validity,
  usd_per_million: usdPerMillionSchema,
  /** Public price of the catalogue, derived by a reviewed factor, or the company’s own. */
  origin: z.enum(['catalogue', 'reviewed', 'company']),
  source: z.string(),
  observed_at: instant,
  note: z.string(),
  list_row_id: z.string().nullable(),
});
export type PriceRowView = z.infer<typeof priceRowSchema>;

/** What re-rating did, or would do. Counts of the journal before it ran. */
export const rerateItemSchema = z.object({
  workspace: workspaceSchema,
  provider: z.string(),
  model: z.string(),
  requests: countString,
  tokens: countString,
  cost_list: decimalString,
  suspense: decimalString,
  /** Null in a dry run, which cannot know how many would change. */
  amended: z.number().int().nullable(),
  /** Change of the list cost, USD; null in a dry run. */
  cost_change: decimalString.nullable(),
});
export const rerateResultSchema = z.object({ dry_run: z.boolean(), items: z.array(rerateItemSchema) });
export type RerateResult = z.infer<typeof rerateResultSchema>;

export const priceEntrySchema = z.object({
  id: z.string(),
  ...named,
  ...context,
  ...validity,
  usd_per_million: partialUsdPerMillionSchema,
  source: z.string(),
  recorded_at: instant,
});
export const priceDiscountSchema = z.object({
  id: z.string(),
  provider: z.string(),
  model: z.string(),
  priced_class: z.string(),
  percent: decimalString,
  ...validity,
  source: z.string(),
  recorded_at: instant,
});
export const priceAliasSchema = z.object({
  id: z.string(),
  provider: z.string(),
  model: z.string(),
  to_provider: z.string(),
  to_model: z.string(),
  recorded_at: instant,
});

const date = z.union([z.iso.date(), instant]);
const text = z.string().trim().max(200);
const word = z.string().trim().min(1).max(200);

const setInput = z.object({
  provider: text.default(''),
  model: word,
  service_tier: text.default('standard'),
  speed: text.default('standard'),
  region: text.default(''),
  context_over: z.number().int().min(-1).default(-1),
  context_up_to: z.number().int().min(1).nullable().default(null),
  usd_per_million: partialUsdPerMillionSchema,
  /** Null: always for a model without a price, today for one that has a price. */
  valid_from: z
    .union([date, z.literal('always')])
    .nullable()
    .default(null),
  valid_to: date.nullable().default(null),
  source: text.default(''),
});

export const importFormatSchema = z.enum(['csv', 'yaml', 'litellm']);
const fileInput = {
  format: importFormatSchema,
  content: z.string().max(20_000_000),
  /** Name of the file; kept as the source of its prices. */
  name: z.string().max(200).default(''),
};
const rowErrorSchema = z.object({ row: z.number().int(), error: z.string(), fix: z.string() });

const rerated = z.object({ rerated: rerateResultSchema });
const price = { tags: ['price'] };

export const priceContract = {
  list: oc
    .route({ ...price, method: 'GET', path: '/api/prices', summary: 'The price book' })
    .input(
      z.object({
        provider: z.string().max(200).default(''),
        /** Part of a model name. */
        model: z.string().max(200).default(''),
        /** Prices that hold at this time; without it all of them, past and to come. */
        at: date.optional(),
        service_tier: text.default('standard'),
        speed: text.default('standard'),
        region: text.default(''),
        ...pageInput,
      }),
    )
    .output(z.object({ items: z.array(priceRowSchema), total: z.number().int(), next_cursor: nextCursor })),
  get: oc
    .route({ ...price, method: 'GET', path: '/api/prices/{id}', summary: 'One price row, as usage names it' })
    .input(z.object({ id: z.string().max(60) }))
    .output(z.object({ row: priceRowSchema, list: priceRowSchema.nullable() })),
  terms: oc
    .route({
      ...price,
      method: 'GET',
      path: '/api/price-terms',
      summary: 'The company’s own prices, discounts and aliases',
    })
    .output(
      z.object({
        prices: z.array(priceEntrySchema),
        discounts: z.array(priceDiscountSchema),
        aliases: z.array(priceAliasSchema),
      }),
    ),
  set: oc
    .route({ ...price, method: 'POST', path: '/api/prices', summary: 'Enter a price of the company’s own' })
    .input(setInput)
    .output(rerated.extend({ entry: priceEntrySchema, was_unpriced: z.boolean(), note: z.string() })),
  discount: oc
    .route({
      ...price,
      method: 'POST',
      path: '/api/price-discounts',
      summary: 'Enter a discount on list prices',
    })
    .input(
      z.object({
        provider: word,
        /** A model of the catalogue, a prefix ending in `*`, or empty for all of the provider. */
        model: text.default(''),
        priced_class: z.union([pricedClassSchema, z.literal('')]).default(''),
        percent: z.string().regex(/^(100|\d{1,2}(\.\d{1,6})?)$/, 'must be a percentage from 0 to 100'),
        valid_from: z
          .union([date, z.literal('always')])
          .nullable()
          .default(null),
        valid_to: date.nullable().default(null),
        source: text.default(''),
      }),
    )
    .output(z.object({ discount: priceDiscountSchema })),
  alias: oc
    .route({
      ...price,
      method: 'POST',
      path: '/api/price-aliases',
      summary: 'Say which catalogue model a raw name means',
    })
    .input(z.object({ provider: text.default(''), model: word, to_provider: word, to_model: word }))
    .output(rerated.extend({ alias: priceAliasSchema })),
  withdraw: oc
    .route({
      ...price,
      method: 'DELETE',
      path: '/api/price-terms/{id}',
      summary: 'Set a price, discount or alias aside',
    })
    .input(z.object({ id: z.string().max(60) }))
    .output(z.object({ withdrawn: z.literal(true) })),
  import: oc
    .route({ ...price, method: 'POST', path: '/api/prices/import', summary: 'Enter the prices of a file' })
    .input(
      z.object({
        ...fileInput,
        /** Takes only models without a price; the default for a public price map. */
        missing_only: z.boolean().optional(),
        dry_run: z.boolean().default(false),
      }),
    )
    .output(
      rerated.extend({
        dry_run: z.boolean(),
        entered: z.number().int(),
        /** Rows left out because the model has a price already. */
        skipped: z.number().int(),
        errors: z.array(rowErrorSchema),
        models: z.array(z.string()),
      }),
    ),
  diff: oc
    .route({ ...price, method: 'POST', path: '/api/prices/diff', summary: 'Where two price books disagree' })
    .input(z.object({ against: z.union([z.literal('catalogue'), z.object(fileInput)]).default('catalogue') }))
    .output(
      z.object({
        differences: z.array(
          z.object({
            provider: z.string(),
            model: z.string(),
            service_tier: z.string(),
            context_over: z.number().int(),
            priced_class: z.string(),
            ours: decimalString,
            theirs: decimalString,
            source: z.string(),
          }),
        ),
        same: z.number().int(),
        unknown: z.array(z.object({ provider: z.string(), model: z.string() })),
        errors: z.array(rowErrorSchema),
      }),
    ),
  rerate: oc
    .route({
      ...price,
      method: 'POST',
      path: '/api/prices/rerate',
      summary: 'Price booked usage again, as amendments',
    })
    .input(
      z.object({
        provider: text.default(''),
        model: text.default(''),
        dry_run: z.boolean().default(false),
      }),
    )
    .output(rerateResultSchema),
};
