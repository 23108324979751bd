import { oc } from '@orpc/contract';
import { z } from 'zod';
import { upstreamKinds } from '../gate/route.ts';
import { dialects } from '../gate/wire.ts';
import { gateEndpointSchema } from './key.ts';
import { decimalString, instant, workspaceSchema } from './shared.ts';

export const dialectSchema = z.enum(dialects);
const ms = z.number().int().min(1).max(3_600_000);

export const upstreamSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(upstreamKinds),
  dialect: dialectSchema,
  provider: z.string(),
  base_url: z.string(),
  options: z.record(z.string(), z.string()),
  allow_private: z.boolean(),
  /** Secrets are write-only: only a hint is shown. */
  credentials: z.array(z.object({ id: z.string(), name: z.string(), hint: z.string() })),
  connect_ms: ms,
  first_byte_ms: ms,
  idle_ms: ms,
  enabled: z.boolean(),
});
export type UpstreamView = z.infer<typeof upstreamSchema>;

export const upstreamWishSchema = upstreamSchema
  .omit({ id: true, credentials: true, dialect: true })
  .partial({
    provider: true,
    name: true,
    base_url: true,
    options: true,
    allow_private: true,
    connect_ms: true,
    first_byte_ms: true,
    idle_ms: true,
    enabled: true,
  });

export const routeTargetSchema = z.object({
  upstream_id: z.string(),
  model: z.string().max(200).default(''),
  weight: z.number().min(0).max(1_000_000).default(1),
  order: z.number().int().min(0).max(20).default(0),
  role: z.enum(['normal', 'canary', 'shadow']).default('normal'),
});

export const gateRouteSchema = z.object({
  id: z.string(),
  name: z.string(),
  position: z.number().int(),
  dialect: dialectSchema.nullable(),
  models: z.array(z.string()),
  targets: z.array(routeTargetSchema),
  retries: z.number().int(),
  cache_seconds: z.number().int().nullable(),
  enabled: z.boolean(),
});
export type GateRouteView = z.infer<typeof gateRouteSchema>;

export const gateRulesSchema = z.object({
  holds: z.enum(['strict', 'learned']),
  books_lost: z.enum(['refuse', 'admit']),
  uncovered: z.enum(['refuse', 'admit']),
  batches: z.enum(['refuse', 'admit']),
  client_gone: z.enum(['abort', 'drain']),
  default_max_output: z.number().int().min(1).max(1_000_000),
  lease_seconds: z.number().int().min(10).max(3_600),
  in_doubt: z.enum(['release', 'keep']),
});
export type GateRulesView = z.infer<typeof gateRulesSchema>;

/** The rules, and what follows from them. */
const gateRulesShownSchema = gateRulesSchema.extend({
  /** By how much calls may overspend an envelope at most, as a part of its limit: 0 for strict holds. */
  overshoot_bound: decimalString,
});

/** Percentiles in milliseconds; null while nothing was measured. */
const percentiles = z.object({
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});

export const gatewayStatusSchema = z.object({
  /** When the figures were read. */
  at: instant,
  window_seconds: z.number().int(),
  requests: z.number().int(),
  requests_per_second: z.number(),
  /** Answers of the gateway or of a provider that say that the call failed; budget stops aside. */
  errors: z.number().int(),
  /** Calls that the gate refused, by reason. */
  refused: z.record(z.string(), z.number().int()),
  first_byte_ms: percentiles,
  /** What the gateway added before the call went out and after its first byte came. */
  overhead_ms: percentiles,
  cache_hits: z.number().int(),
  /** Per minute, oldest first. */
  minutes: z.array(
    z.object({
      at: instant,
      requests: z.number().int(),
      errors: z.number().int(),
      refused: z.number().int(),
      first_byte_p50: z.number().nullable(),
      first_byte_p95: z.number().nullable(),
    }),
  ),
  gateways: z.array(
    z.object({
      id: z.string(),
      host: z.string(),
      url: z.string(),
      version: z.string(),
      state: z.enum(['serving', 'silent', 'stopped']),
      started_at: instant,
      seen_at: instant,
      in_flight: z.number().int(),
      /** Written and not yet taken in by the tower. */
      spool: z.object({ records: z.number().int(), bytes: z.number().int(), oldest_at: instant.nullable() }),
      memory_mb: z.number(),
    }),
  ),
  upstreams: z.array(
    z.object({
      upstream_id: z.string(),
      name: z.string(),
      /** `open` while its circuit breaker keeps calls away. */
      state: z.enum(['healthy', 'failing', 'open', 'unused']),
      requests: z.number().int(),
      errors: z.number().int(),
      first_byte_ms: percentiles,
      last_error: z.string().nullable(),
      last_error_at: instant.nullable(),
    }),
  ),
  leases: z.array(
    z.object({
      id: z.string(),
      gateway_id: z.string(),
      envelope_id: z.string(),
      envelope_name: z.string(),
      period_key: z.string(),
      granted: decimalString,
      /** Still held in the books. */
      held: decimalString,
      state: z.enum(['open', 'closing', 'closed', 'in_doubt']),
      opened_at: instant,
    }),
  ),
});
export type GatewayStatus = z.infer<typeof gatewayStatusSchema>;

