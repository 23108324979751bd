import type { GateLease, LeaseRefusal } from '@exchequer/model';
import { greater, lessened, lesser } from './amount.ts';
import { Burn } from './burn.ts';
import { PooledLease, type Short, type Ticket } from './lease.ts';
import type { LeaseTerm } from './lease-term.ts';

/** Seconds of spend at the present rate that a lease should have free. */
const horizonSeconds = 10;
/** For so long nobody asks again for what the books have just refused. */
const refusalMs = 1_000;
/** For so long after a refusal only exact needs are asked for, so that the last dollar can be used. */
const tightMs = 30_000;
/** A lease without calls for so long gives back everything. */
const idleMs = 15_000;

/** What calls that do not fit are missing: the one that misses least, and all of them together. */
export interface Need {
  least: bigint;
  all: bigint;
}

/**
 * What a gateway has leased of one envelope: the open lease, and how much to ask the books for.
 * Asked is what is needed and as much ahead as will be spent in ten seconds, as running calls hold,
 * or as is needed, whichever is more; where little is left in the books, ahead is at most a quarter
 * of that; after a refusal only the need itself.
 */
export class LeasedEnvelope {
  readonly envelopeId: string;
  readonly #term: LeaseTerm;
  readonly #burn = new Burn();
  readonly #ending = new Set<PooledLease>();
  #lease: PooledLease | null = null;
  #refusal: LeaseRefusal | null = null;
  #refusedAtMs = Number.NEGATIVE_INFINITY;
  #left: bigint | null = null;

  constructor(envelopeId: string, term: LeaseTerm) {
    this.envelopeId = envelopeId;
    this.#term = term;
  }

  /**
   * The lease that admits calls now; null when one has to be opened, and while nothing that was leased
   * may be spent.
   */
  current(nowMs: number): PooledLease | null {
    const lease = this.inService(nowMs);
    return this.#term.lasts ? lease : null;
  }

  /** The lease that admits calls as long as the term of all leases lasts. */
  inService(nowMs: number): PooledLease | null {
    if (this.#lease && !this.#lease.serves(nowMs)) this.retire();
    return this.#lease;
  }

  /** Sets an amount aside for a call. Short of all of it when nothing is leased. */
  admit(amount: bigint, nowMs: number, worst: bigint = amount): Ticket | Short {
    return this.current(nowMs)?.admit(amount, nowMs, worst) ?? { needed: worst, missing: worst, ended: true };
  }

  /** How fast it is spent, in 10⁻¹² of the currency per second. */
  perSecond(nowMs: number): number {
    return this.#burn.perSecond(nowMs);
  }

  /**
   * How much to ask the books for, or the refusal that still stands. An amount below `need.all` is
   * what the books had left when they refused more.
   */
  ask(need: Need, nowMs: number): bigint | LeaseRefusal {
    const { all, least } = need;
    const refusal = this.#refusal;
    if (refusal && nowMs - this.#refusedAtMs < refusalMs) {
      if (refusal.refused !== 'envelope-exhausted' || refusal.free < least) return refusal;
      return lesser(refusal.free, all);
    }
    return all + this.#ahead(all, nowMs);
  }

  /** What to ask for before anyone waits; zero when there is enough. */
  refill(nowMs: number): bigint {
    const lease = this.current(nowMs);
    if (!lease || this.#tight(nowMs)) return 0n;
    const target = this.#burn.over(horizonSeconds, nowMs);
    if (lease.free * 2n >= target) return 0n;
    const ahead = this.#affordable(target);
    return ahead > lease.free ? ahead - lease.free + lease.debt : 0n;
  }

  /** What is not needed: all of it when idle, else what lies far above the present use. */
  spare(nowMs: number): bigint {
    const lease = this.current(nowMs);
    if (!lease || lease.free === 0n) return 0n;
    if (lease.inFlight === 0 && nowMs - lease.usedAtMs >= idleMs) {
      lease.forgetLargest();
      return lease.free;
    }
    const keep = greater(this.#burn.over(horizonSeconds, nowMs), greater(lease.reserved, lease.largest));
    const enough = this.#tight(nowMs) ? keep : keep * 4n;
    if (lease.free <= enough) return 0n;
    return this.#tight(nowMs) ? lease.free - keep : lease.free - keep * 2n;
  }

  /** A lease was opened. One that is already there goes on until its calls are settled. */
  opened(lease: GateLease, left: bigint | null = null): PooledLease {
    this.retire();
    this.#lease = new PooledLease(lease, this.#burn);
    this.#left = left;
    return this.#lease;
  }

  /** The lease grew; `left` is what the tightest level of the path has left, where it is known. */
  grown(lease: PooledLease, amount: bigint, left: bigint | null = null): void {
    lease.grow(amount);
    this.#left = left;
    // What a refusal found to be left is taken now.
    if (this.#refusal) this.#refusal = { ...this.#refusal, free: lessened(this.#refusal.free, amount) };
  }

  /** A part of the lease is back in the books. */
  gaveBack(lease: PooledLease, left: bigint | null): void {
    if (lease === this.#lease) this.#left = left;
  }

  /**
   * What can be held next in all: left at the tightest level when the books were last asked, and free in
   * the lease. Null where no level of the path refuses, and where nothing is leased.
   */
  remaining(nowMs: number): bigint | null {
    const lease = this.current(nowMs);
    return lease && this.#left !== null ? this.#left + lease.free : null;
  }

  /** The books have refused. */
  refused(refusal: LeaseRefusal, nowMs: number): void {
    this.#refusal = refusal;
    this.#refusedAtMs = nowMs;
    this.#left = refusal.free;
  }

  /** Others were asked to give back: the refusal may not be true any more. */
  askAgain(): void {
    this.#refusal = null;
  }

  /** Takes the lease out of service: its time is over, or the books have closed it. */
  retire(): void {
    if (!this.#lease) return;
    this.#lease.stop();
    this.#ending.add(this.#lease);
    this.#lease = null;
  }

  /** Leases out of service whose calls are all settled; each is told once, and can be closed. */
  finished(nowMs: number): PooledLease[] {
    this.current(nowMs);
    const done = [...this.#ending].filter(({ inFlight }) => inFlight === 0);
    for (const lease of done) this.#ending.delete(lease);
    return done;
  }

  /** Every lease with something held or spent in it, the open one first. */
  leases(): PooledLease[] {
    return this.#lease ? [this.#lease, ...this.#ending] : [...this.#ending];
  }

  #tight(nowMs: number): boolean {
    return nowMs - this.#refusedAtMs < tightMs;
  }

  #ahead(all: bigint, nowMs: number): bigint {
    if (this.#tight(nowMs)) return 0n;
    const wished = greater(all, greater(this.#burn.over(horizonSeconds, nowMs), this.#lease?.reserved ?? 0n));
    return this.#affordable(wished);
  }

  /** A quarter of what is left at most, so that a few gateways near the limit do not starve the others. */
  #affordable(wished: bigint): bigint {
    if (this.#left === null) return wished;
    return lesser(wished, this.#left / 4n);
  }
}
