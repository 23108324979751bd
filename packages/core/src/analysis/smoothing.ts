import { minimise } from './nelder-mead.ts';

/** How much the latest value moves the level, the slope and the season; what is left of the slope a step on. */
export interface SmoothingParameters {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  /** 1 keeps the slope for ever. */
  readonly phi: number;
}

export type SeasonKind = 'none' | 'additive' | 'multiplicative';

/** Where a smoothed series stands; `season` begins with the effect of the step that comes next. */
export interface SmoothingState {
  readonly level: number;
  readonly slope: number;
  readonly season: readonly number[];
}

export interface Smoothed {
  readonly parameters: SmoothingParameters;
  readonly start: SmoothingState;
  readonly end: SmoothingState;
  /** Sum of squared errors one step ahead. */
  readonly sse: number;
  /** Errors one step ahead. */
  readonly errors: readonly number[];
}

/** Runs a series through Holt’s and Winters’ recursions, in R’s order: the season learns from the new level. */
export function smooth(
  series: readonly number[],
  kind: SeasonKind,
  start: SmoothingState,
  parameters: SmoothingParameters,
): Smoothed {
  const errors = new Array<number>(series.length);
  const season = [...start.season];
  const { level, slope, sse } = recurse(series, kind, { ...start, season }, parameters, errors);
  const turn = series.length % Math.max(1, season.length);
  const end = { level, slope, season: [...season.slice(turn), ...season.slice(0, turn)] };
  return { parameters, start, end, sse, errors };
}

/**
 * The recursions themselves. A fit runs them some hundred times for the sum alone: then nothing is kept.
 * @param start its season is written over
 * @param errors where each error goes; null where only their sum of squares is asked
 */
function recurse(
  series: readonly number[],
  kind: SeasonKind,
  start: { readonly level: number; readonly slope: number; readonly season: number[] },
  { alpha, beta, gamma, phi }: SmoothingParameters,
  errors: number[] | null,
): { level: number; slope: number; sse: number } {
  const { season } = start;
  const period = Math.max(1, season.length);
  let { level, slope } = start;
  let sse = 0;
  let at = 0;
  for (let t = 0; t < series.length; t++) {
    const y = series[t] as number;
    const s = kind === 'none' ? 0 : (season[at] as number);
    const carried = level + phi * slope;
    const error = y - (kind === 'multiplicative' ? carried * s : carried + s);
    if (errors) errors[t] = error;
    sse += error * error;
    const before = level;
    level = alpha * (kind === 'multiplicative' ? y / s : y - s) + (1 - alpha) * carried;
    slope = beta * (level - before) + (1 - beta) * phi * slope;
    if (kind === 'additive') season[at] = gamma * (y - level) + (1 - gamma) * s;
    if (kind === 'multiplicative') season[at] = gamma * (y / level) + (1 - gamma) * s;
    at = at + 1 === period ? 0 : at + 1;
  }
  return { level, slope, sse };
}

/** The sum of squared errors of many parameters in turn, each from the same start. */
function squaredErrors(series: readonly number[], kind: SeasonKind, start: SmoothingState) {
  const season = [...start.season];
  return (parameters: SmoothingParameters, { level, slope } = start): number => {
    for (let at = 0; at < season.length; at++) season[at] = start.season[at] as number;
    return recurse(series, kind, { level, slope, season }, parameters, null).sse;
  };
}

/** The next `steps` values as the state stands. */
export function continueFrom(
  { level, slope, season }: SmoothingState,
  kind: SeasonKind,
  phi: number,
  steps: number,
): number[] {
  let carried = level;
  let left = slope;
  return Array.from({ length: steps }, (_, t) => {
    left *= phi;
    carried += left;
    const s = kind === 'none' ? 0 : (season[t % season.length] ?? 0);
    return kind === 'multiplicative' ? carried * s : carried + s;
  });
}

/** Fitted at once over the smoothing factor and the level it begins with, as they are hard to tell apart. */
export function fitSimple(series: readonly number[]): Smoothed {
  const low = Math.min(...series);
  const high = Math.max(...series);
  const room = high > low ? high : low + 1;
  const sum = squaredErrors(series, 'none', plain(0));
  const of = ([alpha = 0, level = 0]: readonly number[]) =>
    [{ alpha, beta: 0, gamma: 0, phi: 1 }, plain(level)] as const;
  const { at } = minimise((x) => sum(...of(x)), [0.3, series[0] ?? 0], [unit, [low, room]], 1e-12);
  const [parameters, start] = of(at);
  return smooth(series, 'none', start, parameters);
}

