import type { Purpose } from '@exchequer/model';
import { type Team, teamPath } from '../workforce/index.ts';
import type { PurposeMatch, PurposeRule } from './purpose.ts';

/** A condition on nothing: every field may be narrowed. */
export const anyUsage: PurposeMatch = {
  teamIds: [],
  project: '',
  repo: '',
  workflow: '',
  agent: '',
  service: '',
  tool: '',
  provider: '',
  costCenterClaim: '',
};

/** Words in names of teams that tell their function. Serving customers goes before building. */
const functions: readonly { purpose: Purpose; words: RegExp }[] = [
  {
    purpose: 'cost_of_revenue',
    words: /\b(support|customer (success|care|service)|service desk|operations?|sre|production|delivery)\b/i,
  },
  {
    purpose: 'sales_and_marketing',
    words: /\b(sales|marketing|growth|partnerships?|business development|revenue)\b/i,
  },
  {
    purpose: 'general_and_administrative',
    words:
      /\b(finance|legal|hr|people|talent|recruiting|admin\w*|it|security|executive|office|procurement)\b/i,
  },
  {
    purpose: 'research_and_development',
    words:
      /\b(engineering|r&d|research|development|product|platform|data|design|science|ml|ai|core|mobile|web|infrastructure|quality|qa)\b/i,
  },
];

/**
 * Rules to begin with, by the function that names of teams tell: one rule per purpose over the
 * topmost teams that tell it, so that a team below follows unless its own name says otherwise.
 * Offered for someone to check; they hold only once they are put.
 */
export function offeredRules(teams: readonly Team[]): PurposeRule[] {
  const byId = new Map(teams.map((team) => [team.id, team]));
  const own = new Map(teams.map((team) => [team.id, functionOf(team.name)]));
  const inherited = (team: Team): Purpose | null => {
    const seen = new Set<string>([team.id]);
    for (let at = byId.get(team.parentId ?? ''); at && !seen.has(at.id); at = byId.get(at.parentId ?? '')) {
      const purpose = own.get(at.id);
      if (purpose) return purpose;
      seen.add(at.id);
    }
    return null;
  };
  const depth = (team: Team) => teamPath(byId, team.id).split(' / ').length;
  // Rules are tried in order, so what says otherwise below stands before what it departs from.
  const told = teams
    .filter((team) => own.get(team.id) && own.get(team.id) !== inherited(team))
    .sort((a, b) => depth(b) - depth(a) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
  const groups = new Map<string, { purpose: Purpose; teams: Team[] }>();
  for (const team of told) {
    const purpose = own.get(team.id) as Purpose;
    const key = `${depth(team)} ${purpose}`;
    const group = groups.get(key) ?? { purpose, teams: [] };
    group.teams.push(team);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ purpose, teams: members }, at) => ({
    id: `offered-${at + 1}`,
    match: { ...anyUsage, teamIds: members.map(({ id }) => id) },
    purpose,
    validFrom: null,
    validTo: null,
    note: `by the names of ${members.map(({ name }) => name).join(', ')}`.slice(0, 500),
  }));
}

const functionOf = (name: string): Purpose | null =>
  functions.find(({ words }) => words.test(name))?.purpose ?? null;
