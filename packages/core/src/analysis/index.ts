/** Why spend changed: bridges, spikes, changes of level; and what may be said of a series at all. */
export { type CannotTell, cannotTell, isCannotTell, type NoAnswer } from './cannot-tell.ts';
export {
  type ChangeOptions,
  changepoints,
  differenceSpread,
  type Segmentation,
  type Shift,
  watchShift,
} from './changepoint.ts';
