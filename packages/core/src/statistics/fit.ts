/** A least-squares fit of a curve through points. */
export interface CurveFit {
  readonly parameters: readonly number[];
  /** Standard errors of the parameters: roots of s²(JᵀJ)⁻¹, s² = residual ÷ (n − parameters). */
  readonly errors: readonly number[];
  /** Residual sum of squares. */
  readonly residual: number;
  readonly at: (x: number) => number;
}

export interface CurveForm {
  readonly name: 'linear-log' | 'hill' | 'saturating' | 'power';
  /** The value at x for parameters. */
  readonly at: (x: number, parameters: readonly number[]) => number;
  /** Where to begin, from the points. */
  readonly start: (x: readonly number[], y: readonly number[]) => number[];
}

const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
const middle = (values: readonly number[]): number => most(values) / 2 || 1;

/** Forms of diminishing returns; none may be drawn past the spend that was seen. */
export const curveForms: readonly CurveForm[] = [
  {
    name: 'linear-log',
    at: (x, [a = 0, b = 0, c = 1]) => a + b * Math.log(1 + x / Math.max(c, 1e-12)),
    start: (x, y) => [0, most(y) / 2, middle(x)],
  },
  {
    name: 'hill',
    at: (x, [v = 0, k = 1, s = 1]) => (x <= 0 ? 0 : (v * x ** s) / (Math.abs(k) ** s + x ** s)),
    start: (x, y) => [most(y) * 1.1, middle(x) / 5, 1],
  },
  {
    name: 'saturating',
    at: (x, [a = 0, b = 0]) => a * (1 - Math.exp(-b * x)),
    start: (x, y) => [most(y) * 2, 0.5 / (most(x) || 1)],
  },
  {
    name: 'power',
    at: (x, [a = 0, b = 1]) => (x <= 0 ? 0 : a * x ** b),
    start: (x, y) => [most(y) / (most(x) || 1) ** 0.5, 0.5],
  },
];

const mostSteps = 500;

/**
 * Fits a curve by Levenberg and Marquardt. Null with fewer points than parameters and one more, or where
 * it does not settle.
 */
export function fitCurve(
  form: Pick<CurveForm, 'at' | 'start'>,
  x: readonly number[],
  y: readonly number[],
): CurveFit | null {
  let parameters = form.start(x, y);
  if (x.length <= parameters.length) return null;
  const residualOf = (p: readonly number[]) =>
    x.reduce((sum, at, i) => sum + ((y[i] ?? 0) - form.at(at, p)) ** 2, 0);
  let residual = residualOf(parameters);
  let damping = 1e-3;
  for (let step = 0; step < mostSteps && damping < 1e12; step++) {
    const next = stepFrom(form, x, y, parameters, damping);
    const then = next ? residualOf(next) : Number.NaN;
    if (next && then <= residual) {
      const settled =
        residual - then <= 1e-14 * residual && next.every((p, i) => isClose(p, parameters[i] ?? 0));
      [parameters, residual] = [next, then];
      damping = Math.max(damping / 10, 1e-15);
      if (settled) break;
    } else damping *= 10;
  }
  if (!Number.isFinite(residual)) return null;
  const errors = errorsOf(form, x, parameters, residual);
  return { parameters, errors, residual, at: (value) => form.at(value, parameters) };
}

function errorsOf(
  form: Pick<CurveForm, 'at'>,
  x: readonly number[],
  parameters: readonly number[],
  residual: number,
): number[] {
  const slopes = x.map((at) => slopesOf(form, at, parameters));
  const places = [...parameters.keys()];
  // Scaled to ones on its diagonal: parameters may differ by many powers of ten.
  const scale = places.map((a) => Math.sqrt(slopes.reduce((sum, row) => sum + (row[a] ?? 0) ** 2, 0)) || 1);
  const cross = places.map((a) =>
    places.map(
      (b) =>
        slopes.reduce((sum, row) => sum + (row[a] ?? 0) * (row[b] ?? 0), 0) /
        ((scale[a] ?? 1) * (scale[b] ?? 1)),
    ),
  );
  const variance = residual / (x.length - parameters.length);
  return places.map((a) => {
    const unit = places.map((b) => (a === b ? 1 : 0));
    const column = solve(cross, unit);
    return column ? Math.sqrt(variance * (column[a] ?? 0)) / (scale[a] ?? 1) : Number.NaN;
  });
}

const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), 1e-12);

function stepFrom(
  form: Pick<CurveForm, 'at'>,
  x: readonly number[],
  y: readonly number[],
  parameters: readonly number[],
  damping: number,
): number[] | null {
  const n = parameters.length;
  const normal = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const right = new Array<number>(n).fill(0);
  for (const [i, at] of x.entries()) {
    const slopes = slopesOf(form, at, parameters);
    const missed = (y[i] ?? 0) - form.at(at, parameters);
    for (let a = 0; a < n; a++) {
      right[a] = (right[a] ?? 0) + (slopes[a] ?? 0) * missed;
      const row = normal[a] as number[];
      for (let b = 0; b < n; b++) row[b] = (row[b] ?? 0) + (slopes[a] ?? 0) * (slopes[b] ?? 0);
    }
  }
  for (let a = 0; a < n; a++) {
    const row = normal[a] as number[];
    row[a] = (row[a] ?? 0) * (1 + damping) + 1e-300;
  }
  const move = solve(normal, right);
  return move && parameters.map((p, i) => p + (move[i] ?? 0));
}

function slopesOf(form: Pick<CurveForm, 'at'>, at: number, parameters: readonly number[]): number[] {
  return parameters.map((parameter, i) => {
    const by = Math.max(Math.abs(parameter), 1e-8) * 1e-6;
    const moved = (to: number) => form.at(at, parameters.with(i, to));
    return (moved(parameter + by) - moved(parameter - by)) / (2 * by);
  });
}

/** Gauss with pivots; null for a matrix without an inverse. */
function solve(matrix: number[][], right: readonly number[]): number[] | null {
  const n = right.length;
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  for (let at = 0; at < n; at++) {
    const pivot = rows
      .slice(at)
      .reduce((best, row) => (Math.abs(row[at] ?? 0) > Math.abs(best[at] ?? 0) ? row : best));
    const place = rows.indexOf(pivot);
    [rows[at], rows[place]] = [rows[place] as number[], rows[at] as number[]];
    const head = pivot[at] ?? 0;
    if (head === 0 || !Number.isFinite(head)) return null;
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = (row[at] ?? 0) / head;
      for (let column = at; column <= n; column++)
        row[column] = (row[column] ?? 0) - factor * (pivot[column] ?? 0);
    }
  }
  return rows.map((row, i) => (row[n] ?? 0) / (row[i] ?? 1));
}
