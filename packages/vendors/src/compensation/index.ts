/** Files of pay and of grants, as HR systems export them. */
export { type GrantDraft, type GrantsReading, readGrantsCsv } from './grants.ts';
export { type PayDraft, type PayReading, readPayCsv } from './pay.ts';
