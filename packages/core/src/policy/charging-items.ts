import type { CostCenters, PurposeRule } from '../charge/index.ts';
import type { PeopleNames } from './people.ts';
import type { SectionItem } from './section.ts';

const listed = (texts: readonly string[]): string | null => (texts.length > 0 ? texts.join(', ') : null);

const teamNames = (ids: readonly string[], names: PeopleNames) =>
  listed([...new Set(ids)].map((id) => names.written('team', id)));

/** Purpose rules as they are compared and read. */
export function ruleItems(
  rules: readonly PurposeRule[],
  names: PeopleNames,
  lines: readonly number[] = [],
): SectionItem[] {
  return rules.map(({ id, match, purpose, validFrom, validTo, note }, at) => ({
    id,
    key: id,
    line: lines[at] ?? 0,
    texts: {
      purpose,
      teams: teamNames(match.teamIds, names),
      project: match.project || null,
      repo: match.repo || null,
      workflow: match.workflow || null,
      agent: match.agent || null,
      service: match.service || null,
      tool: match.tool || null,
      provider: match.provider || null,
      cost_centre_claim: match.costCenterClaim || null,
      valid_from: validFrom,
      valid_to: validTo,
      note: note || null,
    },
  }));
}

/** Cost centres as they are compared and read. One key may stand for spans of time that follow each other. */
export function centerItems(
  { centers, defaultKey }: CostCenters,
  names: PeopleNames,
  lines: readonly number[] = [],
): SectionItem[] {
  const seen = new Map<string, number>();
  return centers.map(({ key, name, teamIds, claims, validFrom, validTo }, at) => {
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return {
      id: `${key} ${nth}`,
      key,
      line: lines[at] ?? 0,
      texts: {
        name,
        teams: teamNames(teamIds, names),
        claims: listed(claims),
        default: key === defaultKey && nth === 0 ? 'yes' : null,
        valid_from: validFrom,
        valid_to: validTo,
      },
    };
  });
}
