/** Advice: rules as data, judged over few facts; what overlaps is counted once; what is surest comes first. */
export type { Action, ActionKind, GatewayRule } from './action.ts';
export { type FactName, type Facts, type FactWindow, type Known, unknownFacts } from './facts.ts';
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
export { exactly, type Gain, gainOf, type PermilleSpan, type Span } from './gain.ts';
export { type AdvicePolicy, usualAdvicePolicy } from './policy.ts';
export { isCannotTell, type Missing, type Rule, type RuleText, type Verdict } from './rule.ts';
export { dollars, gainWords } from './words.ts';
