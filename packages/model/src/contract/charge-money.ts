import { oc } from '@orpc/contract';
import { z } from 'zod';
import { purposes } from '../ledger/ledger.ts';
import {
  amountInput as amount,
  currencyInput as currency,
  day,
  id,
  idempotencyKey,
  posted,
  taggedPurposeSchema,
  text,
  word,
  ws,
} from './charge-input.ts';
import { invoiceContract } from './charge-invoice.ts';
import { decimalString, instant, nextCursor, pageInput } from './shared.ts';

/**
 * The company's own money: credits bought ahead, invoices, accruals and corrections. Each write posts
 * one template of journal entries; repeated under the same `idempotency_key` it posts nothing more.
 */

export const creditSchema = z.object({
  id: z.string(),
  provider: z.string(),
  currency: z.string(),
  amount: decimalString,
  /** What usage has drawn, less what amendments have returned. */
  drawn: decimalString,
  /** What expired unused. */
  expired: decimalString,
  balance: decimalString,
  purchased_on: day,
  /** Last company day on which usage can draw it; null never expires. */
  expires_on: day.nullable(),
  reference: z.string(),
  /** `void` was taken back by a reversal. */
  state: z.enum(['open', 'used', 'expired', 'void']),
  /**
   * What an equal share per month of its term (12 months without an expiry) would expense. Shown for
   * comparison: credits are expensed by drawdown and never by the calendar.
   */
  straight_line_per_month: decimalString,
});
export type CreditView = z.infer<typeof creditSchema>;

export const creditRunwaySchema = z.object({
  provider: z.string(),
  currency: z.string(),
  balance: decimalString,
  bought: decimalString,
  /** Drawn in the month that ends with `as_of`. */
  drawn_last_month: decimalString,
  /** Months that the balance lasts at that pace, one decimal; null without a drawdown. */
  runway_months: decimalString.nullable(),
  /** Months that everything bought lasts at that pace. */
  lasts_months: decimalString.nullable(),
  /** The earliest expiry of a credit with a balance. */
  next_expiry: day.nullable(),
});

export const accrualSchema = z.object({
  id: z.string(),
  provider: z.string(),
  purpose: taggedPurposeSchema,
  cost_center: z.string(),
  amount: decimalString,
  currency: z.string(),
  accrued_on: day,
  /** The day on which it reverses by itself; null when it stays. */
  reverses_on: day.nullable(),
  memo: z.string(),
  transaction_ids: z.array(z.string()),
});

const creditInput = z.object({
  ...ws,
  provider: word,
  amount,
  currency,
  purchased_on: day,
  expires_on: day.nullable().default(null),
  reference: text.default(''),
  idempotency_key: idempotencyKey,
});

const credits = {
  list: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/credits', summary: 'Prepaid credits and their runway' })
    .input(z.object({ ...ws, provider: z.string().max(200).optional(), as_of: day.optional() }))
    .output(z.object({ as_of: day, credits: z.array(creditSchema), runway: z.array(creditRunwaySchema) })),
  buy: oc
    .route({ method: 'POST', path: '/api/w/{workspace}/credits', summary: 'Book bought credits' })
    .input(creditInput)
    .output(posted.extend({ credit: creditSchema })),
  expire: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/credits/{id}/expire',
      summary: 'Write off credit that expired; what is past its last day expires by itself',
    })
    .input(
      z.object({
        ...ws,
        id,
        /** All that is left, unless given. */
        amount: amount.optional(),
        expired_on: day,
        memo: text.default(''),
        idempotency_key: idempotencyKey,
      }),
    )
    .output(posted.extend({ credit: creditSchema })),
};

const expenseInput = {
  provider: word,
  purpose: z.enum(purposes),
  cost_center: z.string().trim().max(60).default(''),
  amount,
  currency,
};

