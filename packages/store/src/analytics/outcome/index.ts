/** The outcome journal: its tables and its one writer. */
export type { OutcomeBookingDeps, RateAnswer, RateQuestion } from './booking.ts';
export { createOutcomeJournal, type OutcomeJournal, type OutcomeSelection } from './intake.ts';
export { outcomeDaySelect, outcomeDdl } from './schema.ts';
