/** What was expected of an element and what came. */
export interface Expectation {
  readonly forecast: number;
  readonly actual: number;
}

/** One value of a dimension, and how much of the difference it explains. */
export interface Explained extends Expectation {
  readonly element: string;
  /** Explanatory power: its difference over the whole one; those of a dimension sum to 1. */
  readonly power: number;
  /** Half its share of the Jensen–Shannon divergence between expected and actual shares, in nats. */
  readonly surprise: number;
}

export interface DimensionExplained {
  readonly dimension: string;
  /** The smallest set of surprising elements that explains enough, the most surprising first. */
  readonly kept: readonly Explained[];
  readonly power: number;
  readonly surprise: number;
  readonly all: readonly Explained[];
}

/** Below this an element explains too little to be named. */
const leastPower = 0.1;
/** Above this enough is explained. */
const enoughPower = 0.67;

/**
 * Which values of which dimension explain a difference (Adtributor, Bhagwan et al. 2014): elements by
 * descending surprise that each explain more than a tenth, until they explain more than two thirds; the
 * dimensions by the surprise of what they kept. Empty where expected and actual are the same: there is
 * nothing to explain.
 */
export function attribute(
  dimensions: ReadonlyMap<string, ReadonlyMap<string, Expectation>>,
): readonly DimensionExplained[] {
  return [...dimensions]
    .flatMap(([dimension, elements]) => explainBy(dimension, elements) ?? [])
    .sort((a, b) => b.surprise - a.surprise || (a.dimension < b.dimension ? -1 : 1));
}

function explainBy(dimension: string, elements: ReadonlyMap<string, Expectation>): DimensionExplained | null {
  const forecast = total([...elements.values()].map((one) => one.forecast));
  const actual = total([...elements.values()].map((one) => one.actual));
  if (actual === forecast || elements.size === 0) return null;
  const all = [...elements]
    .map(
      ([element, one]): Explained => ({
        element,
        ...one,
        power: (one.actual - one.forecast) / (actual - forecast),
        surprise: surpriseOf(shareOf(one.forecast, forecast), shareOf(one.actual, actual)),
      }),
    )
    .sort((a, b) => b.surprise - a.surprise || (a.element < b.element ? -1 : 1));
  const kept: Explained[] = [];
  let power = 0;
  for (const one of all) {
    if (power > enoughPower) break;
    if (one.power <= leastPower) continue;
    kept.push(one);
    power += one.power;
  }
  return { dimension, kept, power, surprise: total(kept.map((one) => one.surprise)), all };
}

const total = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0);
const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

function surpriseOf(p: number, q: number): number {
  const part = (share: number) => (share <= 0 ? 0 : share * Math.log((2 * share) / (p + q)));
  return Math.max(0, 0.5 * (part(p) + part(q)));
}

/** A row of the finest table: its value in every dimension. */
export interface Leaf extends Expectation {
  readonly values: Readonly<Record<string, string>>;
}

/** A cell of one or two dimensions that explains a difference. */
export interface Cell extends Expectation {
  readonly at: Readonly<Record<string, string>>;
  readonly power: number;
  /** Share of all differences between expected and actual that one factor on this cell alone explains, 0–1. */
  readonly fit: number;
}

const beamWidth = 12;
/** A second dimension must explain so much more than one does. */
const worthNaming = 0.02;

/**
 * The cells of one and two dimensions whose change, spread over their rows in proportion, explains the
 * differences of all rows best; the best first. A beam keeps the best cells of one dimension and extends
 * these alone. Empty where nothing differs.
 */
export function explainingCells(leaves: readonly Leaf[], dimensions: readonly string[]): readonly Cell[] {
  const off = total(leaves.map(({ actual, forecast }) => Math.abs(actual - forecast)));
  const change = total(leaves.map(({ actual, forecast }) => actual - forecast));
  if (off === 0 || change === 0) return [];
  const scored = (rows: readonly Leaf[], dimension: string, of: Cell['at'] = {}): Cell[] =>
    [...byValue(rows, dimension)].map(([value, inside]) =>
      cellOf(inside, { ...of, [dimension]: value }, off, change),
    );
  const single = dimensions.flatMap((dimension) => scored(leaves, dimension));
  const beam = single
    .filter(({ power }) => power > leastPower)
    .sort(better)
    .slice(0, beamWidth);
  const pairs = beam.flatMap((cell) => {
    const rows = leaves.filter((leaf) => isIn(leaf, cell.at));
    return dimensions
      .filter((dimension) => !(dimension in cell.at))
      .flatMap((dimension) => scored(rows, dimension, cell.at))
      .filter(({ fit, power }) => power > leastPower && fit > cell.fit + worthNaming);
  });
  const distinct = new Map([...beam, ...pairs].map((cell) => [nameOf(cell.at), cell]));
  return [...distinct.values()].sort(better);
}

const nameOf = (at: Readonly<Record<string, string>>): string => JSON.stringify(Object.entries(at).sort());

const better = (a: Cell, b: Cell): number =>
  b.fit - a.fit ||
  Object.keys(a.at).length - Object.keys(b.at).length ||
  (nameOf(a.at) < nameOf(b.at) ? -1 : 1);

const isIn = ({ values }: Leaf, at: Readonly<Record<string, string>>): boolean =>
  Object.entries(at).every(([dimension, value]) => (values[dimension] ?? '') === value);

/** Rows by their value in a dimension, in one pass: there may be thousands of values. */
function byValue(leaves: readonly Leaf[], dimension: string): ReadonlyMap<string, Leaf[]> {
  const found = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const value = leaf.values[dimension] ?? '';
    const same = found.get(value);
    if (same) same.push(leaf);
    else found.set(value, [leaf]);
  }
  return found;
}

function cellOf(inside: readonly Leaf[], at: Cell['at'], off: number, change: number): Cell {
  const forecast = total(inside.map((leaf) => leaf.forecast));
  const actual = total(inside.map((leaf) => leaf.actual));
  const missed = total(
    inside.map((leaf) => {
      const spread = forecast === 0 ? leaf.actual : leaf.forecast * (actual / forecast);
      return Math.abs(leaf.actual - spread) - Math.abs(leaf.actual - leaf.forecast);
    }),
  );
  return { at, forecast, actual, power: (actual - forecast) / change, fit: -missed / off };
}
