/** Statistics of figures: intervals over teams, inequality, open durations, counts with fixed effects. */
export {
  type BootstrapOptions,
  bootstrap,
  bootstrapRatio,
  type Interval,
  type RatioCluster,
} from './bootstrap.ts';
export { p90OverP10, quantileOfSorted, quantiles, robustZ } from './quantile.ts';
export { type Random, seededRandom } from './random.ts';
