import {
  type CostCenter,
  type CostCenters,
  checkCostCenters,
  checkRules,
  type PurposeRule,
} from '../charge/index.ts';
import { isPossible, overlap } from '../workforce/index.ts';
import { type CenterEntry, type ChargingFacts, chargingFault, type RuleEntry } from './charging-draft.ts';
import { centerItems, ruleItems } from './charging-items.ts';
import type { PolicyDraft } from './draft.ts';
import type { PolicyFault } from './fault.ts';
import { namesOfPeople, type PeopleNames, type PolicyPeople } from './people.ts';
import { compareSets, isChanged, ownershipOf, type SectionPlan } from './section.ts';

/** What applying a file would do to purposes and cost centres; null where it leaves them to the web app. */
export interface ChargingPlan {
  faults: readonly PolicyFault[];
  rules: SectionPlan<readonly PurposeRule[]> | null;
  centers: SectionPlan<CostCenters> | null;
}

/**
 * What a policy file would change about purposes and cost centres, and everything that forbids it. A
 * section that the file gives is the whole set; one that it stops giving stays as it is, in the web app.
 */
export function planCharging(facts: ChargingFacts, draft: PolicyDraft, people: PolicyPeople): ChargingPlan {
  const names = namesOfPeople(people);
  const faults: PolicyFault[] = [];
  const rules = draft.rules?.map((entry) => ruleOf(entry, names, faults)) ?? null;
  const centers = draft.centers ? centersOf(draft.centers, names, faults) : null;
  if (faults.length === 0) faults.push(...askCharges(rules, centers, draft, people));
  const ofRules = ownershipOf(rules !== null, facts.rulesManagedBy, draft.complete);
  const ofCenters = ownershipOf(centers !== null, facts.centersManagedBy, draft.complete);
  const linesOf = (entries: readonly { line: number }[] | null) => entries?.map(({ line }) => line) ?? [];
  const ruleSet = rules ?? facts.rules;
  const centerSet = centers ?? facts.centers;
  return {
    faults,
    rules: ofRules && {
      ownership: ofRules,
      set: ruleSet,
      changes: compareSets(
        ruleItems(facts.rules, names),
        ruleItems(ruleSet, names, linesOf(draft.rules)),
        true,
      ),
    },
    centers: ofCenters && {
      ownership: ofCenters,
      set: centerSet,
      changes: compareSets(
        centerItems(facts.centers, names),
        centerItems(centerSet, names, linesOf(draft.centers)),
        false,
      ),
    },
  };
}

/** Whether applying would do anything to purposes or cost centres. */
export const changesCharging = ({ rules, centers }: ChargingPlan): boolean =>
  [rules, centers].some((section) => section && (section.ownership !== 'keep' || isChanged(section)));

function ruleOf(entry: RuleEntry, names: PeopleNames, faults: PolicyFault[]): PurposeRule {
  const { key, match, purpose, validFrom, validTo, note } = entry;
  const teamIds = teamsOf(entry, names, faults);
  faults.push(...checkDays(entry));
  return { id: key, match: { ...match, teamIds }, purpose, validFrom, validTo, note };
}

/** Ids of the teams that are named, each once. */
function teamsOf(entry: RuleEntry | CenterEntry, names: PeopleNames, faults: PolicyFault[]): string[] {
  const ids = entry.teams.flatMap((written) => {
    const found = names.find('team', written);
    if ('id' in found) return [found.id];
    const code = found.code.replace('ref', 'team');
    faults.push(chargingFault(entry, 'teams', code, found.error, found.fix));
    return [];
  });
  return [...new Set(ids)];
}

function checkDays(entry: RuleEntry | CenterEntry): PolicyFault[] {
  if (isPossible(entry)) return [];
  const error = `it would end on ${entry.validTo} before it begins`;
  return [chargingFault(entry, 'valid_to', 'validity-empty', error, 'Give a later end.')];
}

function centersOf(entries: readonly CenterEntry[], names: PeopleNames, faults: PolicyFault[]): CostCenters {
  const centers = entries.map((entry): CostCenter => {
    const { key, name, claims, validFrom, validTo } = entry;
    const teamIds = teamsOf(entry, names, faults);
    faults.push(...checkDays(entry));
    return { key, name, teamIds, claims, validFrom, validTo };
  });
  faults.push(...checkRivals(entries, centers), ...checkDefaults(entries));
  return { centers, defaultKey: entries.find(({ isDefault }) => isDefault)?.key ?? '' };
}

/** On no day may a team or a claim mean two cost centres. */
function checkRivals(entries: readonly CenterEntry[], centers: readonly CostCenter[]): PolicyFault[] {
  const holders = new Map<string, number[]>();
  return entries.flatMap((entry, at) => {
    const center = centers[at];
    if (!center) return [];
    const held = [
      ...center.teamIds.map((id) => ({ name: `team ${id}`, field: 'teams' })),
      ...[center.key, ...center.claims].map((claim, i) => ({
        name: `the claim ${claim.toLowerCase()}`,
        field: i === 0 ? 'key' : 'claims',
      })),
    ];
    return held.flatMap(({ name, field }) => {
      const others = holders.get(name) ?? [];
      if (!others.includes(at)) holders.set(name, [...others, at]);
      const rival = others.find((other) => {
        const one = centers[other];
        // A key that stands twice is told by the reader of the file.
        return other !== at && one && overlap(one, center) && (field !== 'key' || one.key !== center.key);
      });
      const first = rival === undefined ? undefined : entries[rival];
      if (!first) return [];
      const error = `${name} stands under ${first.key} at line ${first.line} too`;
      return [chargingFault(entry, field, 'cost-centre-ambiguous', error, 'Leave it under one of them.')];
    });
  });
}

function checkDefaults(entries: readonly CenterEntry[]): PolicyFault[] {
  const [first, ...more] = entries.filter(({ isDefault }) => isDefault);
  return more
    .filter(({ key }) => key !== first?.key)
    .map((entry) => {
      const error = `${first?.key} at line ${first?.line} is the default already`;
      return chargingFault(entry, 'default', 'default-twice', error, 'Keep one of the two.');
    });
}

/** What the charges themselves say: the same checks that putting the sets makes. */
function askCharges(
  rules: readonly PurposeRule[] | null,
  centers: CostCenters | null,
  draft: PolicyDraft,
  people: PolicyPeople,
): PolicyFault[] {
  const teamIds = new Set(people.teams.map(({ id }) => id));
  const said = [
    { path: 'purposes', line: draft.rules?.[0]?.line, wrong: rules && checkRules(rules, teamIds) },
    {
      path: 'cost_centres',
      line: draft.centers?.[0]?.line,
      wrong: centers && checkCostCenters(centers, teamIds),
    },
  ];
  // Of a set with a key twice or an entry missing, the reader has said what is wrong.
  return said.flatMap(({ path, line = 0, wrong }) =>
    wrong && draft.complete ? [{ line, path, code: wrong.refused, error: wrong.detail, fix: wrong.fix }] : [],
  );
}
