import { createKeyDesk, type KeyDesk } from './keys.ts';
import type { GateDeskOptions } from './options.ts';
import { createRouteDesk, type RouteDesk } from './routes.ts';
import { createRulesDesk, type RulesDesk } from './rules.ts';
import { createUpstreamDesk, type UpstreamDesk } from './upstreams.ts';
import { createWorkerHoldDesk, type WorkerHoldDesk } from './worker-holds.ts';

/** What people set of the gate. Every change is audited in its own transaction and told to all who listen. */
export interface GateDesk {
  keys: KeyDesk;
  upstreams: UpstreamDesk;
  routes: RouteDesk;
  rules: RulesDesk;
  workerHolds: WorkerHoldDesk;
}

export const createGateDesk = (options: GateDeskOptions): GateDesk => ({
  keys: createKeyDesk(options),
  upstreams: createUpstreamDesk(options),
  routes: createRouteDesk(options),
  rules: createRulesDesk(options),
  workerHolds: createWorkerHoldDesk(options),
});
