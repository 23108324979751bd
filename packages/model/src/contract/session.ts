import { oc } from '@orpc/contract';
import { z } from 'zod';
import { instant, nextCursor, pageInput, workspaceSchema } from './shared.ts';

/**
 * What a caller may do. `ingest` writes usage, `read` reads reports, `admin` changes settings. Base pay
 * is seen with `compensation` alone, which `admin` does not include. `self` is a person who sees what
 * is their own and nothing else.
 */
export const scopeSchema = z.enum(['ingest', 'read', 'admin', 'compensation', 'self']);
export type Scope = z.infer<typeof scopeSchema>;
/** A token is no person, so that it has no `self`. */
export const tokenScopeSchema = scopeSchema.exclude(['self']);

/** Header that carries the session's CSRF token on every request that changes something. */
export const csrfHeader = 'x-csrf-token';

/**
 * Where the one-time link leads: `/login#token=<secret>`. The secret stands in the fragment, which
 * browsers send to no server and to no other page; the login page posts it to `session.login`.
 */
export const loginPath = '/login';

export const actorSchema = z.object({
  id: z.string(),
  kind: z.enum(['person', 'token', 'local']),
  name: z.string(),
  scopes: z.array(scopeSchema),
  worker_id: z.string().nullable(),
});

export const currentSessionSchema = z.object({
  actor: actorSchema,
  /** Send it back in the `x-csrf-token` header; null for callers that use a token, not a cookie. */
  csrf_token: z.string().nullable(),
  /** When the session ends unless it is used before; null for tokens without an end. */
  expires_at: instant.nullable(),
});
export type CurrentSession = z.infer<typeof currentSessionSchema>;

export const sessionInfoSchema = z.object({
  id: z.string(),
  user_name: z.string(),
  user_agent: z.string(),
  created_at: instant,
  last_seen_at: instant,
  /** The session that asks. */
  current: z.boolean(),
});
export type SessionInfo = z.infer<typeof sessionInfoSchema>;

export const apiTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(tokenScopeSchema),
  /** Workspace into which the token's usage goes. */
  workspace: workspaceSchema,
  /** First characters of the token, to tell it from others. */
  hint: z.string(),
  created_at: instant,
  created_by: z.string(),
  last_used_at: instant.nullable(),
  expires_at: instant.nullable(),
  revoked_at: instant.nullable(),
});
export type ApiToken = z.infer<typeof apiTokenSchema>;

export const auditEntrySchema = z.object({
  id: z.string(),
  at: instant,
  actor_id: z.string(),
  actor_name: z.string(),
  action: z.string(),
  workspace: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const sessionContract = {
  login: oc
    .route({ method: 'POST', path: '/api/session', summary: 'Sign in with the secret of a one-time link' })
    .input(z.object({ token: z.string().min(1).max(200) }))
    .output(currentSessionSchema),
  current: oc
    .route({ method: 'GET', path: '/api/session', summary: 'Who is signed in, and the CSRF token' })
    .output(currentSessionSchema),
  logout: oc
    .route({ method: 'DELETE', path: '/api/session', summary: 'Sign out' })
    .output(z.object({ ended: z.boolean() })),
  createLink: oc
    .route({
      method: 'POST',
      path: '/api/session/links',
      summary: 'Make a one-time sign-in link; only for the command line on the tower’s machine',
    })
    .input(
      z
        .object({
          /** Id, number or email of a worker: the link signs that person in, to see what is their own. */
          worker: z.string().trim().min(1).max(200).optional(),
          workspace: workspaceSchema.default('live'),
        })
        .optional(),
    )
    .output(z.object({ url: z.string(), expires_at: instant })),
  list: oc
    .route({ method: 'GET', path: '/api/sessions', summary: 'Open sessions' })
    .output(z.array(sessionInfoSchema)),
  revoke: oc
    .route({ method: 'DELETE', path: '/api/sessions/{id}', summary: 'End a session at once' })
    .input(z.object({ id: z.string().max(60) }))
    .output(z.object({ ended: z.boolean() })),
};

export const tokenContract = {
  list: oc
    .route({ method: 'GET', path: '/api/tokens', summary: 'API tokens, without their secrets' })
    .output(z.array(apiTokenSchema)),
  create: oc
    .route({
      method: 'POST',
      path: '/api/tokens',
      summary: 'Make an API token; its secret is shown this once',
    })
    .input(
      z.object({
        name: z.string().trim().min(1).max(100),
        scopes: z.array(tokenScopeSchema).min(1).max(4),
        workspace: workspaceSchema.default('live'),
        expires_at: instant.nullable().default(null),
      }),
    )
    .output(z.object({ token: apiTokenSchema, secret: z.string() })),
  revoke: oc
    .route({ method: 'DELETE', path: '/api/tokens/{id}', summary: 'Revoke an API token at once' })
    .input(z.object({ id: z.string().max(60) }))
    .output(z.object({ revoked: z.boolean() })),
};

export const auditContract = {
  list: oc
    .route({ method: 'GET', path: '/api/audit', summary: 'What admins did, newest first' })
    .input(z.object({ ...pageInput }))
    .output(z.object({ entries: z.array(auditEntrySchema), next_cursor: nextCursor })),
};
