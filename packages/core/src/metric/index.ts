/** Metrics: the catalogue as data, the exact arithmetic of readings, and what a query may ask. */
export { hourLabels } from './bucket.ts';
export { metricOf, metrics, toDefinition } from './catalogue/index.ts';
export { concentration } from './concentration.ts';
export { decimalText, ratioText } from './decimal.ts';
export {
  type Combination,
  type Computation,
  factsIn,
  type Metric,
  measuresIn,
  smallestGroup,
  sumOf,
} from './definition.ts';
export { activeWorkers, agentsPerEmployee, type Headcount, tokensPerEmployee } from './employee.ts';
export { evidenceOf } from './evidence.ts';
export { type FactKey, type FactMeasure, factMeasureOf, factMeasures, factOf } from './fact.ts';
export { glossaryTable } from './glossary.ts';
export { type Change, type GrowthReading, growthOf } from './growth.ts';
export { inequality, inequalityOf, type RoleUse, refusedRole } from './inequality.ts';
export { derivedMeasures, isMoney, type Measure, measures, type Sums } from './measure.ts';
export { type MetricPair, metricPairs } from './pairs.ts';
export { compareRange, daysIn, instantsOf, localDate, startOfLocalDay } from './range.ts';
export { checkQuery, flagValues, metricsOf, type QueryRefusal } from './validate.ts';
export { addSums, combine, isWhollyUnpriced, readingOf } from './value.ts';
