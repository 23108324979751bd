/** Usage in the books: posting it exactly once, its purposes, and the company's own money for it. */
export { type Charges, createCharges } from './charges.ts';
export { ChargeFailure } from './failure.ts';
export type { ChargeFilter } from './list.ts';
export type { EnvelopeUsage, UsageRouting } from './options.ts';
export type { PosterOptions, UsagePoster } from './poster.ts';
export { previewRetag, type RetagSummary } from './retag.ts';
export { changeRulesWithin } from './rule-change.ts';
export { rulesManagedBy, setRulesManager } from './rule-owner.ts';
export { currentRules, lockCharges } from './rules.ts';
export { chargedCost, chargedSuspense } from './slices.ts';
