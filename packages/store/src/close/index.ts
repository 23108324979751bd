/** The month's end: statements, sharing out, the close, and what leaves for other books. */
export { createLedgerDesk, type LedgerDesk } from './desk.ts';
export type { FocusAsked } from './focus.ts';
export type { GlJournalAsked } from './gl-journal.ts';
export type { CloseOptions } from './options.ts';
