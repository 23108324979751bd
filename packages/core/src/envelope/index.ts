/** Decisions of envelopes: the tree, its periods, what pays for usage, and how money moves between. */
export {
  type AmountMoved,
  give,
  type MoveAmount,
  move,
  type PeriodAmount,
  type Taking,
  take,
} from './amount.ts';
export { type DailySpend, dailyRate, paceOf, runwayDays, weekdayWeights } from './burn.ts';
export { addDays, daysBetween, monthStart, weekday } from './calendar.ts';
export { checkTree } from './check.ts';
export {
  type ChangeFacts,
  changedFields,
  decideChanges,
  type EnvelopeStep,
  refuseClosed,
  type TreeDecision,
  unknownEnvelope,
} from './decide-changes.ts';
export { highestLimit } from './limit.ts';
export { carriersOn, inForce, pathAt, periodRef } from './path.ts';
export {
  type CompanyCalendar,
  instantsOfPeriod,
  type Period,
  type PeriodInstants,
  periodAfter,
  periodAt,
  periodOn,
} from './period.ts';
export { bookUsage, type LevelUsage, type UsageBatch, type UsageBooked } from './record-usage.ts';
export { type EnvelopeRefusal, type EnvelopeRefusalCode, refuseEnvelope } from './refusal.ts';
export { type EnvelopeRoutes, routesOf, routeUsage } from './route.ts';
export { percentSpent, thresholdsCrossed } from './threshold.ts';
export { childrenOf, type EnvelopeTree, inTreeOrder, lineage, namesOf, parentKinds, treeOf } from './tree.ts';
