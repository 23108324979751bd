/** What a person's own statement decides: the band of their role, time lost to refusals, avoidable cost. */
export { type Avoidable, avoidableCost, type CacheRecord } from './avoidable.ts';
export { bandOfRole, fewestInBand, type RoleBand } from './band.ts';
export { longestWaitMinutes, type Stopped, stoppedTime } from './stopped.ts';
