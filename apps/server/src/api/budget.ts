import { parseUsd } from '@exchequer/model';
import { ingesting, reading } from './base.ts';
import { budgeted, viewerOf } from './budget-answer.ts';
import { envelopeRouter } from './budget-envelope.ts';
import { requestRouter } from './budget-request.ts';

const summary = reading.budget.summary.handler(({ input, context }) =>
  context.services.budgets.summary(input.workspace),
);

const alerts = reading.budget.alerts.handler(({ input, context }) => {
  const { workspace, envelope_id: envelopeId, cursor, limit } = input;
  const filter = { envelopeId, cursor, limit };
  return context.services.budgets.alerts(workspace, filter, viewerOf(context.actor));
});

const uncovered = reading.budget.uncovered.handler(({ input, context }) => {
  const { workspace, from = null, to = null } = input;
  return context.services.budgets.uncovered(workspace, { from, to });
});

const listHolds = reading.budget.holds.list.handler(async ({ input, context }) => {
  const { workspace, envelope_id: envelopeId, state, limit } = input;
  const filter = { envelopeId, state, limit };
  const { holds } = context.services.budgets;
  return { holds: await holds.list(workspace, filter, viewerOf(context.actor)) };
});

/** Whoever may report usage may hold an amount for it. */
const reserve = ingesting.budget.holds.reserve.handler(async ({ input, context }) => {
  const { facts } = input;
  const wish = {
    envelopeId: input.envelope_id,
    facts: facts && {
      workerId: facts.worker_id ?? '',
      teamId: facts.team_id ?? '',
      project: facts.project ?? '',
      repo: facts.repo ?? '',
      agent: facts.agent ?? '',
      agentFamily: facts.agent_family ?? '',
    },
    amount: parseUsd(input.amount),
    currency: input.currency,
    expiresAt: new Date(context.now().getTime() + input.expires_in_seconds * 1000),
    memo: input.memo,
    idempotencyKey: input.idempotency_key,
  };
  return budgeted(await context.services.budgets.holds.reserve(input.workspace, wish));
});

const settle = ingesting.budget.holds.settle.handler(async ({ input, context }) => {
  const { workspace, id, final, idempotency_key: idempotencyKey } = input;
  const wish = { id, amount: parseUsd(input.amount), final, idempotencyKey };
  return budgeted(await context.services.budgets.holds.settle(workspace, wish));
});

const release = ingesting.budget.holds.release.handler(async ({ input, context }) =>
  budgeted(await context.services.budgets.holds.release(input.workspace, input.id)),
);

export const budgetRouter = {
  summary,
  envelopes: envelopeRouter,
  requests: requestRouter,
  holds: { list: listHolds, reserve, settle, release },
  alerts,
  uncovered,
};
