import type { Refusals } from '@exchequer/store/envelope';
import type { ReadPolicy } from '@exchequer/store/policy';
import { readPolicy, writePolicy } from '@exchequer/vendors/policy';
import { administering, reading } from './base.ts';
import { viewerOf } from './budget-answer.ts';
import { refusal } from './problem.ts';

/** The result, or the refusal as an error. */
function accepted<T extends object>(result: T | Refusals): T {
  if (!isRefused(result)) return result;
  throw refusal(statusOf(result.refused), result.refused, result.detail, result.fix);
}

const isRefused = (result: object): result is Refusals => 'refused' in result && 'all' in result;

function statusOf(code: string): number {
  if (code === 'plan-changed') return 409;
  if (code === 'file-needs-admin' || code === 'person-private') return 403;
  return code.endsWith('-unknown') ? 404 : 422;
}

const read = (text: string): ReadPolicy => ({ text, ...readPolicy(text) });

const validate = reading.policy.validate.handler(({ input }) => {
  const { faults, draft } = readPolicy(input.text);
  return {
    valid: faults.length === 0,
    errors: faults,
    envelopes: draft.entries.length,
    purposes: draft.rules?.length ?? null,
    cost_centres: draft.centers?.length ?? null,
  };
});

// Plans and files name persons and their limits: for admins alone.
const plan = administering.policy.plan.handler(({ input, context }) =>
  context.services.policies.plan(input.workspace, read(input.text)),
);

const apply = administering.policy.apply.handler(async ({ input, context }) => {
  const { workspace, text, fingerprint, note } = input;
  const { policies } = context.services;
  return accepted(await policies.apply(workspace, read(text), { fingerprint, note }, context.actor));
});

const history = reading.policy.history.handler(({ input, context }) => {
  const { workspace, ...page } = input;
  return context.services.policies.history(workspace, page);
});

const show = administering.policy.show.handler(async ({ input, context }) => {
  const found = await context.services.policies.show(input.workspace, input.version);
  if (found) return found;
  const fix = 'See the versions: exchequer policy history.';
  throw refusal(404, 'version-unknown', `there is no version ${input.version} of the policy`, fix);
});

const exportFile = administering.policy.export.handler(async ({ input, context }) => {
  const { file, envelopes, otherCurrency } = await context.services.policies.export(
    input.workspace,
    input.scope,
  );
  const comments = [
    ...(input.workspace === 'sample' ? ['SAMPLE: the policy of a simulated company'] : []),
    ...(otherCurrency > 0 ? [`Left out: ${otherCurrency} envelopes in another currency`] : []),
  ];
  return { text: writePolicy(file, { baseUrl: context.origin.baseUrl, comments }), envelopes };
});

const simulate = reading.policy.simulate.handler(async ({ input, context }) => {
  const { workspace, text, what_if: whatIf, from, to } = input;
  const wish = { read: text === undefined ? null : read(text), whatIf, from, to };
  return accepted(await context.services.policies.simulate(workspace, wish, viewerOf(context.actor)));
});

export const policyRouter = { validate, plan, apply, history, show, export: exportFile, simulate };
