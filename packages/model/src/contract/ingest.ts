import { z } from 'zod';
import { identityKinds } from '../usage/normalised.ts';
import { maxTokensPerEvent } from '../usage/reject.ts';
import { decimalString, instant } from './shared.ts';

const count = z.number().int().min(0).max(maxTokensPerEvent);
const name = z.string().max(300);
const id = z.string().min(1).max(300);

/** Tokens in disjoint classes; the parts named last lie inside input and output. */
export const nativeTokensSchema = z
  .strictObject({
    uncached_input: count.meta({ description: 'input tokens at full price, without any cached ones' }),
    cache_read: count,
    cache_write_5m: count,
    cache_write_30m: count,
    cache_write_1h: count,
    cache_write_12h: count,
    cache_write_unknown: count.meta({ description: 'written to a cache of unstated lifetime' }),
    output: count.meta({ description: 'output tokens, reasoning included' }),
    reasoning: count.meta({ description: 'a part of output' }),
    audio_input: count.meta({ description: 'a part of uncached_input' }),
    audio_output: count.meta({ description: 'a part of output' }),
    image_input: count.meta({ description: 'a part of uncached_input' }),
    image_output: count.meta({ description: 'a part of output' }),
  })
  .partial()
  .refine((t) => Object.keys(t).length > 0, { error: 'tokens names no class' })
  .refine((t) => (t.reasoning ?? 0) <= (t.output ?? 0), {
    error: 'reasoning is a part of output and cannot exceed it',
    path: ['reasoning'],
  })
  .refine((t) => (t.audio_input ?? 0) + (t.image_input ?? 0) <= (t.uncached_input ?? 0), {
    error: 'audio_input and image_input are parts of uncached_input and cannot exceed it',
  })
  .refine((t) => (t.audio_output ?? 0) + (t.image_output ?? 0) <= (t.output ?? 0), {
    error: 'audio_output and image_output are parts of output and cannot exceed it',
  });

/** A provider's own usage object, as it came in the response. */
export const providerUsageSchema = z.record(z.string().max(100), z.unknown()).meta({
  description:
    'the usage object of an OpenAI (chat or Responses), Anthropic, Gemini or Bedrock Converse response, unchanged',
});

/** Fields that a usage record and the data of a usage event share. */
const shared = {
  source: name.optional().meta({ description: 'name of the sender; ids are unique within it' }),
  provider: id.max(100),
  model: id.meta({ description: 'model that answered' }),
  model_requested: name.optional(),
  tokens: nativeTokensSchema.optional(),
  usage: providerUsageSchema.optional(),
  requests: z.number().int().min(0).max(1_000_000).default(1),
  service_tier: name.optional(),
  speed: z.enum(['standard', 'fast']).optional(),
  region: name.optional(),
  billing_mode: z.enum(['api', 'subscription', 'prepaid']).optional(),
  request_id: name.optional().meta({ description: 'the provider’s request id; shared ids are counted once' }),
  response_id: name.optional().meta({ description: 'the provider’s response or message id' }),
  tool: name.optional(),
  session_id: name.optional(),
  thread: z.enum(['main', 'subagent', 'compact', 'auxiliary']).optional(),
  query_source: name.optional(),
  agent: name.optional(),
  workflow: name.optional(),
  project: name.optional(),
  repo: name.optional(),
  branch: name.optional(),
  commit: name.optional(),
  cost_center: name.optional(),
  team: name.optional().meta({ description: 'a label; membership comes from the directory' }),
  service: name.optional(),
  actor: z
    .strictObject({ kind: z.enum(identityKinds), id })
    .optional()
    .meta({ description: 'who acted, such as {"kind":"email","id":"dev@example.com"}' }),
  web_searches: count.optional(),
  tool_calls: count.optional(),
  duration_ms: z.number().min(0).max(604_800_000).optional(),
  reported_cost: z
    .union([z.number().min(0).max(1e9), decimalString.max(40)])
    .optional()
    .meta({ description: 'cost that the source itself states, USD' }),
  estimated: z.boolean().optional(),
};

const eitherCount = {
  error: 'needs exactly one of tokens (disjoint classes) and usage (the provider’s own object)',
};

/** One usage record of POST /v1/usage. */
export const nativeUsageSchema = z
  .strictObject({ id, occurred_at: instant, ...shared })
  .refine((u) => (u.tokens === undefined) !== (u.usage === undefined), eitherCount);
export type NativeUsage = z.infer<typeof nativeUsageSchema>;

/** Data of a CloudEvent of type com.exchequer.usage; id and time come from the event. */
export const usageEventDataSchema = z
  .strictObject({ id: id.optional(), occurred_at: instant.optional(), ...shared })
  .refine((u) => (u.tokens === undefined) !== (u.usage === undefined), eitherCount);

/** CloudEvents 1.0 in its JSON form. Extension attributes are allowed and not looked at. */
export const cloudEventSchema = z.looseObject({
  specversion: z.literal('1.0', { error: 'specversion must be "1.0"' }),
  id,
  source: z.string().min(1).max(1000),
  type: z.string().min(1).max(300),
  time: instant.optional(),
  datacontenttype: z.string().max(200).optional(),
  subject: z.string().max(1000).optional(),
  data: z.unknown().optional(),
});
export type CloudEvent = z.infer<typeof cloudEventSchema>;

/** Answer to POST /v1/usage and POST /v1/events. */
export const usageReceiptSchema = z.object({
  /** Records that are durable and new or changed. */
  accepted: z.number().int(),
  /** Records that were already known, word for word. */
  duplicates: z.number().int(),
  /** Records whose id is known with another content; the first one stands. */
  conflicts: z.number().int(),
  rejected: z.array(
    z.object({
      /** Position in the array, or line of the JSON lines, from 0. */
      index: z.number().int(),
      error: z.string(),
      fix: z.string(),
    }),
  ),
});
export type UsageReceipt = z.infer<typeof usageReceiptSchema>;
