import { oc } from '@orpc/contract';
import { z } from 'zod';
import { holdStates } from '../ledger/ledger.ts';
import {
  budgetAlertSchema,
  budgetHoldSchema,
  budgetRequestSchema,
  budgetSummarySchema,
  burnDaySchema,
  enforcementSchema,
  envelopeBalanceSchema,
  envelopeChangeSchema,
  envelopeKindSchema,
  envelopePeriodSchema,
  envelopeSchema,
  envelopeTransactionSchema,
  foldedPersonsSchema,
  uncoveredDaySchema,
} from './budget-view.ts';
import { decimalString, instant, nextCursor, pageInput, workspaceSchema } from './shared.ts';

const id = z.string().min(1).max(60);
const companyDay = z.iso.date();
const currency = z.string().regex(/^[A-Z]{3}$/, 'three capital letters of ISO 4217, such as USD');
const exact = 'a decimal amount with at most 12 decimals, such as 400 or 99.5';
/** An amount that may be zero; never negative. At most 10²⁰ with 12 decimals, which the books hold exactly. */
const amountOrZero = z.string().regex(/^\d{1,20}(\.\d{1,12})?$/, exact);
const positiveAmount = amountOrZero.refine((text) => /[1-9]/.test(text), { error: 'more than zero' });
const text = (longest: number) => z.string().trim().max(longest);
const reason = text(1_000).min(1);
/** Names the wish: the same key again does nothing and answers as the first time. */
const idempotencyKey = z.string().min(1).max(100);

/** What a call is about, by which its envelope is found: the most specific one that covers it. */
export const spendFactsSchema = z.object({
  worker_id: id.optional(),
  /** Left out, it is the worker's team today. */
  team_id: id.optional(),
  project: z.string().max(500).optional(),
  repo: z.string().max(500).optional(),
  /** Name of the agent that runs. */
  agent: z.string().max(200).optional(),
  agent_family: z.string().max(200).optional(),
});

const ws = { workspace: workspaceSchema };

const envelopes = {
  list: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/budget/envelopes',
      summary: 'Envelopes with their current balances, in the order of the tree',
    })
    .input(
      z.object({
        ...ws,
        state: z.enum(['active', 'closed', 'all']).default('active'),
        kind: envelopeKindSchema.optional(),
        parent_id: id.optional(),
        search: text(100).default(''),
      }),
    )
    .output(z.object({ envelopes: z.array(envelopeSchema), folded: z.array(foldedPersonsSchema) })),
  get: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/budget/envelopes/{id}',
      summary: 'One envelope with its open holds, latest transactions and changes',
    })
    .input(z.object({ ...ws, id }))
    .output(
      z.object({
        envelope: envelopeSchema,
        /** From the envelope up to its root. */
        ancestors: z.array(z.object({ id: z.string(), name: z.string() })),
        children: z.array(z.object({ id: z.string(), name: z.string() })),
        holds: z.array(budgetHoldSchema),
        transactions: z.array(envelopeTransactionSchema),
        changes: z.array(envelopeChangeSchema),
      }),
    ),
  periods: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/budget/envelopes/{id}/periods',
      summary: 'Periods of an envelope, newest first',
    })
    .input(z.object({ ...ws, id, limit: z.coerce.number().int().min(1).max(500).default(50) }))
    .output(z.object({ periods: z.array(envelopeBalanceSchema) })),
  burnDown: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/budget/envelopes/{id}/burn-down',
      summary: 'Spend of a period day by day, up to today or its end',
    })
    .input(z.object({ ...ws, id, period_key: z.string().max(40).optional() }))
    .output(z.object({ period: envelopeBalanceSchema, days: z.array(burnDaySchema) })),
  transactions: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/budget/envelopes/{id}/transactions',
      summary: 'Transactions that touched an envelope, newest first',
    })
    .input(z.object({ ...ws, id, period_key: z.string().max(40).optional(), ...pageInput }))
    .output(z.object({ transactions: z.array(envelopeTransactionSchema), next_cursor: nextCursor })),
  put: oc
    .route({
      method: 'PUT',
      path: '/api/w/{workspace}/budget/envelopes',
      summary: 'Add an envelope, or change one by its id; a new limit holds at once',
    })
    .input(
      z.object({
        ...ws,
        id: id.optional(),
        expected_version: z.number().int().optional(),
        name: text(200).min(1),
        kind: envelopeKindSchema,
        ref: text(500).default(''),
        parent_id: id.nullable().default(null),
        currency: currency.default('USD'),
        limit: amountOrZero,
        period: envelopePeriodSchema.default('month'),
        custom: z.object({ starts_on: companyDay, ends_on: companyDay }).nullable().default(null),
        enforcement: enforcementSchema.default('soft'),
        thresholds: z.array(z.number().min(1).max(1_000)).max(10).optional(),
        rollover: z
          .object({
            percent: z.number().int().min(0).max(100),
            cap: amountOrZero.nullable().default(null),
          })
          .nullable()
          .default(null),
        overdraft: amountOrZero.default('0'),
        owner_id: id.nullable().default(null),
        /** Says that a limit below what is spent and held is meant. */
        below_spent: z.boolean().default(false),
      }),
    )
    .output(envelopeSchema),
  close: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/budget/envelopes/{id}/close',
      summary: 'Close an envelope; what it has left expires. Refused with open holds or children',
    })
    .input(z.object({ ...ws, id }))
    .output(envelopeSchema),
  move: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/budget/moves',
      summary: 'Move free money of the current period from one envelope to another',
    })
    .input(
      z.object({
        ...ws,
        from_id: id,
        to_id: id,
        amount: positiveAmount,
        reason,
        idempotency_key: idempotencyKey.optional(),
      }),
    )
    .output(z.object({ from: envelopeSchema, to: envelopeSchema })),
};

