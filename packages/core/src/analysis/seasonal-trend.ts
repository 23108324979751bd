import { quantiles } from '../statistics/index.ts';

/** A series taken apart: trend + season + rest. */
export interface Decomposition {
  readonly trend: readonly number[];
  readonly season: readonly number[];
  readonly rest: readonly number[];
  /** Below 1 where a value stands so far out that it taught the trend and the season less. */
  readonly weights: readonly number[];
}

/** Neighbouring seasons on each side from which one step’s season is learned. */
const seasonReach = 6;

/**
 * Trend and season by local regression, in the manner of STL (Cleveland and others, 1990): the season
 * of each step of the period is smoothed over neighbouring periods, what is left of a level in it is
 * given to the trend, and far values are weighed down in a second round. Null with less than two periods.
 */
export function decompose(series: readonly number[], period: number): Decomposition | null {
  if (series.length < 2 * period) return null;
  const n = series.length;
  const reach = Math.ceil((0.75 * period) / (1 - 1.5 / (2 * seasonReach + 1))) + 1;
  let weights: readonly number[] = new Array<number>(n).fill(1);
  let trend: readonly number[] = localLine(series, weights, period);
  let season: readonly number[] = [];
  for (let round = 0; round < 2; round++) {
    for (let inner = 0; inner < 2; inner++) {
      const over = series.map((y, t) => y - (trend[t] ?? 0));
      season = seasonOf(over, weights, period);
      trend = localLine(
        series.map((y, t) => y - (season[t] ?? 0)),
        weights,
        reach,
      );
    }
    weights = robustWeights(series.map((y, t) => y - (trend[t] ?? 0) - (season[t] ?? 0)));
  }
  const rest = series.map((y, t) => y - (trend[t] ?? 0) - (season[t] ?? 0));
  return { trend, season, rest, weights };
}

/** Weights of neighbours so many steps away, up to a reach: the same for every value of a series. */
function kernelOf(reach: number): Float64Array {
  return Float64Array.from({ length: reach + 1 }, (_, k) => cubed(k / (reach + 1)));
}

function seasonOf(over: readonly number[], weights: readonly number[], period: number): number[] {
  const kernel = kernelOf(seasonReach);
  const season = over.map((_, t) => {
    let above = 0;
    let below = 0;
    for (let k = -seasonReach; k <= seasonReach; k++) {
      const at = t + k * period;
      if (at < 0 || at >= over.length) continue;
      const weight = (kernel[Math.abs(k)] as number) * (weights[at] as number);
      above += weight * (over[at] as number);
      below += weight;
    }
    return below > 0 ? above / below : 0;
  });
  // A window of whole periods: what is left of a level in the season belongs to the trend.
  return season.map((s, t) => {
    const first = Math.max(0, Math.min(season.length - period, t - Math.floor(period / 2)));
    let sum = 0;
    for (let k = first; k < first + period; k++) sum += season[k] as number;
    return s - sum / period;
  });
}

/** Weighted straight line around each value, at that value; `reach` steps on each side. */
export function localLine(series: readonly number[], weights: readonly number[], reach: number): number[] {
  const n = series.length;
  const kernel = kernelOf(reach);
  const line = new Array<number>(n);
  for (let t = 0; t < n; t++) {
    let w0 = 0;
    let w1 = 0;
    let w2 = 0;
    let y0 = 0;
    let y1 = 0;
    const last = Math.min(n - 1, t + reach);
    for (let at = Math.max(0, t - reach); at <= last; at++) {
      const k = at - t;
      const weight = (kernel[k < 0 ? -k : k] as number) * (weights[at] as number);
      const value = series[at] as number;
      w0 += weight;
      w1 += weight * k;
      w2 += weight * k * k;
      y0 += weight * value;
      y1 += weight * k * value;
    }
    const root = w0 * w2 - w1 * w1;
    if (w0 <= 0) line[t] = series[t] as number;
    else line[t] = root > 1e-9 * w0 * w2 ? (y0 * w2 - y1 * w1) / root : y0 / w0;
  }
  return line;
}

const cubed = (x: number): number => (Math.abs(x) >= 1 ? 0 : (1 - Math.abs(x) ** 3) ** 3);

/** Bisquare: 1 in the middle, 0 from six median deviations on. */
export function robustWeights(rest: readonly number[]): number[] {
  const [middle = 0] = quantiles(
    rest.map((r) => Math.abs(r)),
    [0.5],
  );
  if (!(middle > 0)) return rest.map(() => 1);
  return rest.map((r) => {
    const u = Math.abs(r) / (6 * middle);
    return u >= 1 ? 0 : (1 - u * u) ** 2;
  });
}
