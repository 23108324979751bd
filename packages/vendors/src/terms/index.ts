/** Files of terms: commitments, seats, waits and paired runs, as CSV or YAML. */
export { readTerms, type TermRow, type TermsReading, termColumns } from './read.ts';
