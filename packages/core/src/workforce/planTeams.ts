import type { PlanBoard } from './board.ts';
import type { TeamDraft } from './draft.ts';
import { folded } from './likeness.ts';
import type { Team } from './roster.ts';
import { checkTeam, pathSeparator, teamPath } from './tree.ts';

const sameName = (a: string, b: string) => folded(a) === folded(b);

/** The team of a path; a bare name means the one team that is named so, wherever it stands. */
export function findTeam(board: PlanBoard, path: readonly string[]): Team | undefined {
  const teams = [...board.teams.values()];
  let at: Team | undefined;
  for (const name of path) {
    const parentId: string | null = at?.id ?? null;
    at = teams.find((team) => team.parentId === parentId && sameName(team.name, name));
    if (!at) break;
  }
  if (at || path.length !== 1) return at;
  const named = teams.filter((team) => sameName(team.name, path[0] ?? ''));
  return named.length === 1 ? named[0] : undefined;
}

/** The team of a path, added with its ancestors where missing. */
export function ensureTeam(board: PlanBoard, row: number, path: readonly string[]): Team {
  const known = findTeam(board, path);
  if (known) return known;
  const parent = path.length > 1 ? ensureTeam(board, row, path.slice(0, -1)) : null;
  const team: Team = {
    id: board.newId('team_'),
    name: path.at(-1) ?? '',
    externalId: '',
    parentId: parent?.id ?? null,
    validFrom: null,
    validTo: null,
  };
  board.teams.set(team.id, team);
  board.changedTeams.add(team.id);
  board.note({ row, action: 'add', subject: 'team', name: path.join(pathSeparator), detail: '' });
  return team;
}

/** Plans a team that the file states on its own. */
export function planTeam(board: PlanBoard, draft: TeamDraft): void {
  const isNew = !findTeam(board, draft.path);
  const team = ensureTeam(board, draft.row, draft.path);
  const wanted: Team = {
    ...team,
    externalId: draft.externalId || team.externalId,
    validFrom: draft.validFrom ?? team.validFrom,
    validTo: draft.validTo ?? team.validTo,
  };
  const refusal = checkTeam(board.teams, wanted);
  if (refusal) {
    board.fail(draft.row, 'team', refusal);
    return;
  }
  const same = (['externalId', 'validFrom', 'validTo'] as const).every((key) => wanted[key] === team[key]);
  const name = teamPath(board.teams, team.id);
  if (!same) {
    board.teams.set(team.id, wanted);
    board.changedTeams.add(team.id);
  }
  if (isNew) return;
  board.note({ row: draft.row, action: same ? 'same' : 'change', subject: 'team', name, detail: '' });
}