const requests = {
  list: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/budget/requests',
      summary: 'Requests for more, newest first',
    })
    .input(
      z.object({
        ...ws,
        state: z.enum(['open', 'approved', 'declined', 'withdrawn', 'all']).default('open'),
        envelope_id: id.optional(),
        ...pageInput,
      }),
    )
    .output(z.object({ requests: z.array(budgetRequestSchema), next_cursor: nextCursor })),
  create: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/budget/requests',
      summary: 'Ask for more, for this period or for good',
    })
    .input(
      z.object({
        ...ws,
        envelope_id: id,
        kind: z.enum(['temporary', 'permanent']),
        amount: positiveAmount,
        reason,
        expires_at: instant.nullable().default(null),
        idempotency_key: idempotencyKey.optional(),
      }),
    )
    .output(budgetRequestSchema),
  decide: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/budget/requests/{id}/decision',
      summary: 'Approve or decline a request of someone else; approval takes effect at once',
    })
    .input(
      z.object({
        ...ws,
        id,
        decision: z.enum(['approve', 'decline']),
        note: text(1_000).default(''),
        /** Gives less than asked, or temporarily what was asked for good; left out, as asked. */
        amount: positiveAmount.optional(),
        kind: z.enum(['temporary', 'permanent']).optional(),
      }),
    )
    .output(budgetRequestSchema),
  withdraw: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/budget/requests/{id}/withdrawal',
      summary: 'Take back one’s own request',
    })
    .input(z.object({ ...ws, id }))
    .output(budgetRequestSchema),
};

const holds = {
  list: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/budget/holds',
      summary: 'Amounts set aside for running work, newest first',
    })
    .input(
      z.object({
        ...ws,
        envelope_id: id.optional(),
        state: z.enum([...holdStates, 'all']).default('open'),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
    )
    .output(z.object({ holds: z.array(budgetHoldSchema) })),
  reserve: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/budget/holds',
      summary: 'Set an amount aside before spending; refused with `envelope-exhausted`',
    })
    .input(
      z.object({
        ...ws,
        /** Left out, the envelope is found by `facts`. */
        envelope_id: id.optional(),
        facts: spendFactsSchema.optional(),
        amount: positiveAmount,
        currency: currency.default('USD'),
        expires_in_seconds: z.number().int().min(1).max(86_400).default(600),
        memo: text(500).default(''),
        idempotency_key: idempotencyKey,
      }),
    )
    .output(budgetHoldSchema),
  settle: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/budget/holds/{id}/settlement',
      summary: 'Book what was really spent of a hold; `final` gives the rest back',
    })
    .input(
      z.object({
        ...ws,
        id,
        amount: amountOrZero,
        final: z.boolean().default(true),
        idempotency_key: idempotencyKey,
      }),
    )
    .output(
      budgetHoldSchema.extend({ /** True when it went past the overdraft. */ beyond_bound: z.boolean() }),
    ),
  release: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/budget/holds/{id}/release',
      summary: 'Give a hold back unspent',
    })
    .input(z.object({ ...ws, id, idempotency_key: idempotencyKey.optional() }))
    .output(budgetHoldSchema),
};

/** Who may spend how much: envelopes, requests for more, holds and alerts. */
export const budgetContract = {
  summary: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/budget/summary',
      summary: 'Committed, spent, held and free over all roots, and days left at burn',
    })
    .input(z.object({ ...ws }))
    .output(budgetSummarySchema),
  envelopes,
  requests,
  holds,
  alerts: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/budget/alerts',
      summary: 'Thresholds that spend has passed, newest first',
    })
    .input(z.object({ ...ws, envelope_id: id.optional(), ...pageInput }))
    .output(z.object({ alerts: z.array(budgetAlertSchema), next_cursor: nextCursor })),
  uncovered: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/budget/uncovered',
      summary: 'Usage that no envelope covers, by day and team',
    })
    .input(z.object({ ...ws, from: companyDay.optional(), to: companyDay.optional() }))
    .output(z.object({ total: decimalString, days: z.array(uncoveredDaySchema) })),
};
