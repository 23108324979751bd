/** Decisions of the gate: what is admitted, what is held for it, where it goes, and why it is refused. */
export { Admissions, type Hold, type LeaseBooks } from './admissions.ts';
export type { CallNature } from './dearest.ts';
export { type CallKind, type LearnedHold, LearnedHolds, nextTopUp, type TopUp } from './learned.ts';
export { exposureDivisor, PooledLease, type Short, Ticket } from './lease.ts';
export { LeasePool } from './lease-pool.ts';
export { LeasedEnvelope, type Need } from './leased-envelope.ts';
export { type CallSize, capOutput, costUpTo, type WorstCase, worstCase } from './worst-case.ts';
