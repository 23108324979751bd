import type { Team } from '@exchequer/model/contract';

/** Teams in the order of the tree, each with its depth. A parent that is missing makes a root. */
export function treeOrder(teams: readonly Team[]): { team: Team; depth: number }[] {
  const known = new Set(teams.map((t) => t.id));
  const under = (parent: string | null, depth: number): { team: Team; depth: number }[] =>
    teams
      .filter((t) => (t.parent_id && known.has(t.parent_id) ? t.parent_id : null) === parent)
      .sort((a, b) => a.name.localeCompare(b.name))
      .flatMap((team) => [{ team, depth }, ...under(team.id, depth + 1)]);
  return under(null, 0);
}
