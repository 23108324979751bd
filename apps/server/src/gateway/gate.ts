import type { Admissions, GateMemory } from '@exchequer/core/gate';
import type { GateHolder, GateSnapshot } from '@exchequer/store/gate';
import type { Dialect } from '@exchequer/vendors/gate';
import type { AnswerCache } from './cache/answers.ts';
import type { CallsSpool } from './calls-spool.ts';
import type { BodyMemory } from './edge/body.ts';
import type { Figures } from './figures/figures.ts';
import type { GateBooks } from './money/books.ts';
import type { GatePrices } from './money/prices.ts';
import type { RunningCalls } from './running.ts';
import type { SpanExporter } from './trace/spans.ts';
import type { UpstreamPools } from './upstream/pools.ts';

export interface GateClock {
  /** Milliseconds since 1970. */
  epochMs(): number;
  /** A clock that is never set back, for durations. */
  nowMs(): number;
  now(): Date;
}

export interface GateLimits {
  /** The largest body that is held in memory, and all of them together. */
  bodyBytes: number;
  bodyMemoryBytes: number;
  cacheBytes: number;
}

export const usualGateLimits: GateLimits = {
  bodyBytes: 64 * 1_048_576,
  bodyMemoryBytes: 512 * 1_048_576,
  cacheBytes: 64 * 1_048_576,
};

/** What is known of keys and routes, in memory. */
export interface GateView {
  /** Null until it was read for the first time. */
  snapshot(): GateSnapshot | null;
  holderOf(snapshot: GateSnapshot, secret: string): GateHolder | null;
  leafOf(snapshot: GateSnapshot, holder: GateHolder, labels: LeafClaims, at: Date): string | null;
}

export interface LeafClaims {
  project: string;
  repo: string;
  agent: string;
}

/** Everything that a call meets on its way; one per process. */
export interface Gate extends GateMemory {
  clock: GateClock;
  limits: GateLimits;
  dialects: readonly Dialect[];
  view: GateView;
  prices: GatePrices;
  admissions: Admissions;
  books: GateBooks;
  spool: CallsSpool;
  pools: UpstreamPools;
  bodies: BodyMemory;
  cache: AnswerCache;
  figures: Figures;
  spans: SpanExporter | null;
  /** Calls under way. */
  running: RunningCalls;
  newCallId(): string;
  /** Even in [0, 1). */
  random(): number;
  /** Where more budget can be asked for; empty where the tower's address is not known. */
  requestUrl(workspace: string, envelopeId: string): string;
  log(message: string, error?: unknown): void;
}
