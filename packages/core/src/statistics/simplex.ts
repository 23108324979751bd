/**
 * The lowest place of a function by the simplex of Nelder and Mead, for at most a few numbers.
 * @returns the place and its value
 */
export function lowest(
  of: (place: readonly number[]) => number,
  start: readonly number[],
  { step = 0.5, mostTries = 120, near = 1e-6 }: { step?: number; mostTries?: number; near?: number } = {},
): { place: readonly number[]; value: number } {
  let tries = 0;
  const look = (place: readonly number[]) => {
    tries++;
    const value = of(place);
    return { place, value: Number.isFinite(value) ? value : Number.MAX_VALUE };
  };
  const simplex = [look(start), ...start.map((value, at) => look(start.with(at, value + step)))];
  const sort = () => simplex.sort((a, b) => a.value - b.value);
  while (tries < mostTries) {
    sort();
    const [best, worst] = [simplex[0], simplex.at(-1)];
    if (!best || !worst || worst.value - best.value <= near * (Math.abs(best.value) + near)) break;
    const rest = simplex.slice(0, -1);
    const centre = start.map(
      (_, at) => rest.reduce((sum, { place }) => sum + (place[at] ?? 0), 0) / rest.length,
    );
    const toward = (by: number) => centre.map((value, at) => value + by * (value - (worst.place[at] ?? 0)));
    const reflected = look(toward(1));
    let next = reflected;
    if (reflected.value < best.value) {
      const further = look(toward(2));
      if (further.value < reflected.value) next = further;
    } else if (reflected.value >= (rest.at(-1)?.value ?? 0)) {
      next = look(toward(reflected.value < worst.value ? 0.5 : -0.5));
    }
    if (next.value < worst.value) simplex[simplex.length - 1] = next;
    else {
      const shrunk = rest
        .slice(1)
        .concat(worst)
        .map(({ place }) => look(place.map((value, at) => (value + (best.place[at] ?? 0)) / 2)));
      simplex.splice(1, simplex.length - 1, ...shrunk);
    }
  }
  sort();
  return simplex[0] ?? look(start);
}

/** The place alone. */
export const lowestPlace = (...asked: Parameters<typeof lowest>): readonly number[] => lowest(...asked).place;
