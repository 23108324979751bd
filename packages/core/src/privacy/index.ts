/** What may be shown about persons together. */
export { type GridCell, refusedCell, suppress, suppressGrid, suppressGroups, together } from './suppress.ts';
