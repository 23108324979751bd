import type { LedgerCommand } from '../ledger/index.ts';
import { account } from './account.ts';
import type { CommandName } from './credit.ts';
import { checkAmount, entryOn, merged, refuse } from './refusal.ts';

/** An invoice of a provider. Amounts in 10⁻¹² of the currency; days are company days. */
export interface InvoiceDraft {
  id: string;
  provider: string;
  number: string;
  /** Days it bills, both included. */
  periodFrom: string;
  periodTo: string;
  currency: string;
  amount: bigint;
  invoicedOn: string;
  dueOn: string | null;
  reference: string;
}

/**
 * Books an invoice: it settles what was accrued for its period, and what differs is variance, an
 * expense of the period in which the invoice came.
 * @param accrued what stands accrued for the period and no other invoice has settled; negative where
 * amendments have taken back more than was accrued
 */
export function recordInvoice(
  name: CommandName,
  invoice: InvoiceDraft,
  accrued: bigint,
  takenNumber: boolean,
): LedgerCommand<{ invoice_id: string }> {
  const { id, provider, number, amount, invoicedOn } = invoice;
  return {
    ...name,
    accounts: () => [],
    decide: () => {
      const wrong = checkAmount(amount, invoice.currency, 'the invoice') ?? refusedDates(invoice);
      if (wrong) return wrong;
      if (takenNumber) {
        const detail = `invoice ${number} of ${provider} is booked already`;
        return refuse('invoice-twice', detail, 'Check the number; reverse the booked one if it is wrong.');
      }
      const entry = entryOn(invoicedOn, {
        kind: 'invoice',
        memo: `Invoice ${number} of ${provider} for ${invoice.periodFrom} to ${invoice.periodTo}`,
        subject: id,
        postings: merged([
          { ...account.accrued(provider), amount: accrued },
          { ...account.variance(provider), amount: amount - accrued },
          { ...account.payable(provider), amount: -amount },
        ]),
        detail: { provider, number, period_from: invoice.periodFrom, period_to: invoice.periodTo },
      });
      return { result: { invoice_id: id }, entries: [entry] };
    },
  };
}

function refusedDates({ periodFrom, periodTo, invoicedOn, dueOn }: InvoiceDraft) {
  if (periodTo < periodFrom) {
    return refuse('validity-empty', 'the billed period ends before it begins', 'Give a later end.');
  }
  if (dueOn !== null && dueOn < invoicedOn) {
    return refuse('validity-empty', 'the invoice is due before it was made', 'Give a later due date.');
  }
  return null;
}

/** A payment of an invoice. */
export interface PaymentDraft {
  id: string;
  invoiceId: string;
  provider: string;
  number: string;
  /** All that is open when null. */
  amount: bigint | null;
  paidOn: string;
  reference: string;
}

/** Pays an invoice, whole or in part. @param open what has not been paid of it */
export function payInvoice(
  name: CommandName,
  payment: PaymentDraft,
  open: bigint,
): LedgerCommand<{ payment_id: string }> {
  const amount = payment.amount ?? open;
  return {
    ...name,
    accounts: () => [],
    decide: () => {
      if (open <= 0n) {
        return refuse(
          'invoice-settled',
          `nothing of invoice ${payment.number} is open`,
          'Nothing is to be paid.',
        );
      }
      const wrong = checkAmount(amount, account.cash.currency, 'the payment');
      if (wrong) return wrong;
      if (amount > open) {
        const detail = `the payment is more than what is open of invoice ${payment.number}`;
        return refuse('payment-too-large', detail, 'Pay at most what is open.');
      }
      const entry = entryOn(payment.paidOn, {
        kind: 'payment',
        memo: `Payment of invoice ${payment.number} of ${payment.provider}`,
        subject: payment.invoiceId,
        postings: [
          { ...account.payable(payment.provider), amount },
          { ...account.cash, amount: -amount },
        ],
        detail: { provider: payment.provider, reference: payment.reference },
      });
      return { result: { payment_id: payment.id }, entries: [entry] };
    },
  };
}

/** Percentage of a difference, two decimals, half away from zero; null of nothing. */
export function percentOf(difference: bigint, of: bigint): string | null {
  if (of === 0n) return null;
  const negative = difference < 0n !== of < 0n && difference !== 0n;
  const [over, under] = [difference < 0n ? -difference : difference, of < 0n ? -of : of];
  const hundredths = (over * 20_000n + under) / (2n * under);
  const text = `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
  return negative && hundredths !== 0n ? `-${text}` : text;
}
