import { oc } from '@orpc/contract';
import { z } from 'zod';
import { gatewayKeySchema, myBudgetSchema } from './key.ts';
import { monthSchema, ownStatementSchema } from './own-statement.ts';
import { decimalString, instant, workspaceSchema } from './shared.ts';

const inWorkspace = z.object({ workspace: workspaceSchema });
const companyDay = z.iso.date();

/** What a person sees of themselves; nobody else is served this of them. */
export const mySpendSchema = z.object({
  worker: z.object({ id: z.string(), name: z.string() }),
  team: z.string().nullable(),
  time_zone: z.string(),
  today: decimalString,
  this_month: decimalString,
  requests_this_month: z.number().int(),
  tokens_this_month: z.string(),
  /** Last 30 company days, oldest first. */
  days: z.array(z.object({ date: companyDay, cost: decimalString, tokens: z.string() })),
  by_model: z.array(z.object({ model: z.string(), cost: decimalString, tokens: z.string() })),
  by_repo: z.array(z.object({ repo: z.string(), cost: decimalString, tokens: z.string() })),
  by_session: z.array(
    z.object({ session_id: z.string(), tool: z.string(), cost: decimalString, last_at: instant }),
  ),
  /** Cached part of input, in percent; null without input. */
  cache_read_percent: decimalString.nullable(),
});
export type MySpend = z.infer<typeof mySpendSchema>;

/** Who can see what about the person, in plain sentences, and who has looked. */
export const visibilitySchema = z.object({
  rules: z.array(z.object({ who: z.string(), sees: z.string(), where: z.string() })),
  looks: z.array(z.object({ at: instant, who: z.string(), what: z.string() })),
});
export type Visibility = z.infer<typeof visibilitySchema>;

export const meContract = {
  budget: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/me/budget', summary: 'What I may spend' })
    .input(inWorkspace)
    .output(myBudgetSchema),
  spend: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/me/spend', summary: 'What I have spent' })
    .input(inWorkspace)
    .output(mySpendSchema),
  keys: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/me/keys', summary: 'My gateway keys' })
    .input(inWorkspace)
    .output(z.object({ keys: z.array(gatewayKeySchema) })),
  createKey: oc
    .route({ method: 'POST', path: '/api/w/{workspace}/me/keys', summary: 'Make a gateway key of my own' })
    .input(
      inWorkspace.extend({
        name: z.string().trim().min(1).max(100),
        expires_at: instant.nullable().default(null),
      }),
    )
    .output(z.object({ key: gatewayKeySchema, secret: z.string() })),
  rotateKey: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/me/keys/{id}/rotate',
      summary: 'Replace a key of mine',
    })
    .input(
      inWorkspace.extend({
        id: z.string().max(60),
        overlap_seconds: z.number().int().min(0).max(2_592_000).default(86_400),
      }),
    )
    .output(z.object({ key: gatewayKeySchema, secret: z.string() })),
  revokeKey: oc
    .route({ method: 'DELETE', path: '/api/w/{workspace}/me/keys/{id}', summary: 'Revoke a key of mine' })
    .input(inWorkspace.extend({ id: z.string().max(60) }))
    .output(gatewayKeySchema),
  requestMore: oc
    .route({ method: 'POST', path: '/api/w/{workspace}/me/requests', summary: 'Ask for a larger budget' })
    .input(
      inWorkspace.extend({
        envelope_id: z.string().max(60),
        amount: decimalString,
        permanent: z.boolean().default(false),
        reason: z.string().trim().min(1).max(1_000),
        idempotency_key: z.string().min(1).max(200),
      }),
    )
    .output(z.object({ id: z.string(), state: z.string() })),
  visibility: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/me/visibility',
      summary: 'What others can see about me',
    })
    .input(inWorkspace)
    .output(visibilitySchema),
  statement: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/me/statement',
      summary: 'My statement of a month; for me alone',
    })
    .input(inWorkspace.extend({ month: monthSchema }))
    .output(ownStatementSchema),
};
