import { oc } from '@orpc/contract';
import { z } from 'zod';
import {
  amountInput as amount,
  currencyInput as currency,
  day,
  id,
  idempotencyKey,
  posted,
  text,
  word,
  ws,
} from './charge-input.ts';
import { decimalString, nextCursor, pageInput } from './shared.ts';

export const invoiceSchema = z.object({
  id: z.string(),
  provider: z.string(),
  number: z.string(),
  /** Company days it bills, both included. */
  period_from: day,
  period_to: day,
  invoiced_on: day,
  due_on: day.nullable(),
  currency: z.string(),
  amount: decimalString,
  /** The part of it that usage and accruals had been accrued for. */
  matched: decimalString,
  /** Invoiced less matched: expensed as variance. */
  variance: decimalString,
  paid: decimalString,
  state: z.enum(['open', 'part_paid', 'paid', 'void']),
  reference: z.string(),
  transaction_id: z.string(),
});
export type InvoiceView = z.infer<typeof invoiceSchema>;

/** Meter, accrual and invoice side by side. */
export const invoiceMatchSchema = z.object({
  invoice: invoiceSchema,
  /** Charged cost of the provider's metered usage in the period. */
  metered: decimalString,
  /** The part of it that prepaid credits covered, for which no invoice is due. */
  prepaid: decimalString,
  /** The part of it that was accrued. */
  accrued: decimalString,
  /** Accruals and shortfalls entered by hand in the period and not reversed. */
  accrued_manually: decimalString,
  invoiced: decimalString,
  /** Invoiced less everything accrued. */
  difference: decimalString,
  /** The difference as a percentage of what was accrued, two decimals; null when nothing was. */
  difference_percent: decimalString.nullable(),
});

export const invoiceContract = {
  list: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/invoices',
      summary: 'Invoices of providers, newest first',
    })
    .input(z.object({ ...ws, provider: z.string().max(200).optional(), ...pageInput }))
    .output(z.object({ invoices: z.array(invoiceSchema), next_cursor: nextCursor })),
  record: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/invoices',
      summary: 'Book an invoice against what was accrued; the rest is variance',
    })
    .input(
      z.object({
        ...ws,
        provider: word,
        number: word,
        period_from: day,
        period_to: day,
        amount,
        currency,
        invoiced_on: day,
        due_on: day.nullable().default(null),
        reference: text.default(''),
        idempotency_key: idempotencyKey,
      }),
    )
    .output(posted.extend({ invoice: invoiceSchema })),
  pay: oc
    .route({ method: 'POST', path: '/api/w/{workspace}/invoices/{id}/pay', summary: 'Book a payment' })
    .input(
      z.object({
        ...ws,
        id,
        /** All that is open, unless given. */
        amount: amount.optional(),
        paid_on: day,
        reference: text.default(''),
        idempotency_key: idempotencyKey,
      }),
    )
    .output(posted.extend({ invoice: invoiceSchema })),
  match: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/invoices/{id}/match',
      summary: 'Metered, accrued and invoiced side by side',
    })
    .input(z.object({ ...ws, id }))
    .output(invoiceMatchSchema),
};
