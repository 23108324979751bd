/** The outcome journal: its tables and its one writer. */
export type { OutcomeBookingDeps, RateAnswer, RateQuestion } from './booking.ts';
export { rebuildOutcomeDays, verifyOutcomeDays } from './days.ts';
export { type OutcomeFeed, outcomeFeeds } from './feeds.ts';
export { createOutcomeJournal, type OutcomeJournal, type OutcomeSelection } from './intake.ts';
export { type ListedOutcome, listOutcomes, type OutcomesAsked } from './list.ts';
export { outcomeDaySelect, outcomeDdl } from './schema.ts';
export { type Unconverted, unconverted } from './unconverted.ts';
