import { parseUsd } from '@exchequer/model';
import type { MyBudget } from '@exchequer/model/contract';
import { own, ownByKey } from './base.ts';
import { askerOf, budgeted, viewerOf } from './budget-answer.ts';
import { type OwnContext, selfOf } from './me-own.ts';
import { looksAt, visibilityRules } from './me-visibility.ts';
import { refusal } from './problem.ts';

/** The envelopes that pay for a person, leaf first, with where to ask for more. */
async function ownBudget(context: OwnContext, workspace: 'live' | 'sample'): Promise<MyBudget> {
  const { id, name } = await selfOf(context, workspace);
  // A key that is made for one project or agent is paid from what pays for that.
  const { project = '', agent = '' } = context.actor.key ?? {};
  const budget = await context.services.budgets.ofSpender(workspace, { workerId: id, project, agent });
  return { worker: { id, name }, ...budget, request_url: `${context.origin.baseUrl}/w/${workspace}/me` };
}

const budget = ownByKey.me.budget.handler(({ input, context }) => ownBudget(context, input.workspace));

const spend = own.me.spend.handler(async ({ input, context }) => {
  const { id, name, team } = await selfOf(context, input.workspace);
  const { reports, settings } = context.services;
  const usage = await reports.person(input.workspace, id);
  return { worker: { id, name }, team, time_zone: settings.current().time_zone, ...usage };
});

/** Asks for more of an envelope that pays for the caller: of no other one. */
const requestMore = ownByKey.me.requestMore.handler(async ({ input, context }) => {
  const { workspace, envelope_id: envelopeId, permanent, reason, idempotency_key: idempotencyKey } = input;
  const { envelopes } = await ownBudget(context, workspace);
  if (!envelopes.some(({ id }) => id === envelopeId)) {
    const fix = 'Take the id from what you may spend: GET /api/w/{workspace}/me/budget.';
    throw refusal(404, 'envelope-unknown', `no envelope ${envelopeId} pays for you`, fix);
  }
  const amount = parseUsd(input.amount);
  if (amount <= 0n)
    throw refusal(422, 'amount-invalid', 'the amount must be more than zero', 'Ask for more.');
  const kind = permanent ? ('permanent' as const) : ('temporary' as const);
  const wish = { envelopeId, kind, amount, reason, expiresAt: null, idempotencyKey };
  const { requests } = context.services.budgets;
  const by = askerOf(context.actor);
  const made = budgeted(await requests.create(workspace, wish, by, viewerOf(context.actor)));
  return { id: made.id, state: made.state };
});

const visibility = own.me.visibility.handler(async ({ input, context }) => {
  const { id } = await selfOf(context, input.workspace);
  const asker = { workerId: id, actorId: context.actor.id };
  return { rules: visibilityRules, looks: await looksAt(context.services.sql, input.workspace, asker) };
});

export const meOwn = { budget, spend, requestMore, visibility };
