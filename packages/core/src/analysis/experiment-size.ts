import { preciseNormalQuantile } from '../statistics/index.ts';

/** What an experiment’s size follows from. */
export interface SizeAsked {
  /** Standard deviation of one observation. */
  readonly sigma: number;
  /** The smallest effect that is worth knowing, in the same unit. */
  readonly delta: number;
  /** Correlation of an observation with what was known before (CUPED). */
  readonly rho: number;
  /** Observations of one team in one arm. */
  readonly clusterSize: number;
  /** How alike observations of one team are, 0 to 1. */
  readonly icc: number;
  /** Chance of seeing an effect where there is none, both ways together; 0.05 without it. */
  readonly alpha?: number;
  /** Chance of seeing an effect of `delta`; 0.8 without it. */
  readonly power?: number;
}

const factorOf = ({
  sigma,
  rho,
  clusterSize,
  icc,
  alpha = 0.05,
  power = 0.8,
}: Omit<SizeAsked, 'delta'>): number => {
  const z = preciseNormalQuantile(1 - alpha / 2) + preciseNormalQuantile(power);
  return 2 * z ** 2 * sigma ** 2 * (1 - rho ** 2) * (1 + (clusterSize - 1) * icc);
};

/** Observations that each arm needs: 2(z_α/2 + z_β)²σ²(1 − ρ²)[1 + (m − 1)·ICC] ÷ δ²; not rounded. */
export const sampleSize = (asked: SizeAsked): number => factorOf(asked) / asked.delta ** 2;

/** The smallest effect that so many observations an arm show with the asked power; infinite with none. */
export const detectable = (perArm: number, asked: Omit<SizeAsked, 'delta'>): number =>
  Math.sqrt(factorOf(asked) / perArm);

/** Weeks of one team, before an experiment: logarithms of results a head. */
export type History = readonly (readonly number[])[];

/** What the past says of noise; null with fewer than two teams or four weeks. */
export interface Noise {
  readonly sigma: number;
  readonly rho: number;
  readonly icc: number;
}

/**
 * How much weeks scatter once the common course is taken out, how well the first half of the past foretells
 * the second, and how alike weeks of one team still are when that is used.
 */
export function noiseOf(history: History): Noise | null {
  const weeks = Math.min(...history.map((row) => row.length));
  if (history.length < 2 || !Number.isFinite(weeks) || weeks < 4) return null;
  const course = Array.from({ length: weeks }, (_, t) => mean(history.map((row) => row[t] ?? 0)));
  const left = history.map((row) => course.map((level, t) => (row[t] ?? 0) - level));
  const half = Math.floor(weeks / 2);
  const before = left.map((row) => mean(row.slice(0, half)));
  const after = left.map((row) => row.slice(half));
  const [y, x] = [after.flat(), after.flatMap((row, at) => row.map(() => before[at] ?? 0))];
  const sigma = Math.sqrt(variance(y));
  if (!(sigma > 0)) return null;
  const { theta, rho } = cuped(y, x);
  const adjusted = after.map((row, at) => row.map((value) => value - theta * (before[at] ?? 0)));
  return { sigma, rho, icc: intraClass(adjusted) };
}

/** CUPED: θ = cov(Y, X) ÷ var(X); the variance of what is left is (1 − ρ²) of what it was. */
export function cuped(
  y: readonly number[],
  x: readonly number[],
): { theta: number; rho: number; adjusted: number[] } {
  const [my, mx] = [mean(y), mean(x)];
  const cross = mean(y.map((value, at) => (value - my) * ((x[at] ?? 0) - mx)));
  const spread = variance(x);
  const theta = spread > 0 ? cross / spread : 0;
  const both = Math.sqrt(spread * variance(y));
  const adjusted = y.map((value, at) => value - theta * ((x[at] ?? 0) - mx));
  return { theta, rho: both > 0 ? cross / both : 0, adjusted };
}

/** Share of the variance that lies between groups of the same size (one-way analysis), 0 at least. */
function intraClass(groups: readonly (readonly number[])[]): number {
  const size = groups[0]?.length ?? 0;
  const all = mean(groups.flat());
  const between = (size * groups.reduce((sum, row) => sum + (mean(row) - all) ** 2, 0)) / (groups.length - 1);
  const inner =
    groups.reduce((sum, row) => sum + row.reduce((s, value) => s + (value - mean(row)) ** 2, 0), 0) /
    (groups.length * (size - 1));
  const total = between + (size - 1) * inner;
  return total > 0 ? Math.max(0, (between - inner) / total) : 0;
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
const variance = (values: readonly number[]): number => {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
};
