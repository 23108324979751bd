import {
  type CountPanel,
  fitTwoWayPoisson,
  type Interval,
  partialPooling,
  studentQuantile,
} from '../statistics/index.ts';
import { type CannotTell, cannotTell } from './cannot-tell.ts';

/** Below so many persons what spend brings cannot be told from who spends it. */
export const fewestPersons = 100;
/** Fewer teams give no error that could be trusted. */
export const fewestClusters = 5;
/** A shorter panel cannot tell a busy week from a rich one. */
export const fewestWeeks = 8;

/** By how many percent results rise per percent of spend, seen in three ways. */
export interface Elasticity extends Interval {
  /** With every person’s and every week’s own level taken out: the one to speak of. */
  readonly within: number;
  /** Standard error of `within`, clustered by team, with the factor for few teams. */
  readonly error: number;
  /** Every week of everybody in one heap: who is able and who is busy counts as spend. */
  readonly pooled: number;
  /** Between units alone: who spends more against who brings more. */
  readonly between: number;
  /** Share of the interval, in permille. */
  readonly permille: number;
  readonly units: number;
  readonly weeks: number;
  readonly teams: number;
}

const permille = 950;

/**
 * Poisson pseudo-likelihood with effects of units and weeks, beside the plain slopes that it has to be
 * read against. @returns what is needed where nothing can be told
 */
export function estimateElasticity(panel: CountPanel): Elasticity | CannotTell {
  const weeks = panel.y[0]?.length ?? 0;
  if (weeks < fewestWeeks) return cannotTell('short', `at least ${fewestWeeks} weeks of spend and results`);
  const teams = new Set(panel.cluster).size;
  if (teams < fewestClusters)
    return cannotTell('short', `at least ${fewestClusters} teams: with ${teams} there is no error to go by`);
  if (!panel.y.some((row) => row.some((count) => count > 0)))
    return cannotTell('all-zero', 'results: none were counted in these weeks');
  if (isConstant(panel.x)) return cannotTell('constant', 'spend that differs between weeks');
  const fit = fitTwoWayPoisson(panel);
  if (!fit)
    return cannotTell('collinear', 'spend that moves by itself, and not with the team and the week alone');
  const freedom = fit.clusters - 1;
  const error = fit.clusterError * Math.sqrt(fit.clusters / Math.max(1, freedom));
  const far = studentQuantile(0.5 + permille / 2_000, Math.max(1, freedom)) * error;
  return {
    ...{ within: fit.beta, error, low: fit.beta - far, high: fit.beta + far, permille },
    ...plainSlopes(panel),
    ...{ units: panel.y.length, weeks, teams: fit.clusters },
  };
}

const isConstant = (x: CountPanel['x']): boolean => {
  const first = x.flat().find((value) => !Number.isNaN(value));
  return x.every((row) => row.every((value) => value === first || Number.isNaN(value)));
};

/** Slopes of the logarithm of results: of all weeks together, and of the means of units. */
export function plainSlopes(panel: CountPanel): { pooled: number; between: number } {
  const rows = logRows(panel).filter(({ x }) => x.length > 0);
  const of = (key: 'x' | 'y') => rows.map((row) => row[key]);
  return {
    pooled: slopeOf(of('x').flat(), of('y').flat()),
    between: slopeOf(of('x').map(meanOf), of('y').map(meanOf)),
  };
}

/** x and the logarithm of results of each unit, in the weeks in which it was there. */
export const logRows = ({ x, y }: Pick<CountPanel, 'x' | 'y'>): { x: number[]; y: number[] }[] =>
  x.map((row, unit) => {
    const there = row.flatMap((value, at) => (Number.isNaN(value) ? [] : [at]));
    return {
      x: there.map((at) => row[at] ?? 0),
      y: there.map((at) => Math.log((y[unit]?.[at] ?? 0) + 0.5)),
    };
  });

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Least-squares slope; 0 where x does not vary. */
export function slopeOf(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [meanOf(x), meanOf(y)];
  let cross = 0;
  let square = 0;
  for (const [at, value] of x.entries()) {
    cross += (value - mx) * ((y[at] ?? 0) - my);
    square += (value - mx) ** 2;
  }
  return square > 0 ? cross / square : 0;
}

/** The elasticity of one team, drawn towards that of all teams the more the less is known of it. */
export interface TeamElasticity {
  readonly team: number;
  readonly units: number;
  readonly own: number;
  readonly error: number;
  readonly shrunk: number;
}

export interface TeamElasticities {
  readonly teams: readonly TeamElasticity[];
  /** Variance between teams that their errors do not explain (DerSimonian and Laird). */
  readonly tau2: number;
  readonly mean: number;
}

/**
 * Each team’s own elasticity and the pooled one. Teams of fewer than `fewest` units, and teams within
 * which spend does not move, are left out. Null where fewer than two are left.
 */
export function teamElasticities(panel: CountPanel, fewest: number): TeamElasticities | null {
  const found = [...new Set(panel.cluster)].flatMap((team) => {
    const rows = panel.cluster.flatMap((of, at) => (of === team ? [at] : []));
    if (rows.length < fewest) return [];
    const fit = fitTwoWayPoisson({
      x: rows.map((at) => panel.x[at] ?? []),
      y: rows.map((at) => panel.y[at] ?? []),
      cluster: rows,
    });
    if (!fit || fit.clusters < 3) return [];
    const error = Math.max(fit.modelError, fit.clusterError * Math.sqrt(fit.clusters / (fit.clusters - 1)));
    return [{ team, units: rows.length, own: fit.beta, error }];
  });
  const pooled =
    found.length < 2 ? null : partialPooling(found.map(({ own, error }) => ({ estimate: own, error })));
  if (!pooled) return null;
  const teams = found.map((one, at) => ({ ...one, shrunk: pooled.shrunk[at] ?? one.own }));
  return { teams, tau2: pooled.tau2, mean: pooled.mean };
}
