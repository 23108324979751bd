import type { CapitalisationPolicy, CostCenter, PurposeRule } from '@exchequer/core/charge';
import type {
  CapitalisationPolicy as CapitalisationView,
  CostCenterView,
  PurposeRuleView,
} from '@exchequer/model/contract';
import { administering, reading } from './base.ts';
import { accepted } from './charge-answer.ts';

const toRule = ({
  match,
  valid_from: validFrom,
  valid_to: validTo,
  ...rule
}: PurposeRuleView): PurposeRule => {
  const { team_ids: teamIds, cost_center_claim: costCenterClaim, ...globs } = match;
  return { ...rule, validFrom, validTo, match: { ...globs, teamIds, costCenterClaim } };
};

const fromRule = ({ match, validFrom, validTo, ...rule }: PurposeRule): PurposeRuleView => {
  const { teamIds, costCenterClaim, ...globs } = match;
  return {
    ...rule,
    valid_from: validFrom,
    valid_to: validTo,
    match: { ...globs, team_ids: [...teamIds], cost_center_claim: costCenterClaim },
  };
};

const toCenter = (view: CostCenterView): CostCenter => {
  const { team_ids: teamIds, valid_from: validFrom, valid_to: validTo, ...rest } = view;
  return { ...rest, teamIds, validFrom, validTo };
};

const fromCenter = ({ teamIds, validFrom, validTo, claims, ...rest }: CostCenter): CostCenterView => ({
  ...rest,
  claims: [...claims],
  team_ids: [...teamIds],
  valid_from: validFrom,
  valid_to: validTo,
});

const stamp = ({
  version,
  recordedAt,
  recordedBy,
}: {
  version: number;
  recordedAt: Date | null;
  recordedBy: string;
}) => ({
  version,
  recorded_at: recordedAt?.toISOString() ?? null,
  recorded_by: recordedBy,
});

const getRules = reading.charge.purposeRules.get.handler(async ({ input, context }) => {
  const { charges } = context.services;
  const set = await charges.rules(input.workspace, 'purpose');
  const offered = await charges.offeredRules(input.workspace);
  return { ...stamp(set), rules: set.body.map(fromRule), offered: offered.map(fromRule) };
});

const putRules = administering.charge.purposeRules.put.handler(async ({ input, context }) => {
  const { charges } = context.services;
  const set = accepted(
    await charges.putPurposeRules(input.workspace, input.rules.map(toRule), context.actor),
  );
  return { ...stamp(set), rules: set.body.map(fromRule) };
});

const preview = reading.charge.purposeRules.preview.handler(({ input, context }) =>
  context.services.charges.previewRetag(input.workspace, input.rules?.map(toRule) ?? null),
);

const retag = administering.charge.purposeRules.retag.handler(async ({ input, context }) => {
  const { charges } = context.services;
  const done = accepted(await charges.retag(input.workspace, input.idempotency_key, context.actor));
  return { ...done.summary, transaction_ids: done.transactionIds };
});

const getCenters = reading.charge.costCenters.get.handler(async ({ input, context }) => {
  const set = await context.services.charges.rules(input.workspace, 'cost_center');
  return { ...stamp(set), cost_centers: set.body.centers.map(fromCenter), default_key: set.body.defaultKey };
});

const putCenters = administering.charge.costCenters.put.handler(async ({ input, context }) => {
  const centers = { centers: input.cost_centers.map(toCenter), defaultKey: input.default_key };
  const set = accepted(
    await context.services.charges.putCostCenters(input.workspace, centers, context.actor),
  );
  return { ...stamp(set), cost_centers: set.body.centers.map(fromCenter), default_key: set.body.defaultKey };
});

const fromPolicy = ({ validFrom, validTo, ...rest }: CapitalisationPolicy): CapitalisationView => ({
  ...rest,
  valid_from: validFrom,
  valid_to: validTo,
});

const getCapitalisation = reading.charge.capitalisation.get.handler(async ({ input, context }) => {
  const { charges } = context.services;
  const { body } = await charges.rules(input.workspace, 'capitalisation');
  const capitalised = await charges.capitalised(input.workspace);
  return {
    policies: body.map((policy) => ({
      ...fromPolicy(policy),
      capitalised: capitalised.get(policy.key) ?? '0',
    })),
  };
});

const putCapitalisation = administering.charge.capitalisation.put.handler(async ({ input, context }) => {
  const policies = input.policies.map(({ valid_from: validFrom, valid_to: validTo, ...rest }) => ({
    ...rest,
    validFrom,
    validTo,
  }));
  const set = accepted(
    await context.services.charges.putCapitalisation(input.workspace, policies, context.actor),
  );
  return { policies: set.body.map(fromPolicy) };
});

const postCapitalisation = administering.charge.capitalisation.post.handler(async ({ input, context }) => {
  const wish = { month: input.month, dryRun: input.dry_run };
  const done = accepted(await context.services.charges.capitalise(input.workspace, wish, context.actor));
  return { dry_run: input.dry_run, projects: done.projects, transaction_ids: done.transactionIds };
});

export const chargeRulesRouter = {
  purposeRules: { get: getRules, put: putRules, preview, retag },
  costCenters: { get: getCenters, put: putCenters },
  capitalisation: { get: getCapitalisation, put: putCapitalisation, post: postCapitalisation },
};
