import { administering, reading } from './base.ts';
import { accepted } from './charge-answer.ts';
import { hiddenEnvelopes, withoutPersons } from './ledger-persons.ts';
import { refusal } from './problem.ts';

const units = reading.ledger.units.handler(async ({ input, context }) => {
  const { workspace, ...asked } = input;
  const listed = await context.services.desk.units(workspace, asked);
  const hidden = asked.kind === 'envelope' ? await hiddenEnvelopes(context, workspace) : new Set<string>();
  return { ...asked, currency: 'USD', ...listed, items: withoutPersons(listed.items, hidden) };
});

const statement = reading.ledger.statement.handler(async ({ input, context }) => {
  const { workspace, ...asked } = input;
  if (asked.kind === 'envelope' && (await hiddenEnvelopes(context, workspace)).has(asked.unit)) {
    throw refusal(403, 'person-private', privateDetail, 'Ask the person, or an admin.');
  }
  return context.services.desk.statement(workspace, asked);
});

const privateDetail = 'an envelope of a person is shown to that person, its owner and admins alone';

const rules = reading.ledger.allocation.rules.handler(async ({ input, context }) => ({
  items: await context.services.desk.allocationRules(input.workspace),
}));

const putRule = administering.ledger.allocation.putRule.handler(async ({ input, context }) => {
  const { workspace, ...rule } = input;
  return { rule: accepted(await context.services.desk.putAllocationRule(workspace, rule, context.actor)) };
});

const withdrawRule = administering.ledger.allocation.withdrawRule.handler(async ({ input, context }) => {
  if (await context.services.desk.withdrawAllocationRule(input.workspace, input.id, context.actor)) {
    return { withdrawn: true as const };
  }
  const fix = 'Take the id from the list of rules.';
  throw refusal(404, 'no-such-rule', `there is no rule ${input.id} in force`, fix);
});

const run = administering.ledger.allocation.run.handler(async ({ input, context }) => {
  const { workspace, ...wish } = input;
  return accepted(await context.services.desk.allocate(workspace, wish, context.actor));
});

export const statementRouter = { units, statement, allocation: { rules, putRule, withdrawRule, run } };
