/** Advice: rounds of the rules, what people do with what they find, and what it brings. */
export { type Carrying, type Choice, carriersOf, createCarrying, type Planned } from './carry/index.ts';
export { type MeasureParts, measureApplied } from './measure.ts';
export { type RoundDone, type RoundParts, recordsOf, runRound } from './round.ts';
export { type AdviceRounds, startAdviceRounds } from './rounds.ts';
