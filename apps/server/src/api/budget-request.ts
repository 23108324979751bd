import { parseUsd } from '@exchequer/model';
import { administering, reading } from './base.ts';
import { askerOf, budgeted, viewerOf } from './budget-answer.ts';

const list = reading.budget.requests.list.handler(({ input, context }) => {
  const { workspace, state, envelope_id: envelopeId, cursor, limit } = input;
  const filter = { state: state === 'all' ? undefined : state, envelopeId, cursor, limit };
  return context.services.budgets.requests.list(workspace, filter, viewerOf(context.actor));
});

/** Whoever may read may ask: asking moves nothing. */
const create = reading.budget.requests.create.handler(async ({ input, context }) => {
  const wish = {
    envelopeId: input.envelope_id,
    kind: input.kind,
    amount: parseUsd(input.amount),
    reason: input.reason,
    expiresAt: input.expires_at === null ? null : new Date(input.expires_at),
    idempotencyKey: input.idempotency_key,
  };
  const { actor, services } = context;
  const { requests } = services.budgets;
  return budgeted(await requests.create(input.workspace, wish, askerOf(actor), viewerOf(actor)));
});

const decide = administering.budget.requests.decide.handler(async ({ input, context }) => {
  const { workspace, id, decision, note, kind } = input;
  const amount = input.amount === undefined ? undefined : parseUsd(input.amount);
  const wish = { decision, note, kind, amount };
  const { requests } = context.services.budgets;
  return budgeted(await requests.decide(workspace, id, wish, askerOf(context.actor)));
});

const withdraw = reading.budget.requests.withdraw.handler(async ({ input, context }) =>
  budgeted(
    await context.services.budgets.requests.withdraw(input.workspace, input.id, askerOf(context.actor)),
  ),
);

export const requestRouter = { list, create, decide, withdraw };
