import { bootstrapResamples, fewestTeams, intervalPermille } from '@exchequer/model';
import { normalShare, studentQuantile } from './normal.ts';
import { quantileOfSorted } from './quantile.ts';
import { type Random, seededRandom } from './random.ts';
import { atOnce, type InSteps } from './steps.ts';

/** What one team adds to a ratio of sums. */
export interface RatioCluster {
  readonly of: bigint;
  readonly over: bigint;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** What the figure is, such as metric and range: the same figure always has the same interval. */
  readonly seed: string;
  readonly resamples?: number;
  /** Share of the interval in permille; 950 without it. */
  readonly permille?: number;
}

export interface RatioOptions extends BootstrapOptions {
  /** What belongs to no team, such as seats stated for the whole company: it is in every resample once. */
  readonly rest?: RatioCluster;
}

/**
 * Interval of a ratio of sums when whole teams are drawn again with replacement: work within a team
 * is alike, so that single calls or outcomes would make it far too narrow.
 *
 * Teams that have nothing of what is divided by, such as sales where pull requests are, are drawn among
 * themselves: how many such teams there are is how the company is built, no chance.
 *
 * The ends are percentiles of the resamples, moved outwards for few teams: a plain percentile
 * interval is too narrow by √((n−1)/n) and by the normal in place of Student's t (Hesterberg 2015,
 * “expanded percentile interval”).
 *
 * @returns null where fewer than five teams have any of what is divided by, and where so many resamples
 * divide by nothing that an end of the interval is infinite
 */
export function bootstrapRatio(clusters: readonly RatioCluster[], options: RatioOptions): Interval | null {
  const bearing = clusters.filter(({ over }) => over !== 0n);
  const others = clusters.filter(({ over }) => over === 0n);
  const { of: restOf = 0n, over: restOver = 0n } = options.rest ?? {};
  const of = bearing.map((cluster) => Number(cluster.of));
  const over = bearing.map((cluster) => Number(cluster.over));
  const beside = others.map((cluster) => Number(cluster.of));
  const [alsoOf, alsoOver] = [Number(restOf), Number(restOver)];
  const random = seededRandom(`${options.seed} of teams beside`);
  return bootstrap(
    bearing.length,
    (drawn) => {
      let top = alsoOf;
      let bottom = alsoOver;
      for (const at of drawn) {
        top += of[at] ?? 0;
        bottom += over[at] ?? 0;
      }
      for (let n = 0; n < beside.length; n++) top += beside[Math.floor(random() * beside.length)] ?? 0;
      return top / bottom;
    },
    options,
  );
}

/**
 * The same interval of any figure of teams. `figure` gets the places of the teams drawn, some more
 * than once; NaN says that it has no value for these and leaves the resample out.
 */
export const bootstrap = (
  teams: number,
  figure: (drawn: Uint32Array) => number,
  options: BootstrapOptions,
): Interval | null => atOnce(bootstrapInSteps(teams, figure, options));

/** The same, a resample at a time, for figures that take long. */
export function* bootstrapInSteps(
  teams: number,
  figure: (drawn: Uint32Array) => number,
  { seed, resamples = bootstrapResamples, permille = intervalPermille }: BootstrapOptions,
): InSteps<Interval | null> {
  if (teams < fewestTeams) return null;
  const random = seededRandom(seed);
  const drawn = new Uint32Array(teams);
  const figures: number[] = [];
  for (let round = 0; round < resamples; round++) {
    draw(drawn, random);
    const value = figure(drawn);
    if (!Number.isNaN(value)) figures.push(value);
    yield;
  }
  if (figures.length < resamples / 2) return null;
  figures.sort((a, b) => a - b);
  const outside = outsideShare(teams, permille);
  const low = quantileOfSorted(figures, outside);
  const high = quantileOfSorted(figures, 1 - outside);
  return Number.isFinite(low) && Number.isFinite(high) ? { low, high } : null;
}

function draw(into: Uint32Array, random: Random): void {
  for (let i = 0; i < into.length; i++) into[i] = Math.floor(random() * into.length);
}

/** Share of resamples below the lower end. */
function outsideShare(teams: number, permille: number): number {
  const t = studentQuantile(0.5 + permille / 2_000, teams - 1);
  return normalShare(-t * Math.sqrt(teams / (teams - 1)));
}
