import { oc } from '@orpc/contract';
import { z } from 'zod';
import { taggedPurposeSchema } from './charge-input.ts';
import { countString, decimalString, instant, workspaceSchema } from './shared.ts';

const tokens = (what: string) => z.number().int().min(0).max(1_000_000_000).optional().describe(what);

/** What is known of a call before it is made. */
export const estimateInputSchema = z.object({
  model: z.string().trim().min(1).max(200).describe('model name as the provider writes it'),
  provider: z.string().trim().max(200).default('').describe('provider; left out, the model’s own'),
  service_tier: z.string().trim().max(60).default('standard').describe('standard, batch, flex or priority'),
  input_tokens: tokens('input tokens at full price, cached ones left out'),
  cache_read_tokens: tokens('input tokens expected to be read from the cache'),
  cache_write_5m_tokens: tokens('input tokens written to a cache of 5 minutes'),
  cache_write_1h_tokens: tokens('input tokens written to a cache of 1 hour'),
  output_tokens: tokens('output tokens expected, reasoning included'),
  max_output_tokens: tokens('most output tokens that the call allows'),
  input_characters: tokens('length of input text that nobody has counted in tokens'),
  output_characters: tokens('length of output text expected'),
  calls: z.number().int().min(1).max(1_000_000).default(1).describe('how often the call is made'),
});

/** What of the caller’s budget an estimated call would take. */
const estimateFits = z
  .enum(['yes', 'perhaps', 'no', 'no-limit', 'no-envelope', 'nobody'])
  .describe(
    'whether the budget holds it: perhaps when the likely case fits and the high one does not; ' +
      'nobody when the caller is no person and no agent',
  );

export const costEstimateSchema = z.object({
  provider: z.string(),
  /** The catalogue’s name of the model that was asked for. */
  model: z.string(),
  calls: z.number().int(),
  currency: z.literal('USD'),
  /** On the company’s terms, all calls together. */
  cost: z.object({ low: decimalString, likely: decimalString, high: decimalString }),
  /** The likely case at public prices. */
  list_cost: decimalString,
  /** One call in the likely case. */
  lines: z.array(
    z.object({
      token_class: z.string(),
      tokens: countString,
      usd_per_million: decimalString,
      cost: decimalString,
    }),
  ),
  price: z.object({ id: z.string(), source: z.string(), valid_from: instant.nullable() }),
  /** What had to be assumed, in sentences. */
  assumptions: z.array(z.string()),
  fits: estimateFits,
  /** The envelope with the least left among those that would pay. */
  envelope: z
    .object({
      id: z.string(),
      name: z.string(),
      enforcement: z.enum(['hard', 'soft', 'record']),
      free: decimalString,
      currency: z.string(),
      resets_at: instant,
    })
    .nullable(),
});
export type CostEstimateView = z.infer<typeof costEstimateSchema>;

/** One call of the caller’s own, and how its cost came about. */
export const ownChargeSchema = z.object({
  event_id: z.string(),
  occurred_at: instant,
  tool: z.string(),
  provider: z.string(),
  model: z.string(),
  service_tier: z.string(),
  /** False where another source counts this call, which then costs nothing here. */
  metered: z.boolean(),
  tokens: countString,
  lines: z.array(
    z.object({
      token_class: z.string(),
      tokens: countString,
      usd_per_million: decimalString,
      cost: decimalString,
    }),
  ),
  /** At the public price; null while no price is known. */
  cost_list: decimalString.nullable(),
  /** On the company’s terms. */
  cost_contracted: decimalString.nullable(),
  price: z
    .object({
      id: z.string(),
      source: z.string(),
      valid_from: instant.nullable(),
      valid_to: instant.nullable(),
    })
    .nullable(),
  /** What was charged so far; null before it is in the books. A seat is a charge of its own, so that calls under it are charged 0. */
  charged: decimalString.nullable(),
  purpose: taggedPurposeSchema.nullable(),
  cost_center: z.string(),
  /** What paid, leaf first. */
  envelopes: z.array(z.object({ id: z.string(), name: z.string(), kind: z.string() })),
  /** In sentences. */
  notes: z.array(z.string()),
});
export type OwnCharge = z.infer<typeof ownChargeSchema>;

const ws = { workspace: workspaceSchema };

/** What is asked before and after a call: by agents about themselves, and by the command palette. */
export const askContract = {
  estimate: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/ask/estimate',
      summary: 'What a call would cost at today’s prices, and whether the caller’s budget holds it',
    })
    .input(estimateInputSchema.extend(ws))
    .output(costEstimateSchema),
  charge: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/ask/charges/{id}',
      summary: 'What one call of one’s own cost and why, by its event id or request id',
    })
    .input(z.object({ ...ws, id: z.string().trim().min(1).max(200) }))
    .output(ownChargeSchema),
};
