/** Counts of units (persons or teams) by period with one regressor. Rows are units, columns periods. */
export interface CountPanel {
  readonly y: readonly (readonly number[])[];
  /** NaN where the unit was not there in the period: such a cell does not enter. */
  readonly x: readonly (readonly number[])[];
  /** Which cluster each unit belongs to, such as its team. */
  readonly cluster: readonly number[];
}

export interface PoissonFit {
  /** Change of log count per unit of x, within units and periods. */
  readonly beta: number;
  /** From the information alone. */
  readonly modelError: number;
  /** Sandwich over clusters, without a small-sample factor. */
  readonly clusterError: number;
  readonly deviance: number;
  /** How much each cluster moves beta: sums of products are variances and covariances of slopes. */
  readonly influence: ReadonlyMap<number, number>;
  /** Clusters that tell anything. */
  readonly clusters: number;
  /** Cells that entered. */
  readonly cells: number;
}

const mostSteps = 100;
const mostRounds = 2_000;
const enough = 1e-10;
const settled = 1e-13;

/**
 * Poisson pseudo-likelihood with an effect for every unit and every period: what differs between persons
 * or between weeks drops out. Null where x does not vary within them, where nothing was counted, or where
 * it does not settle. Units and periods without any count tell nothing and are left out by themselves.
 *
 * Cells lie in one flat array, so that a thousand persons over a year take well under a second.
 */
export function fitTwoWayPoisson(panel: CountPanel): PoissonFit | null {
  const kept = informative(panel);
  if (!kept) return null;
  let beta = 0;
  for (let step = 0; step < mostSteps; step++) {
    settleEffects(kept, beta);
    const { score, information } = scoreOf(kept);
    if (!(information > enough * kept.spread)) return null;
    const move = Math.max(-1, Math.min(1, score / information));
    beta += move;
    if (Math.abs(move) < enough) {
      settleEffects(kept, beta);
      return summary(kept, beta);
    }
  }
  return null;
}

/** A panel with what its fit works on. */
interface Work {
  readonly units: number;
  readonly periods: number;
  readonly y: Float64Array;
  readonly x: Float64Array;
  /** 1 for a cell that enters, else 0. */
  readonly there: Float64Array;
  readonly cluster: readonly number[];
  readonly unitSums: Float64Array;
  readonly periodSums: Float64Array;
  /** Factors of units and periods; kept between steps, so that each begins where the last one ended. */
  readonly unit: Float64Array;
  readonly period: Float64Array;
  readonly mean: Float64Array;
  /** x less its weighted means of unit and period: what is left of it within them. */
  readonly within: Float64Array;
  /** Means taken off x so far: where the next projection begins. */
  readonly off: { readonly unit: Float64Array; readonly period: Float64Array };
  /** Variation of x over all cells, against which what is left within is judged. */
  readonly spread: number;
}

function informative({ y, x, cluster }: CountPanel): Work | null {
  const counts = (at: number, t: number) => (y[at]?.[t] ?? 0) > 0 && !Number.isNaN(x[at]?.[t]);
  const rows = y.flatMap((row, at) => (row.some((_, t) => counts(at, t)) ? [at] : []));
  const columns = (y[0] ?? []).flatMap((_, t) => (y.some((__, at) => counts(at, t)) ? [t] : []));
  if (rows.length < 2 || columns.length < 2) return null;
  const [units, periods] = [rows.length, columns.length];
  const flat = (of: CountPanel['y']) => {
    const cells = new Float64Array(units * periods);
    rows.forEach((row, i) => {
      columns.forEach((column, t) => {
        cells[i * periods + t] = of[row]?.[column] ?? 0;
      });
    });
    return cells;
  };
  const there = flat(x).map((value) => (Number.isNaN(value) ? 0 : 1));
  const counted = flat(y).map((count, at) => count * (there[at] as number));
  const sums = sumsOf(counted, units, periods);
  const regressor = flat(x).map((value) => (Number.isNaN(value) ? 0 : value));
  return {
    ...{ units, periods, there, y: counted, x: regressor, cluster: rows.map((row) => cluster[row] ?? 0) },
    ...{ unitSums: sums.unit, periodSums: sums.period },
    ...{ unit: new Float64Array(units).fill(1), period: new Float64Array(periods).fill(1) },
    ...{ mean: new Float64Array(units * periods), within: new Float64Array(units * periods) },
    off: { unit: new Float64Array(units), period: new Float64Array(periods) },
    spread: spreadOf(regressor, counted, there),
  };
}

function sumsOf(cells: Float64Array, units: number, periods: number) {
  const unit = new Float64Array(units);
  const period = new Float64Array(periods);
  for (let i = 0, at = 0; i < units; i++) {
    for (let t = 0; t < periods; t++, at++) {
      const value = cells[at] as number;
      unit[i] = (unit[i] as number) + value;
      period[t] = (period[t] as number) + value;
    }
  }
  return { unit, period };
}

