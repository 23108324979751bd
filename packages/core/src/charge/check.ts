import type { LedgerRefusal } from '../ledger/index.ts';
import { isPossible, overlap } from '../workforce/index.ts';
import type { CostCenter, CostCenters } from './cost-center.ts';
import type { PurposeRule } from './purpose.ts';
import { refuse } from './refusal.ts';

/** Why rules cannot be taken, or null. */
export function checkRules(
  rules: readonly PurposeRule[],
  teamIds: ReadonlySet<string>,
): LedgerRefusal | null {
  const seen = new Set<string>();
  for (const rule of rules) {
    if (seen.has(rule.id)) {
      return refuse('rule-twice', `two rules are called ${rule.id}`, 'Give every rule an id of its own.');
    }
    seen.add(rule.id);
    if (!isPossible(rule)) {
      return refuse('validity-empty', `rule ${rule.id} would end before it begins`, 'Give a later end.');
    }
    const unknown = rule.match.teamIds.find((id) => !teamIds.has(id));
    if (unknown) {
      const detail = `rule ${rule.id} names team ${unknown}, which is not there`;
      return refuse('team-unknown', detail, 'Take ids from the tree of teams.');
    }
  }
  return null;
}

/** Why cost centres cannot be taken, or null: on no day may a team or a claim mean two of them. */
export function checkCostCenters(
  { centers, defaultKey }: CostCenters,
  teamIds: ReadonlySet<string>,
): LedgerRefusal | null {
  for (const [at, center] of centers.entries()) {
    if (!isPossible(center)) {
      const detail = `cost centre ${center.key} would end before it begins`;
      return refuse('validity-empty', detail, 'Give a later end.');
    }
    const unknown = center.teamIds.find((id) => !teamIds.has(id));
    if (unknown) {
      const detail = `cost centre ${center.key} names team ${unknown}, which is not there`;
      return refuse('team-unknown', detail, 'Take ids from the tree of teams.');
    }
    const rival = centers.slice(0, at).find((other) => overlap(other, center) && shared(other, center));
    if (rival) {
      const detail = `${shared(rival, center)} stands under cost centres ${rival.key} and ${center.key}`;
      return refuse('cost-center-ambiguous', detail, 'Leave it under one of them.');
    }
  }
  if (defaultKey !== '' && !centers.some(({ key }) => key === defaultKey)) {
    const detail = `the default cost centre ${defaultKey} is not in the list`;
    return refuse('cost-center-unknown', detail, 'Add it, or leave the default empty.');
  }
  return null;
}

/** What two cost centres both lay claim to, as people read it. */
function shared(a: CostCenter, b: CostCenter): string | null {
  const team = b.teamIds.find((id) => a.teamIds.includes(id));
  if (team) return `team ${team}`;
  const names = new Set([a.key, ...a.claims].map((name) => name.toLowerCase()));
  const claim = [b.key, ...b.claims].find((name) => names.has(name.toLowerCase()));
  return claim === undefined ? null : `the name ${claim}`;
}
