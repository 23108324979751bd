/** How the CLI writes: tables, figures, progress and complaints. */
export * from './bytes.ts';
export * from './errors.ts';
export { readGiven } from './given-file.ts';
export * from './numbers.ts';
export * from './progress.ts';
export * from './style.ts';
export * from './table.ts';
export * from './terminal.ts';
