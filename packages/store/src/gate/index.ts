/** The gate in PostgreSQL: keys, upstreams, routes and rules, gateways, their leases and figures. */
export { createGateDesk, type GateDesk } from './desk.ts';
export { GateFailure, type GateFailureCode } from './failure.ts';
export {
  forgetOldGates,
  type GatewayProcess,
  type GatewayStats,
  gatewayAlive,
  gatewayLeft,
} from './gateways.ts';
export { bucketOf } from './histogram.ts';
export { keyStateAt } from './key-rows.ts';
export {
  type KeyChange,
  type KeyDesk,
  type KeyHolder,
  type KeyWish,
  type MadeKey,
  noteKeyUse,
} from './keys.ts';
export { factsOfCall, type LeafLabels, leafOf } from './leaf.ts';
export { createLeaseRounds, type LeaseRounds, type SilentLease } from './lease-rounds.ts';
export type { HeldLease, KeptLease } from './lease-rows.ts';
export {
  createGateLeases,
  type GateLeases,
  type GateLeasesOptions,
  type GrantedLease,
  type LeaseAmount,
} from './leases.ts';
export { type GateMinute, writeMinutes } from './minutes.ts';
export type { GateDeskOptions } from './options.ts';
export type { GateRefusal, GateRefusalCode } from './refusal.ts';
export type { RouteDesk, RouteWish } from './routes.ts';
export type { RulesDesk } from './rules.ts';
export { openFrom, sealInto } from './sealed-column.ts';
export type { SecretBox } from './secret-box.ts';
export { openSecrets, type SecretKeysPlace } from './secret-keys.ts';
export type { Shortage } from './shortage.ts';
export {
  findHolder,
  type GateHolder,
  type GateSnapshot,
  type GateWorkspace,
  loadGateSnapshot,
} from './snapshot.ts';
export { gateStatus } from './status.ts';
export { type GateStop, readStops, stopsKeptDays, writeStops } from './stops.ts';
export type { UpstreamDesk, UpstreamWish } from './upstreams.ts';
export { type Watch, type WatchOptions, watchGate } from './watch.ts';
export type { HeldWorker, WorkerHoldDesk } from './worker-holds.ts';
