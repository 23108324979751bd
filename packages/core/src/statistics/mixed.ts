import { lowestPlace } from './simplex.ts';

/** One measured value of a subject. */
export interface Measured {
  readonly subject: number;
  readonly x: number;
  readonly y: number;
}

/** y = intercept + slope·x, with a level and a slope of their own for every subject, which are correlated. */
export interface MixedFit {
  readonly intercept: number;
  readonly slope: number;
  readonly interceptError: number;
  readonly slopeError: number;
  /** Standard deviations between subjects, of levels and of slopes, and how they go together. */
  readonly levelSpread: number;
  readonly slopeSpread: number;
  readonly correlation: number;
  readonly residual: number;
  /** −2 times the restricted log-likelihood. */
  readonly deviance: number;
}

/**
 * Random intercepts and slopes by restricted maximum likelihood (REML, as lme4 has it): the Cholesky factor
 * of the spread relative to the residual is searched for, all else follows. Null with fewer than three
 * subjects or five values.
 */
export function fitMixedModel(values: readonly Measured[]): MixedFit | null {
  const subjects = groupsOf(values);
  if (subjects.length < 3 || values.length < 5) return null;
  const look = (place: readonly number[]) => profile(subjects, values.length, place);
  let place: readonly number[] = [1, 0, 0.5];
  // Started anew where it ended: a simplex that has shrunk too early gets its size back.
  for (const step of [0.5, 0.1, 0.01, 0.001]) {
    place = lowestPlace((at) => look(at).deviance, place, { step, mostTries: 400, near: 1e-13 });
  }
  const { beta, errors, sigma, deviance } = look(place);
  const [a = 0, b = 0, c = 0] = place;
  const slopeSpread = Math.hypot(b, c);
  return {
    ...{ intercept: beta[0], slope: beta[1], interceptError: errors[0], slopeError: errors[1] },
    ...{ levelSpread: Math.abs(a) * sigma, slopeSpread: slopeSpread * sigma, residual: sigma, deviance },
    correlation: slopeSpread > 0 && a !== 0 ? (Math.sign(a) * b) / slopeSpread : 0,
  };
}

/** Sums of a subject: of 1, x, x², y, xy and y². */
interface Sums {
  n: number;
  x: number;
  xx: number;
  y: number;
  xy: number;
  yy: number;
}

function groupsOf(values: readonly Measured[]): Sums[] {
  const groups = new Map<number, Sums>();
  for (const { subject, x, y } of values) {
    const sum = groups.get(subject) ?? { n: 0, x: 0, xx: 0, y: 0, xy: 0, yy: 0 };
    groups.set(subject, {
      ...{ n: sum.n + 1, x: sum.x + x, xx: sum.xx + x * x },
      ...{ y: sum.y + y, xy: sum.xy + x * y, yy: sum.yy + y * y },
    });
  }
  return [...groups.values()];
}

/** Everything that follows from the relative factor Λ = [[a, 0], [b, c]]. */
function profile(subjects: readonly Sums[], count: number, [a = 0, b = 0, c = 0]: readonly number[]) {
  let [xx, xs, ss, xy, sy, yy, logDeterminant] = [0, 0, 0, 0, 0, 0, 0];
  for (const one of subjects) {
    // M = Λ'Z'ZΛ + I, its inverse turns sums of the plain products into those weighted by V⁻¹.
    const zz = [
      a * a * one.n + 2 * a * b * one.x + b * b * one.xx,
      a * c * one.x + b * c * one.xx,
      c * c * one.xx,
    ];
    const [m11, m12, m22] = [(zz[0] as number) + 1, zz[1] as number, (zz[2] as number) + 1];
    const determinant = m11 * m22 - m12 * m12;
    logDeterminant += Math.log(determinant);
    const columns = {
      one: [a * one.n + b * one.x, c * one.x],
      x: [a * one.x + b * one.xx, c * one.xx],
      y: [a * one.y + b * one.xy, c * one.xy],
    };
    const inner = (u: readonly number[], v: readonly number[]) => {
      const [u1 = 0, u2 = 0] = u;
      const [v1 = 0, v2 = 0] = v;
      return (u1 * (m22 * v1 - m12 * v2) + u2 * (m11 * v2 - m12 * v1)) / determinant;
    };
    xx += one.n - inner(columns.one, columns.one);
    xs += one.x - inner(columns.one, columns.x);
    ss += one.xx - inner(columns.x, columns.x);
    xy += one.y - inner(columns.one, columns.y);
    sy += one.xy - inner(columns.x, columns.y);
    yy += one.yy - inner(columns.y, columns.y);
  }
  const size = xx * ss - xs * xs;
  const beta = [(ss * xy - xs * sy) / size, (xx * sy - xs * xy) / size] as const;
  const left = yy - beta[0] * xy - beta[1] * sy;
  const free = count - 2;
  const sigma = Math.sqrt(left / free);
  const errors = [sigma * Math.sqrt(ss / size), sigma * Math.sqrt(xx / size)] as const;
  const deviance = logDeterminant + Math.log(size) + free * (1 + Math.log((2 * Math.PI * left) / free));
  return { beta, errors, sigma, deviance };
}
