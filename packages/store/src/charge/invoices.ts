import { type InvoiceDraft, payInvoice, percentOf, recordInvoice } from '@exchequer/core/charge';
import type { LedgerRefusal } from '@exchequer/core/ledger';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { InvoiceView } from '@exchequer/model/contract';
import type { ISql, JSONValue } from 'postgres';
import type { AuditActor } from '../access/index.ts';
import { changeMoney, named, type Posted } from './command.ts';
import { accruedInPeriod, type MatchFigures, matchFigures } from './match.ts';
import type { ChargeOptions } from './options.ts';

export type InvoiceWish = Omit<InvoiceDraft, 'id'> & { idempotencyKey: string | undefined };

/** Books an invoice against what stands accrued for its period. */
export function recordInvoiceOf(
  options: ChargeOptions,
  workspace: string,
  { idempotencyKey, ...wish }: InvoiceWish,
  by: AuditActor,
): Promise<Posted<{ invoice_id: string }> | LedgerRefusal> {
  const body = { ...wish, amount: formatUsd(wish.amount) };
  const name = named(options, workspace, 'invoice', idempotencyKey, body);
  let accrued = 0n;
  return changeMoney(options, {
    workspace,
    by,
    subject: ({ invoice_id }) => invoice_id,
    command: async (tx) => {
      const [twin] = (await listInvoices(tx, workspace, { ...wish, limit: 10, cursor: null })).filter(
        ({ state }) => state !== 'void',
      );
      accrued = await accruedInPeriod(tx, workspace, wish);
      return recordInvoice(name, { id: options.newId('inv_'), ...wish }, accrued, twin !== undefined);
    },
    apply: async (tx, { invoice_id: id }, key) => {
      await tx`
        insert into invoice (workspace, id, provider, number, period_from, period_to, invoiced_on, due_on,
          currency, amount, matched, reference, recorded_at, command_key)
        values (${workspace}, ${id}, ${wish.provider}, ${wish.number}, ${wish.periodFrom}, ${wish.periodTo},
          ${wish.invoicedOn}, ${wish.dueOn}, ${wish.currency}, ${body.amount}, ${formatUsd(accrued)},
          ${wish.reference}, ${options.now()}, ${key})`;
    },
    audit: ({ invoice_id }) => ({
      action: 'invoice.record',
      subject: invoice_id,
      detail: body as Record<string, JSONValue>,
    }),
  });
}

export interface PaymentWish {
  invoiceId: string;
  amount: bigint | null;
  paidOn: string;
  reference: string;
  idempotencyKey: string | undefined;
}

/** Books a payment of an invoice; null when there is no such invoice. */
export async function payInvoiceOf(
  options: ChargeOptions,
  workspace: string,
  { idempotencyKey, ...wish }: PaymentWish,
  by: AuditActor,
): Promise<Posted<{ payment_id: string }> | LedgerRefusal | null> {
  const found = await findInvoice(options.sql, workspace, wish.invoiceId);
  if (!found) return null;
  const body = { ...wish, amount: wish.amount === null ? null : formatUsd(wish.amount) };
  const name = named(options, workspace, 'pay-invoice', idempotencyKey, body);
  return changeMoney(options, {
    workspace,
    by,
    subject: () => wish.invoiceId,
    command: async (tx) => {
      const invoice = (await findInvoice(tx, workspace, wish.invoiceId)) ?? found;
      const open = invoice.state === 'void' ? 0n : parseUsd(invoice.amount) - parseUsd(invoice.paid);
      const { provider, number } = invoice;
      return payInvoice(name, { id: options.newId('pay_'), ...wish, provider, number }, open);
    },
    audit: () => ({ action: 'invoice.pay', subject: wish.invoiceId, detail: body }),
  });
}

interface InvoiceRow {
  id: string;
  provider: string;
  number: string;
  period_from: string;
  period_to: string;
  invoiced_on: string;
  due_on: string | null;
  currency: string;
  amount: string;
  matched: string;
  reference: string;
  paid: string;
  reversed: boolean;
  transaction: string;
}

export interface InvoicePage {
  provider?: string | null | undefined;
  number?: string | null | undefined;
  id?: string | null | undefined;
  /** `<invoiced on> <id>` of the last one seen. */
  cursor: string | null;
  limit: number;
}

/** Invoices newest first, with what the ledger says was paid of them. One more than the limit when there are more. */
export async function listInvoices(sql: ISql, workspace: string, page: InvoicePage): Promise<InvoiceView[]> {
  const [before, beforeId] = (page.cursor ?? '').split(' ');
  const rows = await sql<InvoiceRow[]>`
    select i.id, i.provider, i.number, i.period_from, i.period_to, i.invoiced_on, i.due_on, i.currency,
      i.amount::text, i.matched::text, i.reference, coalesce(booked.paid, 0)::text as paid,
      coalesce(booked.reversed, false) as reversed, booked.transaction
    from invoice i
    left join lateral (
      select max(t.id) filter (where t.kind = 'invoice')::text as transaction,
        bool_or(r.id is not null) filter (where t.kind = 'invoice') as reversed,
        sum(p.amount) filter (where t.kind = 'payment' and r.id is null and p.amount > 0) as paid
      from ledger_transaction t
      join ledger_posting p on p.transaction_id = t.id
      left join ledger_transaction r on r.reverses = t.id
      where t.workspace = i.workspace and t.subject = i.id and t.kind in ('invoice', 'payment')
    ) as booked on true
    where i.workspace = ${workspace}
      and (${page.provider ?? null}::text is null or i.provider = ${page.provider ?? null})
      and (${page.number ?? null}::text is null or i.number = ${page.number ?? null})
      and (${page.id ?? null}::text is null or i.id = ${page.id ?? null})
      and (${beforeId ?? null}::text is null or (i.invoiced_on, i.id) < (${before || null}::text::date, ${beforeId ?? null}))
    order by i.invoiced_on desc, i.id desc limit ${page.limit + 1}`;
  return rows.map(toView);
}

/** One invoice, or null. */
export async function findInvoice(sql: ISql, workspace: string, id: string): Promise<InvoiceView | null> {
  const [found] = await listInvoices(sql, workspace, { id, cursor: null, limit: 1 });
  return found ?? null;
}

function toView({ reversed, transaction, ...row }: InvoiceRow): InvoiceView {
  const [amount, matched, paid] = [parseUsd(row.amount), parseUsd(row.matched), parseUsd(row.paid)];
  return {
    ...row,
    amount: formatUsd(amount),
    matched: formatUsd(matched),
    variance: formatUsd(amount - matched),
    paid: formatUsd(paid),
    state: reversed ? 'void' : paid === 0n ? 'open' : paid < amount ? 'part_paid' : 'paid',
    transaction_id: `txn_${transaction}`,
  };
}

/** Meter, accrual and invoice side by side; null when there is no such invoice. */
export async function matchInvoice(sql: ISql, workspace: string, id: string) {
  const invoice = await findInvoice(sql, workspace, id);
  if (!invoice) return null;
  const period = { provider: invoice.provider, periodFrom: invoice.period_from, periodTo: invoice.period_to };
  const figures: MatchFigures = await matchFigures(sql, workspace, period);
  const accrued = figures.accrued + figures.manual;
  const difference = parseUsd(invoice.amount) - accrued;
  return {
    invoice,
    metered: formatUsd(figures.metered),
    prepaid: formatUsd(figures.prepaid),
    accrued: formatUsd(figures.accrued),
    accrued_manually: formatUsd(figures.manual),
    invoiced: invoice.amount,
    difference: formatUsd(difference),
    difference_percent: percentOf(difference, accrued),
  };
}
