import type { GateEndpoint } from './wire.ts';

/** Somebody stopped a worker until they release it: who, when, and why. */
export interface WorkerHold {
  by: string;
  at: Date;
  reason: string;
}

/** A virtual key: who spends, and what it may be used for. Its secret (`exq_…`) is kept as a hash alone. */
export interface GatewayKey {
  id: string;
  workspace: string;
  name: string;
  /** Worker (person or agent) that spends; every key has one. */
  workerId: string;
  /** Agent and workflow name that calls count to; empty for none. */
  agent: string;
  workflow: string;
  /** Project that calls count to unless a header names another. */
  project: string;
  /** Purpose of the cost, such as `research_and_development`; empty leaves it to the rules. */
  purpose: string;
  /** Names or patterns with `*`; empty allows every model. */
  models: readonly string[];
  /** Empty allows every endpoint. */
  endpoints: readonly GateEndpoint[];
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
  /** How deep agents may start agents, and how many one may start; null is no limit. */
  maxDepth: number | null;
  maxFanOut: number | null;
  /** The same request so many times within ten minutes is a loop; null is no limit. */
  loopLimit: number | null;
  /** Lowers the output limit of a call to what is left of the budget instead of refusing it. */
  capOutput: boolean;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** Set while its worker is held; every key of the worker is then refused. */
  held?: WorkerHold | null;
  createdAt: Date;
  /** First characters, to tell it from others. */
  hint: string;
}

/** What a caller says of its call in headers or metadata. Claims, never identity. */
export interface CallLabels {
  session: string;
  workflow: string;
  project: string;
  purpose: string;
  repo: string;
  branch: string;
  /** The agent that calls, the one that started it, and the run at the root of them all. */
  agent: string;
  parentAgent: string;
  rootRun: string;
  depth: number;
}
