/** Policies as files: what a file would change, what it must not, and what it would have done. */
export { type CenterEntry, type ChargingFacts, chargingFault, type RuleEntry } from './charging-draft.ts';
export { exportCharging } from './charging-export.ts';
export { type ChargingPlan, changesCharging, planCharging } from './charging-plan.ts';
export { faultAt, type PolicyDraft, type PolicyEntry } from './draft.ts';
export type { MoneyEffect } from './effect.ts';
export { amountText, exportPolicy, type PolicyExport } from './export.ts';
export { futureId, isFuture, type PolicyFacts, type RunningPeriod, type StandingEnvelope } from './facts.ts';
export type { PolicyFault } from './fault.ts';
export type { FieldChange } from './fields.ts';
export { namesOfPeople, type PeopleNames, type PolicyPeople } from './people.ts';
export { type PolicyChange, type PolicyPlan, planBody, planPolicy, summaryOf } from './plan.ts';
export { isChanged, type SectionChange, type SectionPlan, sectionSummary } from './section.ts';
export { PolicySimulation, type SimulatedUsage, type UsageGroup } from './simulation.ts';
export { reportSimulation } from './simulation-report.ts';
