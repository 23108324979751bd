import { lastDayOf } from '@exchequer/core/charge';
import { parseUsd } from '@exchequer/model';
import { administering, reading } from './base.ts';
import { accepted, found } from './charge-answer.ts';
import type { ApiContext } from './context.ts';

const listCredits = reading.charge.credits.list.handler(({ input, context }) =>
  context.services.charges.credits(input.workspace, input.provider ?? null, input.as_of ?? null),
);

const buy = administering.charge.credits.buy.handler(async ({ input, context }) => {
  const { workspace, provider, currency, reference } = input;
  const wish = {
    provider,
    currency,
    reference,
    amount: parseUsd(input.amount),
    purchasedOn: input.purchased_on,
    expiresOn: input.expires_on,
    idempotencyKey: input.idempotency_key,
  };
  const done = accepted(await context.services.charges.buyCredits(workspace, wish, context.actor));
  return {
    transaction_ids: done.transactionIds,
    credit: await creditOf(context, workspace, done.result.credit_id),
  };
});

const creditOf = async ({ services }: ApiContext, workspace: string, id: string) =>
  found(await services.charges.credit(workspace, id), 'credit', id);

const expire = administering.charge.credits.expire.handler(async ({ input, context }) => {
  const { workspace, id, memo } = input;
  const wish = {
    creditId: id,
    amount: input.amount === undefined ? null : parseUsd(input.amount),
    expiredOn: input.expired_on,
    memo,
    idempotencyKey: input.idempotency_key,
  };
  const result = await context.services.charges.expireCredits(workspace, wish, context.actor);
  const done = accepted(found(result, 'credit', id));
  return { transaction_ids: done.transactionIds, credit: await creditOf(context, workspace, id) };
});

const listInvoices = reading.charge.invoices.list.handler(async ({ input, context }) => {
  const page = { provider: input.provider, cursor: input.cursor ?? null, limit: input.limit };
  const rows = await context.services.charges.invoices(input.workspace, page);
  const invoices = rows.slice(0, input.limit);
  const last = invoices.at(-1);
  return {
    invoices,
    next_cursor: rows.length > input.limit && last ? `${last.invoiced_on} ${last.id}` : null,
  };
});

const record = administering.charge.invoices.record.handler(async ({ input, context }) => {
  const { workspace, provider, number, currency, reference } = input;
  const wish = {
    provider,
    number,
    currency,
    reference,
    amount: parseUsd(input.amount),
    periodFrom: input.period_from,
    periodTo: input.period_to,
    invoicedOn: input.invoiced_on,
    dueOn: input.due_on,
    idempotencyKey: input.idempotency_key,
  };
  const done = accepted(await context.services.charges.recordInvoice(workspace, wish, context.actor));
  return {
    transaction_ids: done.transactionIds,
    invoice: await invoiceOf(context, workspace, done.result.invoice_id),
  };
});

const invoiceOf = async ({ services }: ApiContext, workspace: string, id: string) =>
  found(await services.charges.invoice(workspace, id), 'invoice', id);

const pay = administering.charge.invoices.pay.handler(async ({ input, context }) => {
  const { workspace, id, reference } = input;
  const wish = {
    invoiceId: id,
    amount: input.amount === undefined ? null : parseUsd(input.amount),
    paidOn: input.paid_on,
    reference,
    idempotencyKey: input.idempotency_key,
  };
  const result = await context.services.charges.payInvoice(workspace, wish, context.actor);
  const done = accepted(found(result, 'invoice', id));
  return { transaction_ids: done.transactionIds, invoice: await invoiceOf(context, workspace, id) };
});

const match = reading.charge.invoices.match.handler(async ({ input, context }) =>
  found(await context.services.charges.matchInvoice(input.workspace, input.id), 'invoice', input.id),
);

const listAccruals = reading.charge.accruals.list.handler(async ({ input, context }) => {
  const page = { cursor: input.cursor ?? null, limit: input.limit };
  const rows = await context.services.charges.accruals(input.workspace, page);
  const accruals = rows.slice(0, input.limit);
  const last = accruals.at(-1);
  return {
    accruals,
    next_cursor: rows.length > input.limit && last ? `${last.accrued_on} ${last.id}` : null,
  };
});

const postAccrual = administering.charge.accruals.post.handler(async ({ input, context }) => {
  const { workspace, provider, purpose, currency, memo } = input;
  const wish = {
    provider,
    purpose,
    currency,
    memo,
    costCenter: input.cost_center,
    amount: parseUsd(input.amount),
    accruedOn: lastDayOf(input.month),
    autoReverse: input.auto_reverse,
    idempotencyKey: input.idempotency_key,
  };
  const done = accepted(await context.services.charges.accrue(workspace, wish, context.actor));
  const id = done.result.accrual_id;
  const [accrual] = await context.services.charges.accruals(workspace, { id, cursor: null, limit: 1 });
  return { transaction_ids: done.transactionIds, accrual: found(accrual, 'accrual', id) };
});

const shortfall = administering.charge.shortfall.handler(async ({ input, context }) => {
  const { workspace, provider, currency, reference, memo } = input;
  const wish = {
    provider,
    currency,
    reference,
    memo,
    amount: parseUsd(input.amount),
    occurredOn: input.occurred_on,
    idempotencyKey: input.idempotency_key,
  };
  const done = accepted(await context.services.charges.shortfall(workspace, wish, context.actor));
  return { transaction_ids: done.transactionIds };
});

const taxableUse = administering.charge.taxableUse.handler(async ({ input, context }) => {
  const { workspace, purpose, currency, memo } = input;
  const wish = {
    purpose,
    currency,
    memo,
    costCenter: input.cost_center,
    amount: parseUsd(input.amount),
    employerTax: parseUsd(input.employer_tax),
    occurredOn: input.occurred_on,
    idempotencyKey: input.idempotency_key,
  };
  const done = accepted(await context.services.charges.taxableUse(workspace, wish, context.actor));
  return { transaction_ids: done.transactionIds };
});

const bridge = reading.charge.bridge.handler(async ({ input, context }) => ({
  rows: await context.services.charges.bridge(input.workspace, input),
  computed_at: context.now().toISOString(),
}));

export const chargeMoneyRouter = {
  credits: { list: listCredits, buy, expire },
  invoices: { list: listInvoices, record, pay, match },
  accruals: { list: listAccruals, post: postAccrual },
  shortfall,
  taxableUse,
  bridge,
};
