import { bootstrapResamples } from '@exchequer/model';
import { quantileOfSorted, seededRandom } from '../statistics/index.ts';
import { type CannotTell, cannotTell } from './cannot-tell.ts';

/** How many (or how much) stands in a bin, bins in order. */
export interface Bin {
  /** Middle of the bin, such as dollars or days before the month’s end. */
  readonly at: number;
  readonly count: number;
}

export interface Bunching {
  /** What a smooth curve without the window expects in each bin. */
  readonly smooth: readonly number[];
  /** Sum over the window above the curve. */
  readonly excess: number;
  /** The same over the curve’s mean in the window: 1 is twice what is smooth. */
  readonly ratio: number;
  readonly error: number;
  readonly low: number;
  readonly high: number;
}

const degree = 5;
/** Bins outside the window beyond the coefficients, so that residuals say anything. */
const leastBins = degree + 1 + 4;

/**
 * Whether figures heap up in a window, such as just below a cap or in the last days of a month: a
 * polynomial of degree 5 is fitted to the bins outside, and what stands above it inside is the excess. Its
 * error is a seeded bootstrap of the residuals; the interval has 95 %.
 * @param seed what is tested: the same question has the same interval
 */
export function bunching(
  bins: readonly Bin[],
  window: { readonly from: number; readonly to: number },
  seed: string,
): Bunching | CannotTell {
  const isInside = ({ at }: Bin) => at >= window.from && at <= window.to;
  const outside = bins.filter((bin) => !isInside(bin));
  if (!bins.some(isInside)) return cannotTell('missing', 'figures in the window');
  if (outside.length < leastBins) return cannotTell('short', `at least ${leastBins} bins outside the window`);
  if (outside.every(({ count }) => count === 0)) return cannotTell('all-zero', 'figures outside the window');
  const basis = polynomial(bins.map(({ at }) => at));
  const found = excessOf(
    bins,
    isInside,
    outside.map(({ count }) => count),
    basis,
  );
  if (found === null) return cannotTell('missing', 'a smooth level above nothing in the window');
  const fitted = outside.map(({ at }) => found.smoothAt(at));
  const rests = outside.map(({ count }, i) => count - (fitted[i] ?? 0));
  const random = seededRandom(seed);
  const drawn: number[] = [];
  for (let round = 0; round < bootstrapResamples; round++) {
    const again = fitted.map((value) => value + (rests[Math.floor(random() * rests.length)] ?? 0));
    const resample = excessOf(bins, isInside, again, basis);
    if (resample) drawn.push(resample.ratio);
  }
  drawn.sort((a, b) => a - b);
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  const variance = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (drawn.length - 1);
  return {
    smooth: bins.map(({ at }) => found.smoothAt(at)),
    excess: found.excess,
    ratio: found.ratio,
    error: Math.sqrt(variance),
    low: quantileOfSorted(drawn, 0.025),
    high: quantileOfSorted(drawn, 0.975),
  };
}

type Basis = (at: number) => number[];

function excessOf(
  bins: readonly Bin[],
  isInside: (bin: Bin) => boolean,
  outside: readonly number[],
  basis: Basis,
) {
  const places = bins.filter((bin) => !isInside(bin)).map(({ at }) => at);
  const coefficients = leastSquares(places.map(basis), outside);
  const smoothAt = (at: number) =>
    basis(at).reduce((sum, value, i) => sum + value * (coefficients[i] ?? 0), 0);
  const inside = bins.filter(isInside);
  const excess = inside.reduce((sum, { at, count }) => sum + count - smoothAt(at), 0);
  const level = inside.reduce((sum, { at }) => sum + smoothAt(at), 0) / inside.length;
  return level > 0 ? { excess, ratio: excess / level, smoothAt } : null;
}

/** Legendre polynomials over the bins’ range: powers themselves would be nearly collinear. */
function polynomial(places: readonly number[]): Basis {
  const [low, high] = [Math.min(...places), Math.max(...places)];
  return (at) => {
    const x = high === low ? 0 : (2 * (at - low)) / (high - low) - 1;
    const values = [1, x];
    for (let n = 1; n < degree; n++) {
      values.push(((2 * n + 1) * x * (values[n] ?? 0) - n * (values[n - 1] ?? 0)) / (n + 1));
    }
    return values;
  };
}

/** Solves the normal equations by elimination with pivots; the basis is near orthogonal, so they are tame. */
function leastSquares(rows: readonly number[][], y: readonly number[]): number[] {
  const size = degree + 1;
  const matrix = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) =>
      rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0),
    ),
    rows.reduce((sum, row, r) => sum + (row[i] ?? 0) * (y[r] ?? 0), 0),
  ]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++) {
      if (Math.abs(matrix[i]?.[column] ?? 0) > Math.abs(matrix[pivot]?.[column] ?? 0)) pivot = i;
    }
    const [top, other] = [matrix[pivot] ?? [], matrix[column] ?? []];
    matrix[column] = top;
    matrix[pivot] = other;
    for (let i = 0; i < size; i++) {
      const row = matrix[i];
      if (i === column || !row) continue;
      const factor = (row[column] ?? 0) / (top[column] ?? 1);
      for (let j = column; j <= size; j++) row[j] = (row[j] ?? 0) - factor * (top[j] ?? 0);
    }
  }
  return matrix.map((row, i) => (row[size] ?? 0) / (row[i] ?? 1));
}
