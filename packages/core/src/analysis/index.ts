/** Why spend changed: bridges, spikes, changes of level; and what may be said of a series at all. */
export {
  attribute,
  type Cell,
  type DimensionExplained,
  type Expectation,
  type Explained,
  explainingCells,
  type Leaf,
} from './attribution.ts';
export { type BatchSaving, batchable, type Load } from './batch.ts';
export {
  type Bridge,
  type BridgeItem,
  bridge,
  type MixLevel,
  type Presence,
} from './bridge.ts';
export { divisiaBridge, type Factors, type Parts, shapleyBridge } from './bridge-alternative.ts';
export type { BridgeCell } from './bridge-cell.ts';
export { type Bin, type Bunching, bunching } from './bunching.ts';
export { dayAfter, daysBetween, daysToMonthEnd, weekday } from './calendar.ts';
export { type CannotTell, cannotTell, isCannotTell, type NoAnswer } from './cannot-tell.ts';
export { type Calls, type Cause, type CauseCell, causesOf } from './cause.ts';
export {
  type CauseKind,
  type ChangeEvent,
  type ChangeKind,
  causeWords,
  changeKinds,
  type NearestChange,
  nearestChange,
  type Where,
} from './change-event.ts';
export {
  type ChangeOptions,
  changepoints,
  differenceSpread,
  type Segmentation,
  type Shift,
  watchShift,
} from './changepoint.ts';
export { shareOut } from './class-cost.ts';
export { type MonthlySpend, type RunRate, runRate, type SpendCohort, spendCohorts } from './cohort.ts';
export {
  amountCommitted,
  bestAmount,
  bestTier,
  type CommitmentOutcome,
  costCurve,
  type Demand,
  drawnDemand,
  normalDemand,
  type Tier,
  type TierChoice,
  tierCommitted,
} from './commitment.ts';
export {
  type OfferedTerm,
  pacingOf,
  type SignedTerm,
  variationOf,
  worthOf,
} from './commitment-term.ts';
export { type CreditFate, type CreditOrder, consumeFirst, type ExpiringCredit } from './credit-order.ts';
export { defaultModelChanges, modelDaysAround } from './default-model.ts';
export { type EstimateAtCompletion, estimateAtCompletion, sumOf } from './estimate.ts';
export {
  type CallDay,
  type Compared,
  causeCellsOf,
  comparedDays,
  type UsageDay,
} from './expectation.ts';
export {
  type AssignAsked,
  assign,
  type ExperimentDesign,
  experimentDesigns,
  type Schedule,
} from './experiment-assign.ts';
export {
  type Effect,
  type ExperimentResult,
  type Outcome,
  readExperiment,
} from './experiment-result.ts';
export { type PlantedExperiment, playExperiment } from './experiment-simulation.ts';
export {
  cuped,
  detectable,
  type History,
  type Noise,
  noiseOf,
  type SizeAsked,
  sampleSize,
} from './experiment-size.ts';
export {
  type Candidate,
  type ForecastLabel,
  type ForecastOptions,
  forecastAhead,
  forecastInSteps,
  forecastSpend,
  type LearnedSpend,
  learnSpend,
  type SpendForecast,
} from './forecast.ts';
export type { DayAhead } from './forecast-bands.ts';
export { type KnownSpend, type ModelName, modelNames } from './forecast-model.ts';
export { meanAbsoluteScaledError, pinballLoss } from './forecast-score.ts';
export {
  findIncidents,
  type Incident,
  type IncidentOptions,
  incidentsInSteps,
  type Slice,
  type SliceSpike,
} from './incident.ts';
export { headcountOn, type MixPart, priceOfMix, type TimeOnStaff } from './known-days.ts';
export {
  curvesInSteps,
  type Prepared,
  prepare,
  type ResponseCurve,
  type ResponseCurves,
} from './response-curve.ts';
export {
  type Elasticity,
  estimateElasticity,
  fewestPersons,
  plainSlopes,
  type TeamElasticities,
  type TeamElasticity,
  teamElasticities,
} from './response-elasticity.ts';
export {
  type Design,
  elasticityOfRatios,
  failuresBeside,
  gradeOf,
  type QualityVerdict,
  qualityVerdict,
  type Reversal,
  refuseFew,
  reversalOf,
} from './response-grade.ts';
export type { TeamWeek } from './response-level.ts';
export {
  bestSpend,
  linearLogOptimum,
  type Optimum,
  type OptimumAsked,
  optimumInSteps,
} from './response-optimum.ts';
export {
  averagedSpend,
  offsetOf,
  type PanelOptions,
  type ResponsePanel,
  toCountPanel,
} from './response-panel.ts';
export { type ResponseForm, responseForms } from './response-shape.ts';
export {
  confoundedSettings,
  drawPoisson,
  type PlantedSetting,
  plantedPanel,
} from './response-simulation.ts';
export { type Runway, runwayOf } from './runway.ts';
export { type SeatChoice, seatsOrUsage } from './seats.ts';
export { type SelfHostCase, selfHostCase } from './self-host.ts';
export { type BudgetSizes, type PersonalSpend, personalOrShared, personalSpend } from './shared-budget.ts';
export {
  type DailySeries,
  findSpikes,
  type JudgedDay,
  type Spike,
  type SpikeOptions,
  spikesInSteps,
} from './spike.ts';
