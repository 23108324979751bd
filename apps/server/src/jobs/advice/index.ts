/** Advice: rounds of the rules, what people do with what they find, and what it brings. */
export { type Carrying, carriersOf, createCarrying, type Planned } from './carry/index.ts';
export { measureApplied } from './measure.ts';
export { adviseOwn } from './own.ts';
export { type RoundDone, recordsOf, runRound } from './round.ts';
export { startAdviceRounds } from './rounds.ts';
