/** Processes of this machine, recognised when their numbers may have gone to others. */
export { commandOf, isAlive, markOf, type ProcessMark, runs } from './process.ts';
