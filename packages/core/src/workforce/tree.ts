import { type PeopleRefusal, refusePeople } from './refusal.ts';
import type { Team } from './roster.ts';
import { isPossible } from './validity.ts';

/** Between the names of a path of teams. */
export const pathSeparator = ' / ';

/** Names from the root down to the team. */
export function teamPath(teams: ReadonlyMap<string, Team>, id: string): string {
  const names: string[] = [];
  const seen = new Set<string>();
  for (let team = teams.get(id); team && !seen.has(team.id); team = teams.get(team.parentId ?? '')) {
    seen.add(team.id);
    names.unshift(team.name);
  }
  return names.join(pathSeparator);
}

/** Null when the team may stand in the tree so, else why not. */
export function checkTeam(teams: ReadonlyMap<string, Team>, team: Team): PeopleRefusal | null {
  if (!isPossible(team)) {
    return refusePeople(
      'validity-empty',
      `team ${team.name} would end before it begins`,
      'Give a later end.',
    );
  }
  if (team.parentId !== null && !teams.has(team.parentId)) {
    return refusePeople('team-unknown', `there is no team ${team.parentId}`, 'Add the parent team first.');
  }
  const changed = new Map(teams).set(team.id, team);
  const seen = new Set<string>();
  for (let at: Team | undefined = team; at; at = changed.get(at.parentId ?? '')) {
    if (seen.has(at.id)) {
      const detail = `team ${team.name} would stand below itself`;
      return refusePeople('team-cycle', detail, 'Choose a parent that is not below the team.');
    }
    seen.add(at.id);
  }
  const twin = [...teams.values()].find((other) => other.id !== team.id && sameExternalId(other, team));
  return twin
    ? refusePeople(
        'external-id-taken',
        `${team.externalId} is team ${twin.name}`,
        'Give another external id.',
      )
    : null;
}

const sameExternalId = (a: Team, b: Team) => a.externalId !== '' && a.externalId === b.externalId;
