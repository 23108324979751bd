/** Records that could not be taken in: kept, shown, replayed or set aside; never passed over. */
export { memoryQuarantine } from './memory.ts';
export { postgresQuarantine } from './postgres.ts';
export { keptPerSource, type Quarantine, type QuarantineEntry, type QuarantinePage } from './quarantine.ts';
