import type { PooledLease } from './lease.ts';
import type { LeaseTerm } from './lease-term.ts';
import { LeasedEnvelope } from './leased-envelope.ts';

const endless: LeaseTerm = { lasts: true };

/** Everything that one gateway has leased, by leaf envelope. */
export class LeasePool {
  readonly #envelopes = new Map<string, LeasedEnvelope>();
  readonly #term: LeaseTerm;

  constructor(term: LeaseTerm = endless) {
    this.#term = term;
  }

  of(envelopeId: string): LeasedEnvelope {
    let envelope = this.#envelopes.get(envelopeId);
    if (!envelope) {
      envelope = new LeasedEnvelope(envelopeId, this.#term);
      this.#envelopes.set(envelopeId, envelope);
    }
    return envelope;
  }

  envelopes(): Iterable<LeasedEnvelope> {
    return this.#envelopes.values();
  }

  /** Leases out of service with no call left; each is told once. */
  finished(nowMs: number): PooledLease[] {
    return [...this.#envelopes.values()].flatMap((envelope) => envelope.finished(nowMs));
  }

  /** Ends every lease: for a gateway that stops. */
  retireAll(): void {
    for (const envelope of this.#envelopes.values()) envelope.retire();
  }
}
