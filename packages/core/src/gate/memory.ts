import type { Upstream } from '@exchequer/model';
import { CircuitBreaker } from './breaker.ts';
import { CredentialRotation } from './credentials.ts';
import { LearnedHolds } from './learned.ts';
import { LearnedSizes } from './learned-sizes.ts';
import { Lineage } from './lineage.ts';
import { LoopBreaker } from './loop.ts';
import { RateLimits } from './rate.ts';

/** What a gateway remembers of the calls it has seen. It dies with the process: nothing of it is money. */
export interface GateMemory {
  rates: RateLimits;
  loops: LoopBreaker;
  lineage: Lineage;
  learned: LearnedHolds;
  sizes: LearnedSizes;
  credentials: CredentialRotation;
  /** The breaker of an upstream of a workspace: always the same one. */
  breakerOf(workspace: string, upstream: Pick<Upstream, 'id'>): CircuitBreaker;
}

/** The memory of a gateway that has seen no call yet. */
export const freshGateMemory = (): GateMemory => ({
  rates: new RateLimits(),
  loops: new LoopBreaker(),
  lineage: new Lineage(),
  learned: new LearnedHolds(),
  sizes: new LearnedSizes(),
  credentials: new CredentialRotation(),
  breakerOf: breakers(),
});

function breakers(): GateMemory['breakerOf'] {
  const known = new Map<string, CircuitBreaker>();
  // A snapshot hands out one object per upstream and workspace until it is read again.
  const found = new WeakMap<object, CircuitBreaker>();
  return (workspace, upstream) => {
    const before = found.get(upstream);
    if (before) return before;
    const place = `${workspace}/${upstream.id}`;
    let breaker = known.get(place);
    if (!breaker) {
      breaker = new CircuitBreaker();
      known.set(place, breaker);
    }
    found.set(upstream, breaker);
    return breaker;
  };
}
