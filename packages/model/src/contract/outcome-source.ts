import { oc } from '@orpc/contract';
import { z } from 'zod';
import { countString, instant, workspaceSchema } from './shared.ts';

/** Vendors whose webhooks are read, each with its own signature. */
export const webhookVendors = [
  'github',
  'gitlab',
  'jira',
  'linear',
  'zendesk',
  'intercom',
  'stripe',
  'pagerduty',
] as const;
export const webhookVendorSchema = z.enum(webhookVendors);
export type WebhookVendor = z.infer<typeof webhookVendorSchema>;

/** Vendors that make the secret themselves; the others are given the one that is made here. */
export const vendorsWithOwnSecret: readonly WebhookVendor[] = [
  'linear',
  'zendesk',
  'intercom',
  'stripe',
  'pagerduty',
];

const ws = { workspace: workspaceSchema };
const id = z.string().min(1).max(80);
const name = z.string().trim().min(1).max(200);
const secret = z.string().trim().min(8).max(500).optional();
const route = (method: 'GET' | 'POST' | 'DELETE', rest: string, summary: string) =>
  oc.route({ method, path: `/api/w/{workspace}/${rest}`, summary });

/** A source of outcomes that a vendor delivers to. The secret is shown once, when it is made. */
export const outcomeSourceSchema = z.object({
  id: z.string(),
  vendor: webhookVendorSchema,
  name: z.string(),
  /** Where the vendor delivers to. */
  url: z.string(),
  /** What to do at the vendor, in order. */
  steps: z.array(z.string()),
  state: z.enum(['waiting', 'active', 'failing', 'paused']),
  /** Deliveries of the days that they are kept for, and what became of them. */
  deliveries: countString,
  taken: countString,
  repeated: countString,
  ignored: countString,
  refused: countString,
  /** Deliveries held back, which can be read again. */
  held: countString,
  last_delivery_at: instant.nullable(),
  last_taken_at: instant.nullable(),
  last_refusal: z.string().nullable(),
  created_at: instant,
});
export type OutcomeSourceView = z.infer<typeof outcomeSourceSchema>;

/** A delivery that could not be taken in. What was sent is kept sealed and shown to nobody. */
export const heldDeliverySchema = z.object({
  id: z.string(),
  source_id: z.string(),
  source_name: z.string(),
  vendor: z.string(),
  event: z.string(),
  error: z.string(),
  fix: z.string(),
  received_at: instant,
  times: z.number().int(),
  /** False where it was too large to keep: the vendor has to deliver it again. */
  can_replay: z.boolean(),
});
export type HeldDeliveryView = z.infer<typeof heldDeliverySchema>;

/** What one kind of source has told of: vendors, the API, CloudEvents, files and git logs alike. */
export const outcomeFeedSchema = z.object({
  source: z.string(),
  name: z.string(),
  outcomes: countString,
  newest_at: instant,
  recorded_at: instant,
});
export type OutcomeFeedView = z.infer<typeof outcomeFeedSchema>;

const made = z.object({ source: outcomeSourceSchema, secret: z.string() });
const chosen = z.array(z.string().max(40)).max(1000);

export const outcomeSourceContract = {
  list: route('GET', 'outcome-sources', 'Sources of outcomes and how they are doing')
    .input(z.object(ws))
    .output(z.array(outcomeSourceSchema)),
  feeds: route('GET', 'outcome-feeds', 'What each kind of source has told of, and how fresh it is')
    .input(z.object(ws))
    .output(z.array(outcomeFeedSchema)),
  add: route('POST', 'outcome-sources', 'Make an address for a vendor’s webhooks')
    .input(z.object({ ...ws, vendor: webhookVendorSchema, name, secret }))
    .output(made.extend({ steps: z.array(z.string()) })),
  rotate: route('POST', 'outcome-sources/{id}/rotate', 'Replace the secret; the old one holds for a day')
    .input(z.object({ ...ws, id, secret }))
    .output(made),
  remove: route('DELETE', 'outcome-sources/{id}', 'Take deliveries no more; what was booked stays')
    .input(z.object({ ...ws, id }))
    .output(outcomeSourceSchema),
  held: route('GET', 'held-deliveries', 'Deliveries that could not be taken in, newest first')
    .input(z.object({ ...ws, limit: z.coerce.number().int().min(1).max(200).default(25) }))
    .output(z.object({ items: z.array(heldDeliverySchema), total: z.number().int() })),
  replay: route('POST', 'held-deliveries/replay', 'Verify and read held deliveries again; all, or some')
    .input(z.object({ ...ws, ids: chosen.optional() }))
    .output(z.object({ taken: z.number().int(), still_held: z.number().int() })),
  dismiss: route('POST', 'held-deliveries/dismiss', 'Forget held deliveries')
    .input(z.object({ ...ws, ids: chosen }))
    .output(z.object({ dismissed: z.number().int() })),
};
