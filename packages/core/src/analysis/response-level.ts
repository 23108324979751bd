/** What a team did in a week, by head. */
export interface TeamWeek {
  readonly team: number;
  readonly week: number;
  /** Dollars a head. */
  readonly spend: number;
  /** Results of all heads together. */
  readonly results: number;
  readonly heads: number;
}

/** Points in columns, teams and weeks by their place: a search looks at all of them hundreds of times. */
export interface Points {
  readonly size: number;
  readonly team: Int32Array;
  readonly week: Int32Array;
  readonly spend: Float64Array;
  readonly results: Float64Array;
  readonly heads: Float64Array;
  readonly teams: number;
  readonly weeks: number;
}

const leastLevel = 1e-9;

/** Columns of points; weeks have the places that `weeks` gives them, so that parts of a panel share them. */
export function toPoints(rows: readonly TeamWeek[], weeks: ReadonlyMap<number, number>): Points {
  const places = new Map<number, number>();
  const team = Int32Array.from(rows, (row) => {
    const place = places.get(row.team) ?? places.size;
    places.set(row.team, place);
    return place;
  });
  return {
    ...{ size: rows.length, team, teams: places.size, weeks: weeks.size },
    week: Int32Array.from(rows, (row) => weeks.get(row.week) ?? 0),
    spend: Float64Array.from(rows, (row) => row.spend),
    results: Float64Array.from(rows, (row) => Math.max(row.results, 0)),
    heads: Float64Array.from(rows, (row) => row.heads),
  };
}

const binsOfTeam = 8;

/**
 * Weeks of a team with like spend put together, eight groups a team, the levels of weeks taken into the
 * heads: few rows that say nearly the same of a curve, for what has to be fitted hundreds of times.
 */
export function grouped(
  rows: readonly TeamWeek[],
  places: ReadonlyMap<number, number>,
  week: Float64Array,
): TeamWeek[] {
  const byTeam = new Map<number, TeamWeek[]>();
  for (const row of rows) {
    const known = byTeam.get(row.team);
    if (known) known.push(row);
    else byTeam.set(row.team, [row]);
  }
  return [...byTeam].flatMap(([team, own]) => {
    const sorted = own.sort((a, b) => a.spend - b.spend);
    const bins = Math.min(binsOfTeam, sorted.length);
    return Array.from({ length: bins }, (_, bin) => {
      const part = sorted.slice(
        Math.floor((bin * sorted.length) / bins),
        Math.floor(((bin + 1) * sorted.length) / bins),
      );
      let [results, heads, spent] = [0, 0, 0];
      for (const row of part) {
        const exposed = row.heads * (week[places.get(row.week) ?? 0] ?? 1);
        results += row.results;
        heads += exposed;
        spent += exposed * row.spend;
      }
      return { team, week: 0, spend: heads > 0 ? spent / heads : 0, results, heads };
    });
  });
}

/** Places of weeks. */
export const weekPlaces = (rows: readonly TeamWeek[]): Map<number, number> =>
  new Map(
    [...new Set(rows.map(({ week }) => week))].sort((a, b) => a - b).map((week, place) => [week, place]),
  );

/** What each point would bring were every team and week at level one. */
export function bareResults({ size, spend, heads }: Points, at: (x: number) => number): Float64Array {
  const bare = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    bare[i] = (heads[i] as number) * Math.max(at(spend[i] as number), leastLevel);
  }
  return bare;
}

/** Factors of teams and of weeks. */
export interface Levels {
  readonly team: Float64Array;
  readonly week: Float64Array;
}

/**
 * Levels that give every team and every week its results. Weeks begin at `start`, or stay there where they
 * are `fixed`.
 */
export function levelsOf(
  points: Points,
  bare: Float64Array,
  start: Float64Array | null,
  { fixed = false, near = 1e-5 }: { fixed?: boolean; near?: number } = {},
): Levels {
  const week = start ? Float64Array.from(start) : new Float64Array(points.weeks).fill(1);
  const of = {
    team: totals(points, points.team, points.teams),
    week: totals(points, points.week, points.weeks),
  };
  let team: Float64Array = new Float64Array(points.teams);
  for (let round = 0; round < 50; round++) {
    team = shareOf(of.team, expected(points, bare, points.team, points.week, week, points.teams));
    if (fixed) break;
    const next = shareOf(of.week, expected(points, bare, points.week, points.team, team, points.weeks));
    let moved = 0;
    for (let t = 0; t < next.length; t++) {
      moved = Math.max(moved, Math.abs((next[t] as number) - (week[t] as number)));
      week[t] = next[t] as number;
    }
    if (moved < near) break;
  }
  return { team, week };
}

function totals({ size, results }: Points, place: Int32Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  for (let i = 0; i < size; i++) {
    const at = place[i] as number;
    sums[at] = (sums[at] as number) + (results[i] as number);
  }
  return sums;
}

function expected(
  { size }: Points,
  bare: Float64Array,
  place: Int32Array,
  other: Int32Array,
  level: Float64Array,
  count: number,
): Float64Array {
  const sums = new Float64Array(count);
  for (let i = 0; i < size; i++) {
    const at = place[i] as number;
    sums[at] = (sums[at] as number) + (bare[i] as number) * (level[other[i] as number] as number);
  }
  return sums;
}

const shareOf = (of: Float64Array, over: Float64Array): Float64Array =>
  of.map((sum, at) => sum / Math.max(over[at] as number, leastLevel));

const meanAt = ({ team, week }: Points, bare: Float64Array, levels: Levels, i: number): number =>
  Math.max(
    (bare[i] as number) *
      (levels.team[team[i] as number] as number) *
      (levels.week[week[i] as number] as number),
    leastLevel,
  );

/** Poisson deviance of the points at their levels. */
export function devianceOf(points: Points, bare: Float64Array, levels: Levels): number {
  let sum = 0;
  for (let i = 0; i < points.size; i++) {
    const mean = meanAt(points, bare, levels, i);
    const y = points.results[i] as number;
    sum += 2 * ((y > 0 ? y * Math.log(y / mean) : 0) - (y - mean));
  }
  return sum;
}

/** Pearson’s sum: how much more counts scatter than Poisson’s would. */
export function scatterOf(points: Points, bare: Float64Array, levels: Levels): number {
  let sum = 0;
  for (let i = 0; i < points.size; i++) {
    const mean = meanAt(points, bare, levels, i);
    sum += ((points.results[i] as number) - mean) ** 2 / mean;
  }
  return sum;
}

/** Results a head of the average team, over those of the bare shape. */
export function averageLevel(
  { size, results, week }: Points,
  bare: Float64Array,
  levels: Float64Array,
): number {
  let of = 0;
  let over = 0;
  for (let i = 0; i < size; i++) {
    of += results[i] as number;
    over += (bare[i] as number) * (levels[week[i] as number] as number);
  }
  return over > 0 ? of / over : 0;
}
