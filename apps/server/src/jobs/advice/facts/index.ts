/** Facts of advice, gathered from everything that the tower keeps. */
export { gatherFacts } from './gather.ts';