const accruals = {
  list: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/accruals',
      summary: 'Accruals entered by hand, newest first',
    })
    .input(z.object({ ...ws, ...pageInput }))
    .output(z.object({ accruals: z.array(accrualSchema), next_cursor: nextCursor })),
  post: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/accruals',
      summary: 'Accrue a cost at the end of a month; it reverses on the first day of the next',
    })
    .input(
      z.object({
        ...ws,
        ...expenseInput,
        month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-10'),
        auto_reverse: z.boolean().default(true),
        memo: text.min(1),
        idempotency_key: idempotencyKey,
      }),
    )
    .output(posted.extend({ accrual: accrualSchema })),
};

/** Moves expense of a qualifying project to software in development. Off until a policy names the project. */
export const capitalisationPolicySchema = z.object({
  /** Name of the asset: account `software-wip/<key>`. */
  key: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,59}$/, 'small letters, digits, dots and dashes'),
  /** Projects or repositories that qualify, with `*` as wildcard. */
  project: z.string().trim().max(500).default(''),
  repo: z.string().trim().max(500).default(''),
  valid_from: day,
  valid_to: day.nullable().default(null),
  /** Why it qualifies: funded, probable to complete, direct cost. */
  memo: text.min(1),
  approver: word,
});
export type CapitalisationPolicy = z.infer<typeof capitalisationPolicySchema>;

const capitalisation = {
  get: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/capitalisation',
      summary: 'Projects whose usage is capitalised',
    })
    .input(z.object({ ...ws }))
    .output(
      z.object({ policies: z.array(capitalisationPolicySchema.extend({ capitalised: decimalString })) }),
    ),
  put: oc
    .route({
      method: 'PUT',
      path: '/api/w/{workspace}/capitalisation',
      summary: 'Switch capitalisation on or off',
    })
    .input(z.object({ ...ws, policies: z.array(capitalisationPolicySchema).max(100) }))
    .output(z.object({ policies: z.array(capitalisationPolicySchema) })),
  post: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/capitalisation/post',
      summary: 'Move a month’s expense of the qualifying projects to software in development',
    })
    .input(
      z.object({
        ...ws,
        month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-10'),
        dry_run: z.boolean().default(false),
      }),
    )
    .output(
      posted.extend({
        dry_run: z.boolean(),
        projects: z.array(z.object({ key: z.string(), amount: decimalString })),
      }),
    ),
};

/** Templates of the financial book that stand for themselves. */
export const chargeMoneyContract = {
  credits,
  invoices: invoiceContract,
  accruals,
  capitalisation,
  shortfall: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/commitment-shortfalls',
      summary: 'Book what a commitment costs beyond the usage under it',
    })
    .input(
      z.object({
        ...ws,
        provider: word,
        amount,
        currency,
        occurred_on: day,
        reference: text.default(''),
        memo: text.min(1),
        idempotency_key: idempotencyKey,
      }),
    )
    .output(posted),
  taxableUse: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/taxable-uses',
      summary: 'Book use that is pay: out of the expense by purpose, into compensation, with employer tax',
    })
    .input(
      z.object({
        ...ws,
        /** The purpose and cost centre under which the use was expensed. */
        purpose: taggedPurposeSchema,
        cost_center: z.string().trim().max(60).default(''),
        amount,
        employer_tax: amount.default('0'),
        currency,
        occurred_on: day,
        memo: text.min(1),
        idempotency_key: idempotencyKey,
      }),
    )
    .output(posted),
  bridge: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/charge-bridge',
      summary: 'Invoiced, measured, accrued and the unexplained gap per provider and month',
    })
    .input(z.object({ ...ws, from: day, to: day }))
    .output(
      z.object({
        rows: z.array(
          z.object({
            provider: z.string(),
            month: z.string(),
            /** Charged cost of metered usage. */
            measured: decimalString,
            prepaid: decimalString,
            accrued: decimalString,
            accrued_manually: decimalString,
            /** Invoices whose period ends in the month. */
            invoiced: decimalString,
            variance: decimalString,
            /** Accrued in the month and not invoiced yet. */
            uninvoiced: decimalString,
            /** Invoiced less everything accrued. */
            gap: decimalString,
            gap_percent: decimalString.nullable(),
            suspense: decimalString,
          }),
        ),
        computed_at: instant,
      }),
    ),
};
