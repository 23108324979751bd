import { intervalPermille } from '@exchequer/model';
import { bootstrapRatio, type Interval, type RatioCluster, type RatioOptions } from './bootstrap.ts';
import { normalQuantile } from './normal.ts';

/** Interval of a share by its counts alone (Wilson 1927): never empty, however few have happened. */
export function wilson(of: number, over: number, permille = intervalPermille): Interval {
  const z = normalQuantile(0.5 + permille / 2_000);
  const share = of / over;
  const middle = (share + (z * z) / (2 * over)) / (1 + (z * z) / over);
  const half =
    (z * Math.sqrt((share * (1 - share)) / over + (z * z) / (4 * over * over))) / (1 + (z * z) / over);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/**
 * Interval of a share of counts when teams are drawn again, and never narrower than its counts alone
 * allow: where nothing was reverted in any team, every resample has nothing reverted as well.
 */
export function bootstrapShare(clusters: readonly RatioCluster[], options: RatioOptions): Interval | null {
  const drawn = bootstrapRatio(clusters, options);
  if (!drawn) return null;
  const all = [...clusters, ...(options.rest ? [options.rest] : [])];
  const sum = (side: keyof RatioCluster) => Number(all.reduce((total, one) => total + one[side], 0n));
  const counted = wilson(sum('of'), sum('over'), options.permille);
  return { low: Math.min(drawn.low, counted.low), high: Math.max(drawn.high, counted.high) };
}
