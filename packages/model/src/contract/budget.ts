import { oc } from '@orpc/contract';
import { z } from 'zod';
import { enforcements, envelopeKinds, envelopePeriods } from '../envelope/envelope.ts';
import { holdStates, pockets } from '../ledger/ledger.ts';
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

export const envelopeKindSchema = z.enum(envelopeKinds);
export const envelopePeriodSchema = z.enum(envelopePeriods);
export const enforcementSchema = z.enum(enforcements);

export const rolloverSchema = z.object({
  /** Share of what is left that goes over, 0–100. */
  percent: z.number().int().min(0).max(100),
  /** At most this much; null is no cap. */
  cap: decimalString.nullable(),
});

/** A period of an envelope, with its money. Days are company days; `ends_on` is exclusive. */
export const envelopeBalanceSchema = z.object({
  /** Such as `2026-11`, `2026-W47`, `2026-11-21`, `FY2026-Q4`. */
  period_key: z.string(),
  starts_on: companyDay,
  ends_on: companyDay,
  /** First instant after the period: when the envelope is filled again. */
  resets_at: instant,
  state: z.enum(['open', 'ended']),
  /** Everything given to the period: base limit, increases, moves, grants and what was rolled in. */
  limit: decimalString,
  /** The envelope's own limit when the period was opened or last changed. */
  base_limit: decimalString,
  /** What went beyond the base limit, by what brought it. Moves out are negative. */
  increases: decimalString,
  moved: decimalString,
  granted: decimalString,
  rolled_in: decimalString,
  /** What went over into the next period. */
  rolled_out: decimalString,
  spent: decimalString,
  /** Held for running calls. */
  reserved: decimalString,
  /** Lent to gateways. */
  leased: decimalString,
  /** What may still be spent. */
  free: decimalString,
  /** Unspent money of an ended period that is gone. */
  expired: decimalString,
  /** Spent or held without cover. */
  overdrawn: decimalString,
  /** Spent in percent of the limit, what is held aside; null when the limit is zero. */
  percent: decimalString.nullable(),
  /** Thresholds that spend has passed, ascending. */
  crossed: z.array(z.number()),
  /** Spent share ÷ expected share of the period so far; above 1 is faster than the limit lasts. */
  pace: decimalString.nullable(),
  /** Smoothed spend per day (EWMA, α = 0.3). */
  daily_spend: decimalString,
  /** Days until it is empty at that rate; null when nothing is being spent. */
  runway_days: decimalString.nullable(),
});
export type EnvelopeBalance = z.infer<typeof envelopeBalanceSchema>;

export const envelopeSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: envelopeKindSchema,
  /** What it covers: id of a team (function and team), worker (person and agent), name of a project or family. */
  ref: z.string(),
  ref_name: z.string(),
  parent_id: z.string().nullable(),
  /** Names from the root down to the envelope. */
  path: z.array(z.string()),
  /** 0 at a root. */
  depth: z.number().int(),
  currency: z.string(),
  limit: decimalString,
  period: envelopePeriodSchema,
  /** Custom periods alone. */
  custom: z.object({ starts_on: companyDay, ends_on: companyDay }).nullable(),
  enforcement: enforcementSchema,
  thresholds: z.array(z.number()),
  rollover: rolloverSchema.nullable(),
  overdraft: decimalString,
  owner_id: z.string().nullable(),
  owner_name: z.string().nullable(),
  managed_by: z.enum(['file', 'web']),
  state: z.enum(['active', 'closed']),
  /** Counts changes; send it as `expected_version` to refuse a change made over another one. */
  version: z.number().int(),
  /** The current period; null when a custom envelope is not in force, or the envelope is closed. */
  balance: envelopeBalanceSchema.nullable(),
  open_requests: z.number().int(),
});
export type BudgetEnvelope = z.infer<typeof envelopeSchema>;

/** Person envelopes that the caller may not see one by one; given only when they are five or more. */
export const foldedPersonsSchema = z.object({
  parent_id: z.string().nullable(),
  currency: z.string(),
  /** Null with the amounts when there are fewer than five. */
  persons: z.number().int().nullable(),
  limit: decimalString.nullable(),
  spent: decimalString.nullable(),
  reserved: decimalString.nullable(),
  free: decimalString.nullable(),
  reason: z.string(),
});
export type FoldedPersons = z.infer<typeof foldedPersonsSchema>;

