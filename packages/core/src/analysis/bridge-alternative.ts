/** Quantities and prices of items before and now; floats, for comparing methods. */
export interface Factors {
  readonly q0: readonly number[];
  readonly q1: readonly number[];
  readonly p0: readonly number[];
  readonly p1: readonly number[];
}

export interface Parts {
  readonly volume: number;
  readonly mix: number;
  readonly price: number;
}

const total = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0);
const sharesOf = (q: readonly number[]): number[] => q.map((value) => value / (total(q) || 1));

/**
 * Shapley split: the mean of each factor’s effect over all orders in which volume, shares and prices can
 * change. No order is preferred, and the price of that is that mix and volume share their interaction.
 */
export function shapleyBridge({ q0, q1, p0, p1 }: Factors): Parts {
  const [s0, s1] = [sharesOf(q0), sharesOf(q1)];
  const cost = (volume: boolean, mix: boolean, price: boolean): number => {
    const [s, p] = [mix ? s1 : s0, price ? p1 : p0];
    return total(volume ? q1 : q0) * total(s.map((share, i) => share * (p[i] ?? 0)));
  };
  const effect = (with_: (on: boolean, a: boolean, b: boolean) => number): number => {
    const step = (a: boolean, b: boolean) => with_(true, a, b) - with_(false, a, b);
    return step(false, false) / 3 + (step(true, false) + step(false, true)) / 6 + step(true, true) / 3;
  };
  return {
    volume: effect((on, mix, price) => cost(on, mix, price)),
    mix: effect((on, volume, price) => cost(volume, on, price)),
    price: effect((on, volume, mix) => cost(volume, mix, on)),
  };
}

/**
 * Logarithmic mean Divisia split (Ang 2004). An item that is new or retired has the analytic limit: its
 * whole cost is mix, and nothing of it volume or price.
 */
export function divisiaBridge({ q0, q1, p0, p1 }: Factors): Parts {
  const [s0, s1] = [sharesOf(q0), sharesOf(q1)];
  const grown = Math.log(total(q1) / total(q0));
  const parts = q0.map((before, i): Parts => {
    const [now = 0, old = 0, price = 0] = [q1[i], p0[i], p1[i]];
    const [c0, c1] = [before * old, now * price];
    if (c0 === 0 || c1 === 0) return { volume: 0, mix: c1 - c0, price: 0 };
    const weight = logarithmicMean(c1, c0);
    return {
      volume: weight * grown,
      mix: weight * Math.log((s1[i] ?? 0) / (s0[i] ?? 0)),
      price: weight * Math.log(price / old),
    };
  });
  return {
    volume: total(parts.map(({ volume }) => volume)),
    mix: total(parts.map(({ mix }) => mix)),
    price: total(parts.map(({ price }) => price)),
  };
}

const logarithmicMean = (a: number, b: number): number => (a === b ? a : (a - b) / Math.log(a / b));
