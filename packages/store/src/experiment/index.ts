/** Experiments: planned, launched, carried out by envelopes, and read by what was drawn. */
export {
  createExperiments,
  type ExperimentDesk,
  type ExperimentOptions,
} from './desk.ts';
export type { TeamWeekRow } from './history.ts';
export type { ExperimentRefusal } from './refusal.ts';
