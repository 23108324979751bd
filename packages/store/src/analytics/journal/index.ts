/** The usage journal: its tables, and the one writer that books into it. */
export { actorLines } from './answers.ts';
export { backfillBatches, completeBatches } from './batch.ts';
export type { BookingDeps, Conflict } from './booking.ts';
export { createJournal, type Journal, type RebookSelection } from './intake.ts';
export { recoverIdentity } from './recover.ts';
export {
  identitySelect,
  identityTable,
  journalDdl,
  journalTable,
} from './schema.ts';
export { eventKey } from './statements.ts';
export { localName, type TableSpec, tableDdl } from './table.ts';
