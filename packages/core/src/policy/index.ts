/** Policies as files: what a file would change, what it must not, and what it would have done. */
export { faultAt, type PolicyDraft, type PolicyEntry, type PolicyFault } from './draft.ts';
