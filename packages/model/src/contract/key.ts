import { oc } from '@orpc/contract';
import { z } from 'zod';
import { gateEndpoints } from '../gate/wire.ts';
import { decimalString, instant, workspaceSchema } from './shared.ts';

export const gateEndpointSchema = z.enum(gateEndpoints);

/** What a key may be used for. */
const keyRules = z.object({
  agent: z.string().trim().max(100),
  workflow: z.string().trim().max(100),
  project: z.string().trim().max(200),
  purpose: z.string().trim().max(60),
  /** Names or patterns with `*`; empty allows every model. */
  models: z.array(z.string().trim().min(1).max(200)).max(200),
  /** Empty allows every endpoint. */
  endpoints: z.array(gateEndpointSchema),
  requests_per_minute: z.number().int().min(1).nullable(),
  tokens_per_minute: z.number().int().min(1).nullable(),
  max_depth: z.number().int().min(0).max(100).nullable(),
  max_fan_out: z.number().int().min(1).max(10_000).nullable(),
  loop_limit: z.number().int().min(2).max(10_000).nullable(),
  cap_output: z.boolean(),
});
export type KeyRules = z.infer<typeof keyRules>;

export const gatewayKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** First characters of the secret, to tell it from others. */
  hint: z.string(),
  worker: z.object({ id: z.string(), name: z.string(), kind: z.enum(['person', 'agent']) }),
  ...keyRules.shape,
  state: z.enum(['active', 'expired', 'revoked']),
  created_at: instant,
  created_by: z.string(),
  expires_at: instant.nullable(),
  revoked_at: instant.nullable(),
  last_used_at: instant.nullable(),
  /** The key that follows it after a rotation; both work until this one expires. */
  rotated_to: z.string().nullable(),
  /** Set while its worker is held: who stopped it, when and why. Gateways refuse the key meanwhile. */
  held: z.object({ by: z.string(), at: instant, reason: z.string() }).nullable(),
});
export type GatewayKeyView = z.infer<typeof gatewayKeySchema>;

/** The secret is shown this once. */
const madeKey = z.object({ key: gatewayKeySchema, secret: z.string() });

const inWorkspace = z.object({ workspace: workspaceSchema });
const oneKey = inWorkspace.extend({ id: z.string().max(60) });

export const keyContract = {
  list: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/keys', summary: 'Gateway keys, without their secrets' })
    .input(
      inWorkspace.extend({
        worker: z.string().max(60).optional(),
        state: z.enum(['active', 'all']).default('active'),
      }),
    )
    .output(z.object({ keys: z.array(gatewayKeySchema) })),
  create: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/keys',
      summary: 'Make a gateway key for a person or an agent; its secret is shown this once',
    })
    .input(
      inWorkspace.extend({
        name: z.string().trim().min(1).max(100),
        worker_id: z.string().min(1).max(60),
        expires_at: instant.nullable().default(null),
        ...keyRules.partial().shape,
      }),
    )
    .output(madeKey),
  change: oc
    .route({
      method: 'PATCH',
      path: '/api/w/{workspace}/keys/{id}',
      summary: 'Change what a key may be used for',
    })
    .input(
      oneKey.extend({
        name: z.string().trim().min(1).max(100).optional(),
        expires_at: instant.nullable().optional(),
        ...keyRules.partial().shape,
      }),
    )
    .output(gatewayKeySchema),
  rotate: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/keys/{id}/rotate',
      summary: 'Make the key that follows; the old one works on for the overlap',
    })
    .input(oneKey.extend({ overlap_seconds: z.number().int().min(0).max(2_592_000).default(86_400) }))
    .output(madeKey),
  revoke: oc
    .route({
      method: 'DELETE',
      path: '/api/w/{workspace}/keys/{id}',
      summary: 'Revoke a key; every gateway refuses it within a second',
    })
    .input(oneKey)
    .output(gatewayKeySchema),
};

/** What a key's holder may know of their budget; served by the gateway too, as `GET /v1/me/budget`. */
export const myBudgetSchema = z.object({
  worker: z.object({ id: z.string(), name: z.string() }),
  /** The envelope that pays, and those above it, leaf first; empty where nothing covers the worker. */
  envelopes: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.string(),
      enforcement: z.enum(['hard', 'soft', 'record']),
      period_key: z.string(),
      resets_at: instant,
      limit: decimalString,
      spent: decimalString,
      held: decimalString,
      free: decimalString,
      currency: z.string(),
    }),
  ),
  /** What the next call may cost at most: the least that is free along the path; null without a limit. */
  spendable: decimalString.nullable(),
  /** Where to ask for more. */
  request_url: z.string(),
});
export type MyBudget = z.infer<typeof myBudgetSchema>;
