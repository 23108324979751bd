/** What every journal shares: statements over its shape, and the one lane on which it is written. */
export { openLane } from './lane.ts';
export { type JournalShape, list, tick } from './shape.ts';
export {
  anythingLeft,
  fillChanges,
  fillFirst,
  insertBatch,
  intoDelta,
  netState,
  truncate,
} from './statements.ts';
