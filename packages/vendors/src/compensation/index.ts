/** Files of pay and of grants, as HR systems export them. */
export { type GrantDraft, type GrantsReading, readGrantsCsv } from './grants.ts';
export { type PayDraft, type PayReading, readPayCsv } from './pay.ts';
// What other files of tables are read with.
export { findNamed, isDay, type Nameable, type RowError, readTable, type TableRow } from './table.ts';
