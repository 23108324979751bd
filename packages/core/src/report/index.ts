/** Reports: papers put together from what is known. */
export { boardPack } from './board.ts';
export { unitMetrics } from './board-figures.ts';
export { type DigestFacts, digestNews, weeklyDigest } from './digest.ts';
export type { BoardFacts, EstimateFact, MoverFact, SumFact } from './facts.ts';
export { digestDue, type Week, weekBefore } from './week.ts';
