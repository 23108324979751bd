/** Decisions of the gate: what is admitted, what is held for it, where it goes, and why it is refused. */
export { Admissions, type Hold, type LeaseBooks } from './admissions.ts';
export { overshootBound, overshootShare } from './bound.ts';
export { type BudgetRefusal, budgetFault, type Candidate } from './budget-fault.ts';
export type { CallNature } from './dearest.ts';
export { batchFault, type FaultFacts, gateFault } from './fault.ts';
export { modelAllowed, refuseKey } from './key-rules.ts';
export { type CallKind, callKind, type LearnedHold, nextTopUp, type TopUp } from './learned.ts';
export { exposureDivisor, PooledLease, type Short, Ticket } from './lease.ts';
export { LeasePool } from './lease-pool.ts';
export type { LeaseTerm } from './lease-term.ts';
export { LeasedEnvelope, type Need } from './leased-envelope.ts';
export type { Descent } from './lineage.ts';
export { freshGateMemory, type GateMemory } from './memory.ts';
export { fits } from './pattern.ts';
export { type AttemptFailed, mayMend, type NextAttempt, nextAttempt } from './retry.ts';
export { type PlannedTarget, planRoute, type RoutedCall, type RoutePlan } from './route.ts';
export { moneyText } from './words.ts';
export {
  type CallSize,
  capOutput,
  costUpTo,
  countsAtMost,
  type WorstCase,
  worstCase,
} from './worst-case.ts';