export const plain = (level: number): SmoothingState => ({ level, slope: 0, season: [] });
const unit = [0, 1] as const;

/**
 * Start of Holt and Winters as R’s HoltWinters takes it: the trend of the first two periods is a centred
 * moving average, the season is what is over, its mean taken out, and level and slope are a straight
 * line through the trend. Null with less than two periods. Recursion begins at the second period.
 */
export function decomposedStart(
  series: readonly number[],
  period: number,
  kind: Exclude<SeasonKind, 'none'>,
): SmoothingState | null {
  if (series.length < 2 * period) return null;
  const head = series.slice(0, 2 * period);
  const trend = centredAverage(head, period);
  const over = Array.from({ length: period }, (_, i) => {
    const known = [i, i + period].filter((t) => trend[t] !== null);
    const parts = known.map((t) => {
      const y = head[t] ?? 0;
      const base = trend[t] ?? 0;
      return kind === 'multiplicative' ? y / base : y - base;
    });
    return parts.reduce((a, b) => a + b, 0) / Math.max(1, parts.length);
  });
  const mean = over.reduce((a, b) => a + b, 0) / period;
  const season = over.map((s) => (kind === 'multiplicative' ? s / mean : s - mean));
  const known = trend.filter((t) => t !== null);
  const { intercept, slope } = lineThrough(known);
  return { level: intercept, slope, season };
}

/** Centred mean over a period, with half weights at both ends of an even one; null where it does not reach. */
function centredAverage(series: readonly number[], period: number): (number | null)[] {
  const half = Math.floor(period / 2);
  const isEven = period % 2 === 0;
  return series.map((_, t) => {
    if (t < half || t + half >= series.length) return null;
    let sum = 0;
    for (let k = -half; k <= half; k++) {
      const weight = isEven && Math.abs(k) === half ? 0.5 : 1;
      sum += weight * (series[t + k] ?? 0);
    }
    return sum / period;
  });
}

/** Least-squares line through values at 1, 2, 3 … */
function lineThrough(values: readonly number[]): { intercept: number; slope: number } {
  const n = values.length;
  const meanX = (n + 1) / 2;
  const meanY = values.reduce((a, b) => a + b, 0) / n;
  let above = 0;
  let below = 0;
  for (const [i, y] of values.entries()) {
    above += (i + 1 - meanX) * (y - meanY);
    below += (i + 1 - meanX) ** 2;
  }
  const slope = below > 0 ? above / below : 0;
  return { intercept: meanY - slope * meanX, slope };
}

/** Holt–Winters with given parameters; null with less than two periods. */
export function holtWinters(
  series: readonly number[],
  period: number,
  kind: Exclude<SeasonKind, 'none'>,
  parameters: Omit<SmoothingParameters, 'phi'>,
): Smoothed | null {
  const start = decomposedStart(series, period, kind);
  return start && smooth(series.slice(period), kind, start, { ...parameters, phi: 1 });
}

/** Holt–Winters with the parameters of the least squared error one step ahead; null with less than two periods. */
export function fitHoltWinters(
  series: readonly number[],
  period: number,
  kind: Exclude<SeasonKind, 'none'>,
  tolerance?: number,
): Smoothed | null {
  const start = decomposedStart(series, period, kind);
  if (!start) return null;
  const rest = series.slice(period);
  const sum = squaredErrors(rest, kind, start);
  const of = ([alpha = 0, beta = 0, gamma = 0]: readonly number[]) => ({ alpha, beta, gamma, phi: 1 });
  const { at } = minimise((x) => sum(of(x)), [0.3, 0.1, 0.1], [unit, unit, unit], tolerance);
  return smooth(rest, kind, start, of(at));
}

/** A slope that fades by at least a fiftieth a step: growth seen for a month is not promised for a year. */
const fading = [0.8, 0.98] as const;

/** Holt’s level and fading slope; begins at the mean and slope of the first ten values. */
export function fitDamped(series: readonly number[]): Smoothed {
  const { intercept, slope } = lineThrough(series.slice(0, 10));
  const start = { level: intercept, slope: series.length > 2 ? slope : 0, season: [] };
  const sum = squaredErrors(series, 'none', start);
  const of = ([alpha = 0, beta = 0, phi = 0]: readonly number[]) => ({ alpha, beta, gamma: 0, phi });
  const { at } = minimise((x) => sum(of(x)), [0.3, 0.05, 0.95], [unit, unit, fading], 1e-5);
  return smooth(series, 'none', start, of(at));
}
