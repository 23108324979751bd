import { bootstrapResamples, invariant } from '@exchequer/model';
import { atOnce, bootstrapInSteps, type InSteps, type Interval } from '../statistics/index.ts';
import { fitShape, groupedPoints, onGrouped, type Prepared, type ResponseCurve } from './response-curve.ts';
import { averageLevel } from './response-level.ts';
import { shapeFamilies } from './response-shape.ts';

/** The spend a head at which one more dollar brings one more dollar. */
export interface Optimum {
  readonly form: ResponseCurve['form'];
  readonly spend: number;
  /** Null where fewer teams than five can be drawn again. */
  readonly interval: Interval | null;
  /** Of the interval, in permille. */
  readonly permille: number;
  /**
   * Whether it lies inside what was seen. `above`: more than was seen still pays, so that `spend` is only the
   * most that can be spoken of; `below`: less than was seen does.
   */
  readonly place: 'inside' | 'above' | 'below';
}

const permille = 950;
const grid = 400;

/** Spend where the value of results less spend is highest, within [from, to]; spend beyond was not seen. */
export function bestSpend(at: (x: number) => number, value: number, from: number, to: number): number {
  let [best, most] = [from, Number.NEGATIVE_INFINITY];
  for (let step = 0; step <= grid; step++) {
    const x = from + ((to - from) * step) / grid;
    const net = value * at(x) - x;
    if (net > most) [best, most] = [x, net];
  }
  const width = (to - from) / grid;
  return golden((x) => value * at(x) - x, Math.max(from, best - width), Math.min(to, best + width));
}

/** Highest place of a function with one top, by golden section. */
function golden(of: (x: number) => number, from: number, to: number): number {
  const share = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  for (let step = 0; step < 60; step++) {
    const [a, b] = [high - share * (high - low), low + share * (high - low)];
    if (of(a) >= of(b)) high = b;
    else low = a;
  }
  return (low + high) / 2;
}

/** Where spend pays for itself on y = a + b·ln(1 + x/c0): there v·b/(c0 + x) is one dollar. */
export const linearLogOptimum = (value: number, b: number, offset: number): number => value * b - offset;

export interface OptimumAsked {
  /** Dollars that one result is worth. */
  readonly value: number;
  readonly from: number;
  readonly to: number;
  /** What is asked, such as workspace and range: the same always has the same interval. */
  readonly seed: string;
  readonly resamples?: number;
}

/** The optimum on a curve, with the interval of teams drawn again; the form and the weeks’ levels are kept. */
export const optimumOf = (prepared: Prepared, curve: ResponseCurve, asked: OptimumAsked): Optimum =>
  atOnce(optimumInSteps(prepared, curve, asked));

/** The same, a resample at a time. */
export function* optimumInSteps(
  { grouped, middle }: Prepared,
  curve: ResponseCurve,
  asked: OptimumAsked,
): InSteps<Optimum> {
  const { value, from, to, seed, resamples = bootstrapResamples } = asked;
  const spend = bestSpend(curve.at, value, from, to);
  const edge = (to - from) * 1e-3;
  const place = spend > to - edge ? 'above' : spend < from + edge ? 'below' : 'inside';
  const family = shapeFamilies.find(({ form }) => form === curve.form);
  invariant(family, 'a curve is of one of the families');
  const teams = [...new Set(grouped.map(({ team }) => team))].map((of) =>
    grouped.filter(({ team }) => team === of),
  );
  const whole = fitShape(groupedPoints(grouped), family, middle, onGrouped);
  const drawnSpend = (drawn: Uint32Array): number => {
    // A team drawn twice is two teams, each with a level of its own.
    const again = [...drawn].flatMap((at, copy) => (teams[at] ?? []).map((row) => ({ ...row, team: copy })));
    const points = groupedPoints(again);
    const search = { ...onGrouped, starts: [whole.place], mostTries: 30 };
    const { shape, bare } = fitShape(points, family, middle, search);
    const level = averageLevel(points, bare, onGrouped.weeks);
    return bestSpend((x) => level * shape.at(x), value, from, to);
  };
  const interval = yield* bootstrapInSteps(teams.length, drawnSpend, { seed, resamples, permille });
  return { form: curve.form, spend, interval, permille, place };
}