/** Weighted by the mean count: the scale of the information, whatever the unit of x. */
function spreadOf(x: Float64Array, y: Float64Array, there: Float64Array): number {
  const sum = (of: (at: number) => number) => x.reduce((total, _, at) => total + of(at), 0);
  const cells = sum((at) => there[at] as number);
  const mean = sum((at) => x[at] as number) / cells;
  const square = sum((at) => (there[at] as number) * ((x[at] as number) - mean) ** 2);
  return (square * sum((at) => y[at] as number)) / cells + Number.MIN_VALUE;
}

/** Factors of units and periods that give every row and column its sum, at a given slope. */
function settleEffects(work: Work, beta: number): void {
  const { units, periods, x, there, unit, period, unitSums, periodSums, mean } = work;
  const weight = x.map((value, at) => (there[at] as number) * Math.exp(beta * value));
  const fitted = new Float64Array(periods);
  for (let round = 0; round < mostRounds; round++) {
    fitted.fill(0);
    for (let i = 0; i < units; i++) {
      const from = i * periods;
      let sum = 0;
      for (let t = 0; t < periods; t++) sum += (weight[from + t] as number) * (period[t] as number);
      const own = (unitSums[i] as number) / sum;
      unit[i] = own;
      for (let t = 0; t < periods; t++) {
        fitted[t] = (fitted[t] as number) + (weight[from + t] as number) * own;
      }
    }
    let moved = 0;
    for (let t = 0; t < periods; t++) {
      const next = (periodSums[t] as number) / (fitted[t] as number);
      moved = Math.max(moved, Math.abs(next / (period[t] as number) - 1));
      period[t] = next;
    }
    if (moved < settled) break;
  }
  for (let i = 0, at = 0; i < units; i++) {
    for (let t = 0; t < periods; t++, at++) {
      mean[at] = (weight[at] as number) * (unit[i] as number) * (period[t] as number);
    }
  }
}

/** Takes the weighted means of units and periods off x, one after the other until nothing moves. */
function project({ units, periods, x, mean, within, off }: Work): void {
  const weightOf = sumsOf(mean, units, periods);
  const sums = new Float64Array(periods);
  for (let round = 0; round < mostRounds; round++) {
    let moved = 0;
    sums.fill(0);
    for (let i = 0; i < units; i++) {
      const from = i * periods;
      let sum = 0;
      for (let t = 0; t < periods; t++) {
        sum += (mean[from + t] as number) * ((x[from + t] as number) - (off.period[t] as number));
      }
      const next = sum / (weightOf.unit[i] as number);
      moved = Math.max(moved, Math.abs(next - (off.unit[i] as number)));
      off.unit[i] = next;
      for (let t = 0; t < periods; t++) {
        sums[t] = (sums[t] as number) + (mean[from + t] as number) * ((x[from + t] as number) - next);
      }
    }
    for (let t = 0; t < periods; t++) {
      const next = (sums[t] as number) / (weightOf.period[t] as number);
      moved = Math.max(moved, Math.abs(next - (off.period[t] as number)));
      off.period[t] = next;
    }
    if (moved < settled) break;
  }
  for (let i = 0, at = 0; i < units; i++) {
    for (let t = 0; t < periods; t++, at++) {
      within[at] = (x[at] as number) - (off.unit[i] as number) - (off.period[t] as number);
    }
  }
}

function scoreOf(work: Work) {
  project(work);
  const { units, periods, y, mean, within } = work;
  let score = 0;
  let information = 0;
  const byCluster = new Map<number, number>();
  for (let i = 0, at = 0; i < units; i++) {
    let own = 0;
    for (let t = 0; t < periods; t++, at++) {
      const left = within[at] as number;
      own += left * ((y[at] as number) - (mean[at] as number));
      information += left * left * (mean[at] as number);
    }
    const cluster = work.cluster[i] as number;
    byCluster.set(cluster, (byCluster.get(cluster) ?? 0) + own);
    score += own;
  }
  return { score, information, byCluster };
}

function summary(work: Work, beta: number): PoissonFit {
  const { information, byCluster } = scoreOf(work);
  const meat = [...byCluster.values()].reduce((sum, score) => sum + score ** 2, 0);
  let deviance = 0;
  work.y.forEach((count, at) => {
    if (work.there[at] === 0) return;
    const fitted = work.mean[at] as number;
    deviance += 2 * ((count > 0 ? count * Math.log(count / fitted) : 0) - (count - fitted));
  });
  return {
    beta,
    modelError: Math.sqrt(1 / information),
    clusterError: Math.sqrt(meat) / information,
    deviance,
    influence: new Map([...byCluster].map(([cluster, score]) => [cluster, score / information])),
    clusters: byCluster.size,
    cells: work.there.reduce((sum, cell) => sum + cell, 0),
  };
}
