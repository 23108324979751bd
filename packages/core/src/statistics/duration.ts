import { intervalPermille } from '@exchequer/model';
import { bootstrapRatio, type Interval, type RatioCluster, type RatioOptions } from './bootstrap.ts';
import { studentQuantile } from './normal.ts';

/**
 * Interval of a mean of durations when teams are drawn again, and never narrower than the same mean without each
 * team in turn allows (jackknife, Student's t, on logarithms): durations have long tails, of which few
 * teams drawn again seldom hold the longest.
 */
export function bootstrapDuration(clusters: readonly RatioCluster[], options: RatioOptions): Interval | null {
  const drawn = bootstrapRatio(clusters, options);
  if (!drawn) return null;
  const left = withoutEach(clusters, options);
  return left ? { low: Math.min(drawn.low, left.low), high: Math.max(drawn.high, left.high) } : drawn;
}

/** Null where nothing lasts, or all of it is one team's. */
function withoutEach(
  clusters: readonly RatioCluster[],
  { permille = intervalPermille, rest }: RatioOptions,
): Interval | null {
  const all = rest ? [...clusters, rest] : clusters;
  const sum = (side: keyof RatioCluster) => Number(all.reduce((total, one) => total + one[side], 0n));
  const [of, over] = [sum('of'), sum('over')];
  const teams = clusters.filter((cluster) => cluster.over !== 0n);
  const mean = of / over;
  const logs = teams.map((one) => Math.log((of - Number(one.of)) / (over - Number(one.over)) / mean));
  if (!(mean > 0) || !logs.every(Number.isFinite)) return null;
  const n = teams.length;
  const spread = Math.sqrt(((n - 1) / n) * logs.reduce((total, log) => total + log * log, 0));
  const times = Math.exp(studentQuantile(0.5 + permille / 2_000, n - 1) * spread);
  return { low: mean / times, high: mean * times };
}
