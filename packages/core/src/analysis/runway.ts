import { quantileOfSorted, seededRandom } from '../statistics/index.ts';
import { drawDeviations, week } from './forecast-model.ts';
import { decompose } from './seasonal-trend.ts';
import { plain, smooth } from './smoothing.ts';

/** How long what is left lasts. Days, with a decimal. */
export interface Runway {
  /** Left ÷ the weighted mean of daily spend; null where nothing is being spent. */
  readonly days: number | null;
  /** Days after which it is used up in 10 and 90 of 100 paths; null: not within the horizon. */
  readonly low: number | null;
  readonly high: number | null;
  /** Probability that it is used up within `within` days. */
  readonly out: number;
  /** Why there is no band, where there is none. */
  readonly label: 'short' | 'no-spend' | null;
}

export interface RunwayOptions {
  /** Days that it is followed at the most. */
  readonly horizon: number;
  readonly seed: string;
  /** Days until it is filled again; the horizon without them. */
  readonly within?: number;
  readonly paths?: number;
}

/** Share of the newest day in the rate. */
export const burnShare = 0.3;

/**
 * Runway from daily spend up to the last whole day. The rate weighs the newest day by 0.3; the band comes
 * from paths around weekdays and that same rate, so that figure and band speak of one burn.
 */
export function runwayOf(
  left: number,
  spend: readonly number[],
  { horizon, seed, within = horizon, paths = 300 }: RunwayOptions,
): Runway {
  const [first = 0, ...rest] = spend;
  const rate = rest.reduce((mean, y) => burnShare * y + (1 - burnShare) * mean, first);
  const days = left <= 0 ? 0 : rate > 0 ? left / rate : null;
  if (left <= 0) return { days: 0, low: 0, high: 0, out: 1, label: null };
  if (!spend.some((y) => y > 0)) return { days: null, low: null, high: null, out: 0, label: 'no-spend' };
  const recent = spend.slice(-26 * week);
  const taken = decompose(recent, week);
  if (!taken) return { days, low: null, high: null, out: 0, label: 'short' };
  const bare = recent.map((y, t) => y - (taken.season[t] ?? 0));
  const start = bare.slice(0, week).reduce((a, b) => a + b, 0) / week;
  const fit = smooth(bare, 'none', plain(start), { alpha: burnShare, beta: 0, gamma: 0, phi: 1 });
  const season = taken.season.slice(-week);
  const centre = Array.from({ length: horizon }, (_, h) => fit.end.level + (season[h % week] ?? 0));
  const model = {
    centre,
    response: new Array<number>(horizon).fill(burnShare),
    errors: fit.errors.slice(week),
  };
  const ends = drawDeviations(model, seededRandom(seed), paths)
    .map((path) => usedUp(left, path, centre))
    .sort((a, b) => a - b);
  const after = (share: number) => {
    const at = quantileOfSorted(ends, share);
    return Number.isFinite(at) ? at : null;
  };
  const out = ends.filter((end) => end < Math.min(within, horizon)).length / ends.length;
  return { days, low: after(0.1), high: after(0.9), out, label: null };
}

/** The day, with its part, on which nothing is left; infinite when it lasts. */
function usedUp(left: number, path: ArrayLike<number>, centre: readonly number[]): number {
  let rest = left;
  for (let h = 0; h < path.length; h++) {
    const spend = Math.max(0, (centre[h] ?? 0) + (path[h] ?? 0));
    if (spend >= rest) return h + rest / spend;
    rest -= spend;
  }
  return Number.POSITIVE_INFINITY;
}
