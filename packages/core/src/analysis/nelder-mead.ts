/** A bounded least value. */
export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
}

interface Corner {
  readonly at: number[];
  readonly value: number;
}

export type Bounds = readonly (readonly [low: number, high: number])[];

const mostRounds = 600;
/** From this tolerance on, a second look costs more than it could bring. */
const rough = 1e-7;

/**
 * Least value of a function of a few numbers within bounds, by Nelder and Mead’s simplex. What falls
 * outside the bounds is moved onto them, so that a minimum on a bound is found exactly. Deterministic.
 * @param tolerance stop once the values at the corners differ by less than this share of the least
 */
export function minimise(
  of: (at: readonly number[]) => number,
  start: readonly number[],
  bounds: Bounds,
  tolerance = 1e-10,
): Minimum {
  let best = descend(of, start, bounds, tolerance);
  // A simplex that collapsed onto a bound is begun anew from there; a true minimum stays where it is.
  for (let again = 0; again < 2 && tolerance < rough; again++) {
    const next = descend(of, best.at, bounds, tolerance);
    const gained = best.value - next.value;
    if (next.value <= best.value) best = next;
    if (!(gained > tolerance * Math.abs(best.value))) break;
  }
  return best;
}

function descend(
  of: (at: readonly number[]) => number,
  start: readonly number[],
  bounds: Bounds,
  tolerance: number,
): Minimum {
  const corner = (at: readonly number[]): Corner => {
    const inside = at.map((x, i) => Math.min(bounds[i]?.[1] ?? x, Math.max(bounds[i]?.[0] ?? x, x)));
    const value = of(inside);
    return { at: inside, value: Number.isFinite(value) ? value : Number.MAX_VALUE };
  };
  const simplex = [corner(start), ...start.map((_, i) => corner(aside(start, bounds, i)))];
  for (let round = 0; round < mostRounds; round++) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0] as Corner;
    const worst = simplex.at(-1) as Corner;
    const isFlat = worst.value - best.value <= tolerance * Math.abs(best.value);
    if (isFlat && width(simplex) < Math.max(1e-6, Math.sqrt(tolerance))) break;
    step(simplex, corner);
  }
  return simplex.reduce((a, b) => (b.value < a.value ? b : a));
}

/** The start with one number moved by a fifth of its room, to the side where there is more of it. */
function aside(start: readonly number[], bounds: Bounds, i: number): number[] {
  const [low, high] = bounds[i] ?? [0, 1];
  const from = start[i] ?? 0;
  const by = (high - low) / 5;
  return start.with(i, from + (high - from >= from - low ? by : -by));
}

const width = (simplex: readonly Corner[]): number => {
  const [first] = simplex;
  return Math.max(
    ...(first?.at ?? []).map((x, i) => Math.max(...simplex.map((c) => Math.abs((c.at[i] ?? 0) - x)))),
  );
};

/** Replaces the worst corner: mirrored, stretched or drawn in; else all are drawn towards the best. */
function step(simplex: Corner[], corner: (at: readonly number[]) => Corner): void {
  const n = simplex.length - 1;
  const best = simplex[0] as Corner;
  const next = simplex[n - 1] as Corner;
  const worst = simplex[n] as Corner;
  const centre = best.at.map((_, i) => simplex.slice(0, n).reduce((sum, c) => sum + (c.at[i] ?? 0), 0) / n);
  const along = (by: number) => corner(centre.map((x, i) => x + by * (x - (worst.at[i] ?? 0))));
  const mirrored = along(1);
  if (mirrored.value < best.value) {
    const stretched = along(2);
    simplex[n] = stretched.value < mirrored.value ? stretched : mirrored;
  } else if (mirrored.value < next.value) simplex[n] = mirrored;
  else {
    const drawn = along(mirrored.value < worst.value ? 0.5 : -0.5);
    if (drawn.value < Math.min(mirrored.value, worst.value)) simplex[n] = drawn;
    else {
      for (let i = 1; i <= n; i++) {
        const from = simplex[i] as Corner;
        simplex[i] = corner(from.at.map((x, j) => ((best.at[j] ?? 0) + x) / 2));
      }
    }
  }
}
