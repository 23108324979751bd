/** Advice: rules as data, judged over few facts; what overlaps is counted once; what is surest comes first. */

export type { Action, ActionKind, GatewayRule } from './action.ts';
export { type Advice, advise } from './advise.ts';
export {
  type FactName,
  type Facts,
  type FactWindow,
  type Known,
  type Missing,
  unknownFacts,
} from './facts.ts';
export type * from './facts-money.ts';
export type * from './facts-usage.ts';
export type * from './facts-work.ts';
export {
  type Audience,
  type CannotTell,
  type Confidence,
  type Effort,
  type EvidenceItem,
  type Finding,
  type Owner,
  type Subject,
  type SubjectKind,
  subjectKinds,
  type Touch,
} from './finding.ts';
export { exactly, type Gain, gainOf, type PermilleSpan, perMonth, type Span } from './gain.ts';
export {
  type AdviceVerb,
  allows,
  expiryOf,
  type KeptAdvice,
  type RecommendationState,
  type RoundStep,
  recommendationStates,
  stepOf,
} from './life.ts';
export { type NetFinding, netted, overlapOrder, totalGain } from './overlap.ts';
export { type OwnCacheUse, ownFindings } from './own.ts';
export { type AdviceActor, type AdviceStake, forbidden } from './permission.ts';
export { type AdvicePolicy, usualAdvicePolicy } from './policy.ts';
export { shareOfPairs } from './proportion.ts';
export { ranked } from './rank.ts';
export {
  type AppliedSeries,
  fewestDaysAfter,
  fewestDaysBefore,
  measureRealised,
  type Realised,
} from './realised.ts';
export { type RealisedRecord, type RuleRecord, ruleRecords, scaledByRecord } from './record.ts';
export { isCannotTell, type Rule, type RuleText, type Verdict } from './rule.ts';
export { rules } from './rules/index.ts';
export { type Brings, dollars, gainWords } from './words.ts';
