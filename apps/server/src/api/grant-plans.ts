import {
  amountOf,
  counselFlags,
  type GrantPolicy,
  isGrantRefusal,
  type PayFacts,
  policyOn,
  tellsPay,
} from '@exchequer/core/grant';
import { parseUsd } from '@exchequer/model';
import {
  addPolicy,
  loadPlans,
  loadPolicies,
  type Plan,
  putPlan,
  retirePlan,
  unknownPlan,
  viewPlan,
  viewPlans,
} from '@exchequer/store/grant';
import { administering, reading } from './base.ts';
import { granted, seesPay } from './grant-answer.ts';
import { marksOf } from './grant-marks.ts';
import { refusal } from './problem.ts';
import { termSheetOf } from './term-sheet.ts';

const list = reading.grant.plans.list.handler(({ input, context }) =>
  viewPlans(context.services.grants, input.workspace),
);

const put = administering.grant.plans.put.handler(async ({ input, context }) => {
  const { workspace, id, name, basis, jurisdiction, rollover, ...terms } = input;
  const wish: Omit<Plan, 'id' | 'state'> & { id: string | undefined } = {
    id,
    name,
    basis,
    jurisdiction,
    // Lots are dollars at cost: prices of tokens are.
    currency: 'USD',
    terms: {
      type: terms.type,
      cadence: terms.cadence,
      validPeriods: terms.valid_periods,
      rollover: { percent: rollover.percent, cap: rollover.cap === null ? null : parseUsd(rollover.cap) },
      surplus: terms.surplus,
      transfer: terms.transfer,
      personalUse: terms.personal_use,
      purpose: terms.purpose,
      basisKind: basis.kind,
    },
  };
  if (tellsPay(wish.terms) && wish.terms.type === 'pooled_team') {
    throw refusal(422, 'holder-kind', 'a team has no pay to go by', 'Give a pooled plan a fixed amount.');
  }
  const plan = granted(await putPlan(context.services.grants, workspace, wish, context.actor));
  return viewPlan(plan, 0);
});

const retire = administering.grant.plans.retire.handler(async ({ input, context }) => {
  const { grants } = context.services;
  return viewPlan(granted(await retirePlan(grants, input.workspace, input.id, context.actor)), 0);
});

/** A candidate has no pay on record: what is given here is used for the paper and not kept. */
const offer = administering.grant.plans.offer.handler(async ({ input, context }) => {
  const { workspace, id, name, starts_on: startsOn, annual_base: base, role, band } = input;
  const plan = (await loadPlans(context.services.sql, workspace)).get(id);
  if (!plan) return granted(unknownPlan(id));
  if (tellsPay(plan.terms) && !seesPay(context)) {
    throw refusal(
      403,
      'compensation-needed',
      `the plan ${plan.name} goes by pay`,
      'Ask someone with the compensation scope.',
    );
  }
  const pay: PayFacts | null =
    base === undefined && plan.basis.kind === 'share_of_base'
      ? null
      : { base: parseUsd(base ?? '0'), currency: plan.currency, role, band };
  const amount = granted(amountOf(plan.basis, plan.currency, pay));
  const jurisdiction = input.jurisdiction ?? plan.jurisdiction;
  const policies = await loadPolicies(context.services.sql, workspace);
  const policy = policyOn(policies, jurisdiction, startsOn);
  if (!policy) throw refusal(422, 'policy-unknown', `there is no wording for ${jurisdiction}`, 'Add one.');
  const marks = await marksOf(context, workspace, { version: policy.version, jurisdiction });
  const terms = { ...plan, amount, startsOn, endsOn: null, jurisdiction };
  return termSheetOf({
    name,
    terms,
    policy,
    marks,
    flags: counselFlags(plan.terms, jurisdiction),
    papers: null,
  });
});

const viewPolicy = ({ effectiveOn, businessWording, personalWording, ...policy }: GrantPolicy) => ({
  version: policy.version,
  jurisdiction: policy.jurisdiction,
  effective_on: effectiveOn,
  business_wording: businessWording,
  personal_wording: personalWording,
});

const listPolicies = reading.grant.policies.list.handler(async ({ input, context }) =>
  (await loadPolicies(context.services.sql, input.workspace)).map(viewPolicy),
);

const add = administering.grant.policies.add.handler(async ({ input, context }) => {
  const policy: GrantPolicy = {
    version: input.version,
    jurisdiction: input.jurisdiction,
    effectiveOn: input.effective_on,
    businessWording: input.business_wording,
    personalWording: input.personal_wording,
  };
  const added = await addPolicy(context.services.grants, input.workspace, policy, context.actor);
  return viewPolicy(isGrantRefusal(added) ? granted(added) : added);
});

export const grantPlans = { list, put, retire, offer };
export const grantPolicies = { list: listPolicies, add };
