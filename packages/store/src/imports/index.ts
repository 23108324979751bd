/** What importers have read: runs and, per file, how far. */
export type { FileMark, ImportLedger } from './ledger.ts';
export { memoryImports } from './memory.ts';
export { postgresImports } from './postgres.ts';
