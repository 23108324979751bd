import type { PlantedSeries } from '@exchequer/company';
import { daysToMonthEnd, weekday } from '@exchequer/core/analysis';
import { type Random, seededRandom, standardNormal } from '@exchequer/core/statistics';

/** How the level drifts and how noise lasts, as they are planted. */
const drift = 0.01;
const noise = { stays: 0.25, spread: 0.09 };
const monthEndDays = 3;
const draws = 1_500;

/**
 * Sums of the days to come as they are likely to one who knows how the company was made, and has seen the same
 * past: the family of the model and its chances are given, while level, growth, weekdays and month ends have to be
 * learned (Kalman filter with diffuse beginnings, drawn from its last state). Nobody who does not know
 * the numbers themselves can foresee more.
 */
export function informedSums(series: PlantedSeries, origin: number, days: number, seed: string): number[] {
  const size = columnsOf(series, 0).length + 2;
  const mean = new Float64Array(size);
  const spread = Array.from({ length: size }, (_, i) => {
    const row = new Float64Array(size);
    row[i] = i === 1 ? noise.spread ** 2 / (1 - noise.stays ** 2) : i === 2 ? 1e-2 : 25;
    return row;
  });
  mean[0] = observed(series, 0);
  for (let t = 0; t < origin; t++) {
    if (t > 0) forward(mean, spread);
    learn(mean, spread, [1, 1, ...columnsOf(series, t)], observed(series, t));
  }
  const root = choleskyOf(spread);
  const random = seededRandom(`informed/${seed}/${series.setting}/${origin}`);
  const ahead = Array.from({ length: days }, (_, h) => ({
    columns: columnsOf(series, origin + h),
    known: knownLog(series, origin + h),
  }));
  return Array.from({ length: draws }, () => drawnSum({ mean, root }, ahead, random));
}

interface Ahead {
  readonly columns: readonly number[];
  readonly known: number;
}

function drawnSum(
  { mean, root }: { mean: Float64Array; root: readonly Float64Array[] },
  ahead: readonly Ahead[],
  random: Random,
): number {
  const z = Array.from(mean, () => standardNormal(random));
  const state = mean.map(
    (m, i) => m + (root[i] as Float64Array).reduce((sum, r, j) => sum + r * (z[j] ?? 0), 0),
  );
  let [level = 0, rest = 0] = state;
  return ahead.reduce((sum, { columns, known }) => {
    level += drift * standardNormal(random);
    rest = noise.stays * rest + noise.spread * standardNormal(random);
    const season = columns.reduce((total, x, j) => total + x * (state[j + 2] ?? 0), 0);
    return sum + Math.exp(known + season + level + rest);
  }, 0);
}

/** Growth, six weekdays against Monday (a holiday is a Sunday), month end. */
function columnsOf({ from, holidays }: PlantedSeries, t: number): number[] {
  const day = new Date(Date.parse(from) + t * 86_400_000).toISOString().slice(0, 10);
  const place = holidays.has(day) ? 6 : weekday(day);
  const isEnd = daysToMonthEnd(day) < monthEndDays;
  return [t / 100, ...[1, 2, 3, 4, 5, 6].map((one) => (place === one ? 1 : 0)), isEnd ? 1 : 0];
}

const knownLog = ({ price, headcount }: PlantedSeries, t: number): number =>
  Math.log((price[t] ?? 1) * (headcount[t] ?? 1));

const observed = (series: PlantedSeries, t: number): number =>
  Math.log(series.spend[t] ?? 1) - knownLog(series, t);

type Rows = Float64Array[];

function forward(mean: Float64Array, spread: Rows): void {
  mean[1] = noise.stays * (mean[1] ?? 0);
  for (const [i, row] of spread.entries()) {
    for (let j = 0; j < row.length; j++)
      row[j] = (row[j] as number) * (i === 1 ? noise.stays : 1) * (j === 1 ? noise.stays : 1);
  }
  (spread[0] as Float64Array)[0] = ((spread[0] as Float64Array)[0] as number) + drift ** 2;
  (spread[1] as Float64Array)[1] = ((spread[1] as Float64Array)[1] as number) + noise.spread ** 2;
}

/** One value seen without error: all of its noise is in the state. */
function learn(mean: Float64Array, spread: Rows, x: readonly number[], y: number): void {
  const along = spread.map((row) => row.reduce((sum, p, j) => sum + p * (x[j] ?? 0), 0));
  const width = along.reduce((sum, a, i) => sum + a * (x[i] ?? 0), 0) + 1e-9;
  const missed = y - x.reduce((sum, one, j) => sum + one * (mean[j] ?? 0), 0);
  for (const [i, a] of along.entries()) {
    mean[i] = (mean[i] as number) + (a / width) * missed;
    const row = spread[i] as Float64Array;
    for (let j = 0; j < row.length; j++) row[j] = (row[j] as number) - (a * (along[j] ?? 0)) / width;
  }
}

/** Lower root; what rounding made negative is nothing. */
function choleskyOf(spread: readonly Float64Array[]): Rows {
  const root = spread.map((row) => new Float64Array(row.length));
  for (const [i, row] of root.entries()) {
    for (let j = 0; j <= i; j++) {
      const other = root[j] as Float64Array;
      let left = (spread[i] as Float64Array)[j] as number;
      for (let k = 0; k < j; k++) left -= (row[k] as number) * (other[k] as number);
      if (i === j) row[j] = Math.sqrt(Math.max(0, left));
      else row[j] = (other[j] as number) > 1e-12 ? left / (other[j] as number) : 0;
    }
  }
  return root;
}