export const burnDaySchema = z.object({
  date: companyDay,
  spent: decimalString,
  /** Spent since the period began. */
  cumulative: decimalString,
  /** What is left of the limit after the day, holds aside; negative when overspent. */
  remaining: decimalString,
});
export type BurnDay = z.infer<typeof burnDaySchema>;

export const budgetHoldSchema = z.object({
  id: z.string(),
  /** Envelope periods that carry it, leaf first. */
  path: z.array(z.object({ envelope_id: z.string(), envelope_name: z.string(), period_key: z.string() })),
  currency: z.string(),
  /** What is still held. */
  amount: decimalString,
  settled: decimalString,
  state: z.enum(holdStates),
  opened_at: instant,
  expires_at: instant,
  memo: z.string(),
});
export type BudgetHold = z.infer<typeof budgetHoldSchema>;

/** A transaction of the budget book as one envelope sees it; `id` opens it in the ledger. */
export const envelopeTransactionSchema = z.object({
  id: z.string(),
  kind: z.string(),
  occurred_on: companyDay,
  posted_on: companyDay,
  recorded_at: instant,
  memo: z.string(),
  subject: z.string(),
  period_key: z.string(),
  /** Lines on this envelope alone: debit positive. */
  lines: z.array(z.object({ pocket: z.enum(pockets), amount: decimalString })),
});
export type EnvelopeTransaction = z.infer<typeof envelopeTransactionSchema>;

export const envelopeChangeSchema = z.object({
  version: z.number().int(),
  at: instant,
  by_id: z.string(),
  by_name: z.string(),
  action: z.enum(['create', 'change', 'close']),
  /** Names of the fields that changed, with the value before and after as text. */
  changes: z.array(z.object({ field: z.string(), before: z.string().nullable(), after: z.string() })),
});
export type EnvelopeChangeEntry = z.infer<typeof envelopeChangeSchema>;

export const budgetRequestSchema = z.object({
  id: z.string(),
  envelope_id: z.string(),
  envelope_name: z.string(),
  currency: z.string(),
  /** Temporary: for the current period only. Permanent: the limit itself. */
  kind: z.enum(['temporary', 'permanent']),
  amount: decimalString,
  reason: z.string(),
  /** Temporary ones: what is unspent goes back at this instant; null at the period's end. */
  expires_at: instant.nullable(),
  state: z.enum(['open', 'approved', 'declined', 'withdrawn']),
  requested_by_id: z.string(),
  requested_by_name: z.string(),
  requested_at: instant,
  decided_by_id: z.string().nullable(),
  decided_by_name: z.string().nullable(),
  decided_at: instant.nullable(),
  note: z.string(),
  /** What was given; differs from `amount` when less was approved. */
  approved_amount: decimalString.nullable(),
  /** The increase after its end: when it ended and what went back. */
  ended_at: instant.nullable(),
  taken_back: decimalString.nullable(),
});
export type BudgetRequest = z.infer<typeof budgetRequestSchema>;

export const budgetAlertSchema = z.object({
  id: z.string(),
  envelope_id: z.string(),
  envelope_name: z.string(),
  period_key: z.string(),
  threshold: z.number(),
  currency: z.string(),
  spent: decimalString,
  limit: decimalString,
  at: instant,
});
export type BudgetAlert = z.infer<typeof budgetAlertSchema>;

/** Heroes of the budgets page. One per currency; metered usage is in USD. */
export const budgetSummarySchema = z.object({
  as_of: instant,
  time_zone: z.string(),
  envelopes: z.number().int(),
  open_requests: z.number().int(),
  /** Envelopes without anything left, or overdrawn. */
  over_budget: z.number().int(),
  totals: z.array(
    z.object({
      currency: z.string(),
      /** Σ limits of the roots' current periods. */
      committed: decimalString,
      spent: decimalString,
      held: decimalString,
      free: decimalString,
      overdrawn: decimalString,
      daily_spend: decimalString,
      days_left: decimalString.nullable(),
    }),
  ),
  uncovered: z.object({ amount: decimalString, since: companyDay.nullable() }),
});
export type BudgetSummary = z.infer<typeof budgetSummarySchema>;

export const uncoveredDaySchema = z.object({
  date: companyDay,
  /** Team of the worker, `unattributed` without one. */
  team_id: z.string().nullable(),
  team_name: z.string(),
  currency: z.string(),
  amount: decimalString,
});
export type UncoveredDay = z.infer<typeof uncoveredDaySchema>;

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
