import { untagged } from '@exchequer/model';
import { unassigned } from './account.ts';
import { type CostCenters, costCenterOf } from './cost-center.ts';
import { type PurposeRule, ruleHolds } from './purpose.ts';
import type { ChargeDimensions, ChargeTag } from './usage.ts';

/** What tagging follows. */
export interface TagFacts {
  rules: readonly PurposeRule[];
  costCenters: CostCenters;
  /** Every team's parent; null at the root. */
  parents: ReadonlyMap<string, string | null>;
}

/** A team and the teams above it, nearest first. */
export function teamsUp(parents: ReadonlyMap<string, string | null>, teamId: string): string[] {
  const path: string[] = [];
  for (let at: string | null = teamId; at && !path.includes(at); at = parents.get(at) ?? null) path.push(at);
  return path;
}

/**
 * Gives usage its purpose and cost centre. The first rule that holds decides; where none does, the
 * purpose is `untagged`, and the period does not close until someone has said what it was for.
 */
export function createTagger(facts: TagFacts): (usage: ChargeDimensions, day: string) => ChargeTag {
  const paths = new Map<string, string[]>();
  const up = (teamId: string): string[] => {
    const known = paths.get(teamId);
    if (known) return known;
    const path = teamsUp(facts.parents, teamId);
    paths.set(teamId, path);
    return path;
  };
  return (usage, day) => {
    const teams = up(usage.teamId);
    const rule = facts.rules.find((one) => ruleHolds(one, usage, day, teams));
    return {
      purpose: rule?.purpose ?? untagged,
      costCenter: costCenterOf(facts.costCenters, usage.costCenterClaim, teams, day) || unassigned,
    };
  };
}
