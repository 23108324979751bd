import { quantiles } from '../statistics/index.ts';
import { type CannotTell, cannotTell } from './cannot-tell.ts';

/** Where the level of a series changes, by the sum of squares around the mean of each stretch. */
export interface Segmentation {
  /** How many observations lie before each change, upwards: 28 says that the 29th is the first of a new level. */
  readonly changes: readonly number[];
  /** Mean of each stretch, one more than there are changes. */
  readonly levels: readonly number[];
  /** Spread of neighbouring differences, which no change of level inflates. */
  readonly sigma: number;
  readonly penalty: number;
  /** Squares within the stretches, and one penalty for each change. */
  readonly totalCost: number;
}

export interface ChangeOptions {
  /** Fewest observations of a stretch; a week without it. */
  readonly minSegment?: number;
}

/** A week, so that no weekday pattern makes a stretch of its own. */
const usualSegment = 7;

/** Standard deviation of neighbouring differences ÷ √2, by their median. 0 where half of them are nothing. */
export function differenceSpread(y: readonly number[]): number {
  const steps = y.slice(1).map((value, i) => Math.abs(value - (y[i] ?? value)));
  const [middle = 0] = quantiles(steps, [0.5]);
  return middle / (0.6745 * Math.SQRT2);
}

/**
 * Changes of level by PELT (Killick et al. 2012): the segmentation of least total cost, exactly, with
 * penalty 2σ̂²·ln n.
 * @returns `CannotTell` for fewer than two stretches’ worth of observations, and where most days equal the day before
 */
export function changepoints(
  y: readonly number[],
  { minSegment = usualSegment }: ChangeOptions = {},
): Segmentation | CannotTell {
  if (y.length < 2 * minSegment) return cannotTell('short', `at least ${2 * minSegment} days`);
  const sigma = differenceSpread(y);
  if (sigma === 0) return cannotTell('constant', 'days that differ from the day before');
  const penalty = 2 * sigma ** 2 * Math.log(y.length);
  const { changes, totalCost } = search(y, minSegment, penalty);
  const ends = [...changes, y.length];
  const levels = ends.map((end, i) => mean(y.slice(ends[i - 1] ?? 0, end)));
  return { changes, levels, sigma, penalty, totalCost };
}

const mean = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0) / of.length;

/** Squares around the mean of any stretch, in constant time. Centred first: raw squares would lose digits. */
function squares(y: readonly number[]): (from: number, to: number) => number {
  const centre = mean(y);
  const sums = new Float64Array(y.length + 1);
  const powers = new Float64Array(y.length + 1);
  y.forEach((value, i) => {
    sums[i + 1] = (sums[i] ?? 0) + (value - centre);
    powers[i + 1] = (powers[i] ?? 0) + (value - centre) ** 2;
  });
  return (from, to) => {
    const sum = (sums[to] ?? 0) - (sums[from] ?? 0);
    return Math.max(0, (powers[to] ?? 0) - (powers[from] ?? 0) - sum ** 2 / (to - from));
  };
}

function search(y: readonly number[], minSegment: number, penalty: number) {
  const cost = squares(y);
  const best = new Float64Array(y.length + 1).fill(Number.POSITIVE_INFINITY);
  const last = new Int32Array(y.length + 1);
  best[0] = -penalty;
  let starts: { at: number; until: number }[] = [];
  for (let end = minSegment; end <= y.length; end++) {
    const begun = end - minSegment;
    if (begun === 0 || begun >= minSegment) starts.push({ at: begun, until: Number.POSITIVE_INFINITY });
    starts = starts.filter(({ until }) => end < until);
    for (const { at } of starts) {
      const total = (best[at] ?? 0) + cost(at, end) + penalty;
      if (total < (best[end] ?? 0)) {
        best[end] = total;
        last[end] = at;
      }
    }
    // A start that is worse here stays worse, but only for ends that could also have begun anew here.
    for (const start of starts) {
      const worse = (best[start.at] ?? 0) + cost(start.at, end) > (best[end] ?? 0);
      if (worse) start.until = Math.min(start.until, end + minSegment);
    }
  }
  const changes: number[] = [];
  for (let at = last[y.length] ?? 0; at > 0; at = last[at] ?? 0) changes.unshift(at);
  return { changes, totalCost: best[y.length] ?? 0 };
}

/** When a running watch first says that the level has moved. */
export interface Shift {
  /** Place of the observation that raised the alarm. */
  readonly alarm: number;
  /** Place at which the sum last stood at nothing: the best guess of when it began. */
  readonly began: number;
  readonly direction: 'up' | 'down';
}

/**
 * CUSUM of both directions, as figures arrive: slack k = 0.5σ, alarm at h = 5σ. Begins anew after an alarm.
 * @param level and `sigma` of the time in which nothing was wrong
 */
export function watchShift(
  y: readonly number[],
  { level, sigma, slack = 0.5, alarm = 5 }: { level: number; sigma: number; slack?: number; alarm?: number },
): readonly Shift[] {
  if (sigma <= 0) return [];
  const shifts: Shift[] = [];
  const watch = { up: { sum: 0, began: 0 }, down: { sum: 0, began: 0 } };
  y.forEach((value, at) => {
    const z = (value - level) / sigma;
    for (const direction of ['up', 'down'] as const) {
      const side = watch[direction];
      if (side.sum === 0) side.began = at;
      side.sum = Math.max(0, side.sum + (direction === 'up' ? z : -z) - slack);
      if (side.sum <= alarm) continue;
      shifts.push({ alarm: at, began: side.began, direction });
      side.sum = 0;
    }
  });
  return shifts;
}
