/** Counts of units (persons or teams) by period with one regressor. Rows are units, columns periods. */
export interface CountPanel {
  readonly y: readonly (readonly number[])[];
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
}

const mostSteps = 200;
const enough = 1e-10;

/**
 * Poisson pseudo-likelihood with an effect for every unit and every period: what differs between persons
 * or between weeks drops out. Null where x does not vary within them, where nothing was counted, or where
 * it does not settle. Units and periods without any count tell nothing and are left out by themselves.
 */
export function fitTwoWayPoisson(panel: CountPanel): PoissonFit | null {
  const kept = informative(panel);
  if (!kept) return null;
  let beta = 0;
  const effects = startOf(kept);
  for (let step = 0; step < mostSteps; step++) {
    settleEffects(kept, beta, effects);
    const { score, information } = scoreOf(kept, beta, effects);
    if (!(information > enough)) return null;
    const move = Math.max(-1, Math.min(1, score / information));
    beta += move;
    if (Math.abs(move) < enough) return summary(kept, beta, effects);
  }
  return null;
}

interface Effects {
  readonly unit: number[];
  readonly period: number[];
}

function informative({ y, x, cluster }: CountPanel): CountPanel | null {
  const units = y.flatMap((row, at) => (row.some((count) => count > 0) ? [at] : []));
  const periods = (y[0] ?? []).flatMap((_, at) => (y.some((row) => (row[at] ?? 0) > 0) ? [at] : []));
  if (units.length < 2 || periods.length < 2) return null;
  const pick = (rows: CountPanel['y']) => units.map((unit) => periods.map((at) => rows[unit]?.[at] ?? 0));
  return { y: pick(y), x: pick(x), cluster: units.map((unit) => cluster[unit] ?? 0) };
}

const startOf = ({ y }: CountPanel): Effects => ({ unit: y.map(() => 1), period: (y[0] ?? []).map(() => 1) });

/** Factors of units and periods that give every row and column its sum, at a given slope. */
function settleEffects({ y, x }: CountPanel, beta: number, { unit, period }: Effects): void {
  const weight = x.map((row) => row.map((value) => Math.exp(beta * value)));
  for (let round = 0; round < 10_000; round++) {
    let moved = 0;
    for (const [i, row] of y.entries()) {
      const fitted = row.reduce((sum, _, t) => sum + (weight[i]?.[t] ?? 0) * (period[t] ?? 0), 0);
      unit[i] = row.reduce((sum, count) => sum + count, 0) / fitted;
    }
    for (const t of period.keys()) {
      const fitted = y.reduce((sum, _, i) => sum + (weight[i]?.[t] ?? 0) * (unit[i] ?? 0), 0);
      const next = y.reduce((sum, row) => sum + (row[t] ?? 0), 0) / fitted;
      moved = Math.max(moved, Math.abs(next / (period[t] ?? 1) - 1));
      period[t] = next;
    }
    if (moved < 1e-13) return;
  }
}

const meanOf = ({ x }: CountPanel, beta: number, { unit, period }: Effects): number[][] =>
  x.map((row, i) => row.map((value, t) => Math.exp(beta * value) * (unit[i] ?? 0) * (period[t] ?? 0)));

/** x less its weighted means of unit and period: what is left of it within them. */
function within({ x }: CountPanel, mean: readonly (readonly number[])[]): number[][] {
  const left = x.map((row) => [...row]);
  for (let round = 0; round < 10_000; round++) {
    let moved = 0;
    for (const [i, row] of left.entries()) moved = Math.max(moved, center(row, mean[i] ?? []));
    for (const t of (left[0] ?? []).keys()) {
      const column = left.map((row) => row[t] ?? 0);
      moved = Math.max(
        moved,
        center(
          column,
          mean.map((row) => row[t] ?? 0),
        ),
      );
      for (const [i, row] of left.entries()) row[t] = column[i] ?? 0;
    }
    if (moved < 1e-13) break;
  }
  return left;
}

/** Takes the weighted mean off values, in place; returns its size. */
function center(values: number[], weights: readonly number[]): number {
  let sum = 0;
  let total = 0;
  for (const [at, value] of values.entries()) {
    sum += value * (weights[at] ?? 0);
    total += weights[at] ?? 0;
  }
  const mean = total > 0 ? sum / total : 0;
  for (const at of values.keys()) values[at] = (values[at] ?? 0) - mean;
  return Math.abs(mean);
}

function scoreOf(panel: CountPanel, beta: number, effects: Effects) {
  const mean = meanOf(panel, beta, effects);
  const left = within(panel, mean);
  let score = 0;
  let information = 0;
  const byCluster = new Map<number, number>();
  for (const [i, row] of panel.y.entries()) {
    const cluster = panel.cluster[i] ?? 0;
    for (const [t, count] of row.entries()) {
      const own = (left[i]?.[t] ?? 0) * (count - (mean[i]?.[t] ?? 0));
      score += own;
      byCluster.set(cluster, (byCluster.get(cluster) ?? 0) + own);
      information += (left[i]?.[t] ?? 0) ** 2 * (mean[i]?.[t] ?? 0);
    }
  }
  return { score, information, byCluster, mean };
}

function summary(panel: CountPanel, beta: number, effects: Effects): PoissonFit {
  const { information, byCluster, mean } = scoreOf(panel, beta, effects);
  const meat = [...byCluster.values()].reduce((sum, score) => sum + score ** 2, 0);
  let deviance = 0;
  for (const [i, row] of panel.y.entries()) {
    for (const [t, count] of row.entries()) {
      const fitted = mean[i]?.[t] ?? 0;
      deviance += 2 * ((count > 0 ? count * Math.log(count / fitted) : 0) - (count - fitted));
    }
  }
  return {
    beta,
    modelError: Math.sqrt(1 / information),
    clusterError: Math.sqrt(meat) / information,
    deviance,
  };
}
