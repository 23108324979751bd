/** Statistics of figures: intervals over teams, inequality, open durations, counts with fixed effects. */
export {
  type BootstrapOptions,
  bootstrap,
  bootstrapInSteps,
  bootstrapRatio,
  type Interval,
  type RatioCluster,
  type RatioOptions,
} from './bootstrap.ts';
export { brierScore, type Forecast } from './brier.ts';
export { bootstrapDuration } from './duration.ts';
export { type CurveFit, type CurveForm, curveForms, fitCurve } from './fit.ts';
export { gini } from './inequality.ts';
export { fitMixedModel, type Measured, type MixedFit } from './mixed.ts';
export { normalQuantile, normalShare, preciseNormalQuantile, studentQuantile } from './normal.ts';
export { type CountPanel, fitTwoWayPoisson, type PoissonFit } from './poisson.ts';
export { type Estimate, type Pooled, partialPooling } from './pooling.ts';
export { p90OverP10, quantileOfSorted, quantiles, robustZ } from './quantile.ts';
export { type Random, seededRandom, standardNormal } from './random.ts';
export { bootstrapShare, wilson } from './share.ts';
export { lowest } from './simplex.ts';
export { atOnce, type InSteps } from './steps.ts';
export { type OddsRatios, oddsRatios, type Stratum } from './strata.ts';
export {
  type Durations,
  kaplanMeier,
  type SurvivalQuantile,
  type SurvivalStep,
  survivalQuantile,
} from './survival.ts';
