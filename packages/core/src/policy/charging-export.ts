import type { PolicyFile, PolicyFileCostCentre, PolicyFileRule } from '@exchequer/model/contract';
import type { CostCenters, PurposeRule } from '../charge/index.ts';
import type { ChargingFacts } from './charging-draft.ts';
import { namesOfPeople, type PeopleNames, type PolicyPeople } from './people.ts';

/**
 * Purposes and cost centres as sections of a policy file, such that planning them changes nothing. What
 * the web app keeps is given in the scope `all`, and left out when there is none of it.
 */
export function exportCharging(
  facts: ChargingFacts,
  people: PolicyPeople,
  scope: 'file' | 'all',
): Pick<PolicyFile, 'purposes' | 'cost_centres'> {
  const names = namesOfPeople(people);
  const { rules, centers } = facts;
  const given = (managedBy: ChargingFacts['rulesManagedBy'], count: number) =>
    managedBy === 'file' || (scope === 'all' && count > 0);
  return {
    ...(given(facts.rulesManagedBy, rules.length) && { purposes: rules.map((rule) => ruleOf(rule, names)) }),
    ...(given(facts.centersManagedBy, centers.centers.length) && { cost_centres: centersOf(centers, names) }),
  };
}

function ruleOf(
  { id, match, purpose, validFrom, validTo, note }: PurposeRule,
  names: PeopleNames,
): PolicyFileRule {
  const { teamIds, costCenterClaim, ...globs } = match;
  const written = Object.fromEntries(Object.entries(globs).filter(([, value]) => value !== ''));
  const conditions = {
    ...teamsOf(teamIds, names),
    ...written,
    ...(costCenterClaim && { cost_centre_claim: costCenterClaim }),
  };
  return {
    key: id,
    ...(Object.keys(conditions).length > 0 && { match: conditions }),
    purpose,
    ...daysOf(validFrom, validTo),
    ...(note && { note }),
  };
}

const teamsOf = (ids: readonly string[], names: PeopleNames) =>
  ids.length > 0 ? { teams: ids.map((id) => names.written('team', id)) } : {};

const daysOf = (validFrom: string | null, validTo: string | null) => ({
  ...(validFrom && { valid_from: validFrom }),
  ...(validTo && { valid_to: validTo }),
});

function centersOf({ centers, defaultKey }: CostCenters, names: PeopleNames): PolicyFileCostCentre[] {
  const first = centers.findIndex(({ key }) => key === defaultKey);
  return centers.map(({ key, name, teamIds, claims, validFrom, validTo }, at) => ({
    key,
    name,
    ...teamsOf(teamIds, names),
    ...(claims.length > 0 && { claims: [...claims] }),
    ...(at === first && { default: true }),
    ...daysOf(validFrom, validTo),
  }));
}
