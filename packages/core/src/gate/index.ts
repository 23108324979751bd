/** Decisions of the gate: what is admitted, what is held for it, where it goes, and why it is refused. */
export { Admissions, type Hold, type LeaseBooks } from './admissions.ts';
export { exposureDivisor, PooledLease, type Short, Ticket } from './lease.ts';
export { LeasePool } from './lease-pool.ts';
export { LeasedEnvelope, type Need } from './leased-envelope.ts';
