/** Imports of files: finding, planning, reading, booking, watching and replaying them. */
export { ImportFailure } from './failure.ts';
export type { ImportRequest } from './run-state.ts';
export { createImports, type Discovery, type ImportOptions, type ImportService } from './service.ts';
export type { Watching } from './watch.ts';
