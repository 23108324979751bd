import { defaultThresholds, parseUsd } from '@exchequer/model';
import { administering, reading } from './base.ts';
import { budgeted, viewerOf } from './budget-answer.ts';

const list = reading.budget.envelopes.list.handler(({ input, context }) => {
  const { workspace, parent_id: parentId, ...filter } = input;
  const { envelopes } = context.services.budgets;
  return envelopes.list(workspace, { ...filter, parentId }, viewerOf(context.actor));
});

const get = reading.budget.envelopes.get.handler(async ({ input, context }) =>
  budgeted(await context.services.budgets.envelopes.get(input.workspace, input.id, viewerOf(context.actor))),
);

const periods = reading.budget.envelopes.periods.handler(async ({ input, context }) => {
  const { workspace, id, limit } = input;
  const { envelopes } = context.services.budgets;
  return { periods: budgeted(await envelopes.periods(workspace, id, limit, viewerOf(context.actor))) };
});

const burnDown = reading.budget.envelopes.burnDown.handler(async ({ input, context }) => {
  const { workspace, id, period_key: periodKey } = input;
  const { envelopes } = context.services.budgets;
  return budgeted(await envelopes.burnDown(workspace, id, periodKey, viewerOf(context.actor)));
});

const transactions = reading.budget.envelopes.transactions.handler(async ({ input, context }) => {
  const { workspace, id, period_key: periodKey, cursor, limit } = input;
  const { envelopes } = context.services.budgets;
  const page = { periodKey, cursor, limit };
  return budgeted(await envelopes.transactions(workspace, id, page, viewerOf(context.actor)));
});

const put = administering.budget.envelopes.put.handler(async ({ input, context }) => {
  const { custom, rollover } = input;
  const wish = {
    name: input.name,
    kind: input.kind,
    ref: input.ref,
    parentId: input.parent_id,
    currency: input.currency,
    limit: parseUsd(input.limit),
    period: input.period,
    custom: custom && { startsOn: custom.starts_on, endsOn: custom.ends_on },
    enforcement: input.enforcement,
    thresholds: input.thresholds ?? defaultThresholds,
    rollover: rollover && {
      percent: rollover.percent,
      cap: rollover.cap === null ? null : parseUsd(rollover.cap),
    },
    overdraft: parseUsd(input.overdraft),
    ownerId: input.owner_id,
  };
  const { workspace, id, expected_version: expectedVersion, below_spent: belowSpent } = input;
  const asked = { id, expectedVersion, wish, belowSpent };
  return budgeted(await context.services.budgets.envelopes.put(workspace, asked, context.actor));
});

const close = administering.budget.envelopes.close.handler(async ({ input, context }) =>
  budgeted(await context.services.budgets.envelopes.close(input.workspace, input.id, context.actor)),
);

const move = administering.budget.envelopes.move.handler(async ({ input, context }) => {
  const { workspace, from_id: fromId, to_id: toId, reason, idempotency_key: idempotencyKey } = input;
  const wish = { fromId, toId, amount: parseUsd(input.amount), reason, idempotencyKey };
  return budgeted(await context.services.budgets.envelopes.move(workspace, wish, context.actor));
});

export const envelopeRouter = { list, get, periods, burnDown, transactions, put, close, move };
