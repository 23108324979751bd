import { type Random, seededRandom } from '../statistics/index.ts';

export const experimentDesigns = ['stepped-wedge', 'switchback'] as const;
/**
 * `stepped-wedge`: teams come under the cap one wave after the other and stay there. `switchback`: every
 * team goes back and forth, as often capped as not.
 */
export type ExperimentDesign = (typeof experimentDesigns)[number];

export interface AssignAsked {
  readonly design: ExperimentDesign;
  /** Usual spend of each team: teams of like spend are set against each other. */
  readonly usual: readonly number[];
  readonly periods: number;
  /** The same seed draws the same lots. */
  readonly seed: string;
}

/** Whether each team is capped in each period. Rows are teams in the order in which they came. */
export type Schedule = readonly (readonly boolean[])[];

/** Draws the lots. Balanced: in each block of teams of like spend, every wave or both orders come alike often. */
export function assign({ design, usual, periods, seed }: AssignAsked): Schedule {
  const random = seededRandom(`${design} ${seed}`);
  // The first of equal teams must not depend on chance of sorting: by place.
  const bySpend = usual.map((_, at) => at).sort((a, b) => (usual[b] ?? 0) - (usual[a] ?? 0) || a - b);
  const rows = new Array<readonly boolean[]>(usual.length).fill([]);
  const block = design === 'stepped-wedge' ? Math.max(1, periods - 1) : 2;
  for (let from = 0; from < bySpend.length; from += block) {
    const teams = bySpend.slice(from, from + block);
    const lots = design === 'stepped-wedge' ? waves(block, periods) : mirrored(periods, random);
    const order = shuffled(lots, random);
    teams.forEach((team, at) => {
      rows[team] = order[at] ?? [];
    });
  }
  return rows;
}

/** One row for each wave: capped from its period on. Nobody is in the first period, everybody in the last. */
const waves = (count: number, periods: number): boolean[][] =>
  Array.from({ length: count }, (_, wave) => Array.from({ length: periods }, (__, period) => period > wave));

/** Two rows that are never capped together: an order drawn for every pair of periods, and its mirror. */
function mirrored(periods: number, random: Random): boolean[][] {
  const first: boolean[] = [];
  for (let period = 0; period < periods; period += 2) {
    const capped = random() < 0.5;
    first.push(capped, !capped);
  }
  const row = first.slice(0, periods);
  return [row, row.map((capped) => !capped)];
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const rest = [...items];
  for (let at = rest.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [rest[at], rest[other]] = [rest[other] as T, rest[at] as T];
  }
  return rest;
}
