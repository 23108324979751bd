/** What a regression says of one of its columns. */
export interface Effect {
  readonly estimate: number;
  /** Standard error that allows for errors that hang together and change in size. */
  readonly error: number;
  /** Degrees of freedom that are left. */
  readonly freedom: number;
}

/** Errors of days hang together: never taken to do so more than this. */
const strongest = 0.9;

/**
 * Least squares of days in a row, and how sure one column is. Autocorrelation of the first order is
 * estimated from the residuals, corrected for its bias in short series, and taken out (Prais–Winsten);
 * what is left goes into a Newey–West variance with Bartlett weights (pre-whitening after Andrews and
 * Monahan 1992).
 *
 * @param rows one row of the design for each day
 * @returns null where a column follows from the others, or days do not exceed columns
 */
export function effectOf(
  rows: readonly (readonly number[])[],
  values: readonly number[],
  column: number,
): Effect | null {
  const plain = leastSquares(rows, values);
  if (!plain) return null;
  const rho = autocorrelation(plain.residuals, rows[0]?.length ?? 0);
  const whitened = (series: readonly number[], at: number) =>
    at === 0 ? Math.sqrt(1 - rho ** 2) * (series[0] ?? 0) : (series[at] ?? 0) - rho * (series[at - 1] ?? 0);
  const columns = (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? 0));
  const design = rows.map((_, t) => columns.map((series) => whitened(series, t)));
  const fit = leastSquares(
    design,
    values.map((_, t) => whitened(values, t)),
  );
  if (!fit) return null;
  const freedom = rows.length - columns.length;
  const error = Math.sqrt(neweyWest(design, fit, column) * (rows.length / freedom));
  return { estimate: fit.coefficients[column] ?? 0, error, freedom };
}

interface Fit {
  coefficients: number[];
  residuals: number[];
  /** (X′X)⁻¹ */
  inverse: number[][];
}

function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): Fit | null {
  const width = rows[0]?.length ?? 0;
  if (rows.length <= width + 1) return null;
  const cross = Array.from({ length: width }, (_, i) =>
    Array.from({ length: width }, (__, j) =>
      rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0),
    ),
  );
  const inverse = inverted(cross);
  if (!inverse) return null;
  const moments = Array.from({ length: width }, (_, i) =>
    rows.reduce((sum, row, t) => sum + (row[i] ?? 0) * (values[t] ?? 0), 0),
  );
  const coefficients = inverse.map((line) => dot(line, moments));
  return {
    coefficients,
    inverse,
    residuals: rows.map((row, t) => (values[t] ?? 0) - dot(row, coefficients)),
  };
}

/** First-order autocorrelation; each column that was fitted draws it down by about its share of the days. */
function autocorrelation(residuals: readonly number[], columns: number): number {
  const days = residuals.length;
  const size = dot(residuals, residuals);
  if (size === 0) return 0;
  const found = residuals.reduce((sum, u, t) => sum + (t > 0 ? u * (residuals[t - 1] ?? 0) : 0), 0) / size;
  const corrected = found + (1 + 3 * found + columns / 2) / days;
  return Math.min(strongest, Math.max(0, corrected));
}

/** Newey–West variance of one coefficient, lags by the usual rule 4·(T/100)^(2/9). */
function neweyWest(
  rows: readonly (readonly number[])[],
  { inverse, residuals }: Fit,
  column: number,
): number {
  const lags = Math.floor(4 * (rows.length / 100) ** (2 / 9));
  // The coefficient's own scores: its row of (X′X)⁻¹ times x·u.
  const scores = rows.map((row, t) => dot(inverse[column] ?? [], row) * (residuals[t] ?? 0));
  let variance = dot(scores, scores);
  for (let lag = 1; lag <= lags; lag++) {
    const weight = 1 - lag / (lags + 1);
    const together = scores.reduce(
      (sum, score, t) => sum + (t >= lag ? score * (scores[t - lag] ?? 0) : 0),
      0,
    );
    variance += 2 * weight * together;
  }
  return Math.max(variance, 0);
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

/** Gauss–Jordan with pivots; null where the matrix is as good as singular. */
function inverted(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length;
  const scale = Math.max(...matrix.map((row, i) => Math.abs(row[i] ?? 0)), 0);
  const work = matrix.map((row, i) => [...row, ...Array.from({ length: size }, (_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let k = i + 1; k < size; k++)
      if (Math.abs(work[k]?.[i] ?? 0) > Math.abs(work[pivot]?.[i] ?? 0)) pivot = k;
    const row = work[pivot] ?? [];
    if (Math.abs(row[i] ?? 0) <= scale * 1e-12) return null;
    work[pivot] = work[i] ?? [];
    work[i] = row.map((value) => value / (row[i] ?? 1));
    for (let k = 0; k < size; k++) {
      const factor = work[k]?.[i] ?? 0;
      if (k !== i && factor !== 0)
        work[k] = (work[k] ?? []).map((value, at) => value - factor * (work[i]?.[at] ?? 0));
    }
  }
  return work.map((row) => row.slice(size));
}
