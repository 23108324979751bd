import { smallestGroup } from '../metric/index.ts';

/** Nobody may make up more of a shown figure than this, or it would tell that person's own. */
export const largestSharePercent = 80n;

export interface CohortMember {
  /** Who it is: a person in several groups counts once where these are put together. */
  id: string;
  /** Figures that are summed, such as granted and used. */
  figures: readonly bigint[];
}

export interface Cohort<M extends CohortMember> {
  key: string;
  label: string;
  members: readonly M[];
}

/** Groups as they may be shown. */
export interface ShownCohorts<M extends CohortMember> {
  /** All members; null when even they are too few. */
  total: readonly M[] | null;
  shown: Cohort<M>[];
  /** Groups that may not be shown by themselves, together; null when there are none. */
  rest: readonly M[] | null;
  /** Their labels. */
  folded: string[];
}

/** Whether figures of a group tell nothing about one of its persons. */
export function isSafe(members: readonly CohortMember[]): boolean {
  const persons = new Map<string, bigint[]>();
  for (const { id, figures } of members) {
    const sums = persons.get(id) ?? [];
    persons.set(
      id,
      figures.map((value, at) => value + (sums[at] ?? 0n)),
    );
  }
  if (persons.size < smallestGroup) return false;
  return (members[0]?.figures ?? []).every((_, at) => {
    const values = [...persons.values()].map((figures) => figures[at] ?? 0n);
    const sum = values.reduce((total, value) => total + value, 0n);
    return sum <= 0n || values.every((value) => value * 100n <= sum * largestSharePercent);
  });
}

/**
 * Which groups may be shown. Small groups, and those that one member dominates, are folded together;
 * where what is folded would still be too small, it is the difference of the total and the shown ones,
 * so the smallest shown group is folded with it until nothing can be worked out.
 */
export function foldCohorts<M extends CohortMember>(cohorts: readonly Cohort<M>[]): ShownCohorts<M> {
  const filled = cohorts.filter(({ members }) => members.length > 0);
  const all = filled.flatMap(({ members }) => [...members]);
  if (!isSafe(all)) return { total: null, shown: [], rest: null, folded: filled.map(({ label }) => label) };
  const hidden = filled.filter(({ members }) => !isSafe(members));
  const shown = filled
    .filter((cohort) => !hidden.includes(cohort))
    .sort((a, b) => b.members.length - a.members.length);
  const rest = () => hidden.flatMap(({ members }) => [...members]);
  while (hidden.length > 0 && shown.length > 0 && !isSafe(rest())) hidden.push(shown.pop() as Cohort<M>);
  return {
    total: all,
    shown: shown.sort((a, b) => (a.label < b.label ? -1 : 1)),
    rest: hidden.length > 0 ? rest() : null,
    folded: hidden.map(({ label }) => label).sort(),
  };
}

const edges = [0, 25, 50, 75, 100] as const;

export interface Band {
  from: number;
  /** Null is open. */
  to: number | null;
  count: number;
}

/**
 * How many stand in which band of percents; bands of fewer than the smallest group are merged with the
 * one below, the lowest with the one above. Empty when all together are too few.
 */
export function bandsOf(percents: readonly number[]): Band[] {
  if (percents.length < smallestGroup) return [];
  const bands: Band[] = edges.map((from, at) => {
    const to = edges[at + 1] ?? null;
    return { from, to, count: percents.filter((p) => p >= from && (to === null || p < to)).length };
  });
  for (;;) {
    const at = bands.findLastIndex(({ count }) => count > 0 && count < smallestGroup);
    if (at < 0 || bands.length === 1) return bands;
    const low = at === 0 ? 0 : at - 1;
    const [a, b] = [bands[low] as Band, bands[low + 1] as Band];
    bands.splice(low, 2, { from: a.from, to: b.to, count: a.count + b.count });
  }
}