const inWorkspace = z.object({ workspace: workspaceSchema });
const one = inWorkspace.extend({ id: z.string().max(60) });
const done = z.object({ done: z.boolean() });

export const gatewayContract = {
  status: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/gateway', summary: 'How the gateways are doing' })
    .input(inWorkspace.extend({ window_seconds: z.coerce.number().int().min(60).max(86_400).default(3_600) }))
    .output(gatewayStatusSchema),
  rules: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/gateway/rules', summary: 'Rules of the gate' })
    .input(inWorkspace)
    .output(gateRulesShownSchema),
  setRules: oc
    .route({ method: 'PUT', path: '/api/w/{workspace}/gateway/rules', summary: 'Change rules of the gate' })
    .input(inWorkspace.extend(gateRulesSchema.partial().shape))
    .output(gateRulesShownSchema),
  upstreams: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/upstreams', summary: 'Where calls can go' })
    .input(inWorkspace)
    .output(z.object({ upstreams: z.array(upstreamSchema) })),
  putUpstream: oc
    .route({ method: 'PUT', path: '/api/w/{workspace}/upstreams/{id}', summary: 'Add or change an upstream' })
    .input(
      one.extend(upstreamWishSchema.shape).extend({
        /** Added to its credentials, encrypted at rest. */
        add_credential: z
          .object({ name: z.string().trim().min(1).max(100), secret: z.string().min(1).max(4_000) })
          .optional(),
        remove_credential: z.string().max(60).optional(),
      }),
    )
    .output(upstreamSchema),
  removeUpstream: oc
    .route({ method: 'DELETE', path: '/api/w/{workspace}/upstreams/{id}', summary: 'Remove an upstream' })
    .input(one)
    .output(done),
  routes: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/routes',
      summary: 'Which models go where, first match first',
    })
    .input(inWorkspace)
    .output(z.object({ routes: z.array(gateRouteSchema) })),
  putRoute: oc
    .route({ method: 'PUT', path: '/api/w/{workspace}/routes/{id}', summary: 'Add or change a route' })
    .input(
      one.extend({
        name: z.string().trim().min(1).max(100),
        position: z.number().int().min(0).max(10_000).default(100),
        dialect: dialectSchema.nullable().default(null),
        models: z.array(z.string().trim().min(1).max(200)).min(1).max(500),
        targets: z.array(routeTargetSchema).min(1).max(50),
        retries: z.number().int().min(0).max(10).default(2),
        cache_seconds: z.number().int().min(1).max(86_400).nullable().default(null),
        enabled: z.boolean().default(true),
      }),
    )
    .output(gateRouteSchema),
  removeRoute: oc
    .route({ method: 'DELETE', path: '/api/w/{workspace}/routes/{id}', summary: 'Remove a route' })
    .input(one)
    .output(done),
  resolveLease: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/gateway/leases/{id}/release',
      summary: 'Give back what a lease in doubt still holds',
    })
    .input(one)
    .output(done),
  /** Where clients have to be pointed: used by setup snippets. */
  address: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/gateway/address', summary: 'Base URL for clients' })
    .input(inWorkspace)
    .output(z.object({ url: z.string(), endpoints: z.array(gateEndpointSchema) })),
};
