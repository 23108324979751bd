/** What may be shown about persons together. */
export { safeRuns } from './cuts.ts';
export { refusedCell, suppress, suppressGrid, suppressGroups, together } from './suppress.ts';
