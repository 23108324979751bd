/** Decision files: CSV to decisions, with the exact line of whatever cannot be read. */
export { type DecisionReading, decisionColumns, readDecisionCsv } from './csv.ts';
