import { parseUsd } from '@exchequer/model';
import { administering, reading } from './base.ts';
import { accepted } from './charge-answer.ts';
import { refusal } from './problem.ts';

const list = reading.ledger.periods.list.handler(({ input, context }) =>
  context.services.desk.periods(input.workspace),
);

const get = reading.ledger.periods.get.handler(async ({ input, context }) => {
  const record = await context.services.desk.record(input.workspace, input.period);
  if (record) return record;
  throw refusal(404, 'not-closed', `${input.period} is not closed`, 'Ask for its plan instead.');
});

/** What is accrued is more than nothing, to the last of its twelve decimals. */
function checkAccruals(accruals: readonly { amount: string }[]): void {
  for (const { amount } of accruals) {
    if (!/^\d+(\.\d{1,12})?$/.test(amount) || parseUsd(amount) === 0n) {
      const fix = 'Give a positive amount with at most 12 decimals.';
      throw refusal(422, 'bad-amount', `${amount} is no amount to accrue`, fix);
    }
  }
}

// A checklist posts what waits and changes nothing else, so whoever may read may ask for it.
const plan = reading.ledger.periods.plan.handler(({ input, context }) => {
  checkAccruals(input.accruals);
  return context.services.desk.plan(input.workspace, input.period, input.accruals);
});

const waive = administering.ledger.periods.waive.handler(async ({ input, context }) => {
  const { workspace, ...wish } = input;
  return { item: accepted(await context.services.desk.waive(workspace, wish, context.actor)) };
});

const close = administering.ledger.periods.close.handler(async ({ input, context }) => {
  const { workspace, idempotency_key: idempotencyKey, ...wish } = input;
  checkAccruals(wish.accruals);
  return accepted(await context.services.desk.close(workspace, { ...wish, idempotencyKey }, context.actor));
});

const restatement = reading.ledger.periods.restatement.handler(({ input, context }) => {
  const { workspace, ...asked } = input;
  return context.services.desk.restatement(workspace, asked);
});

const accounts = reading.ledger.glAccounts.list.handler(({ input, context }) =>
  context.services.desk.glAccounts(input.workspace),
);

const putAccounts = administering.ledger.glAccounts.put.handler(async ({ input, context }) => {
  const { desk } = context.services;
  await desk.putGlAccounts(input.workspace, input.items, context.actor);
  return desk.glAccounts(input.workspace);
});

export const closeRouter = {
  periods: { list, get, plan, waive, close, restatement },
  glAccounts: { list: accounts, put: putAccounts },
};
