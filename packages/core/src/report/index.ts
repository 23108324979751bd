/** Reports: papers put together from what is known. */
export { boardPack } from './board.ts';
export { unitMetrics } from './board-figures.ts';
export type { BoardFacts, EstimateFact, MoverFact, SumFact } from './facts.ts';
