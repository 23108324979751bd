import { type GateLease, invariant } from '@exchequer/model';
import { greater, lesser } from './amount.ts';
import { Burn } from './burn.ts';

/**
 * The part of what was granted that learned holds may leave uncovered: one in so many. It is the
 * published bound on overshoot, as a share of the limit; see `learned.ts`.
 */
export const exposureDivisor = 20n;

/** An amount set aside in memory for one call. */
export class Ticket {
  readonly lease: PooledLease;
  /** What is set aside for it. */
  held: bigint;
  /** What it can cost at most; more than `held` only for learned holds. */
  readonly worst: bigint;
  open = true;

  constructor(lease: PooledLease, held: bigint, worst: bigint) {
    this.lease = lease;
    this.held = held;
    this.worst = worst;
  }
}

/** Why a call was not admitted. */
export interface Short {
  /** What has to be held for it. */
  needed: bigint;
  /** How much more the lease would have to have for it. */
  missing: bigint;
  /** Nothing is admitted from this lease any more. */
  ended: boolean;
}

/**
 * A lease as its gateway spends it. At every moment `granted + debt = spent + reserved + free`, and
 * what was admitted is never more than what was granted. `debt` is what calls cost beyond every
 * cover; it is zero unless a learned hold or a provider's count was passed, and while there is any
 * nothing is admitted.
 */
export class PooledLease {
  readonly id: string;
  readonly envelopeId: string;
  readonly periodKey: string;
  readonly currency: string;
  readonly endsAtMs: number;
  readonly #burn: Burn;
  #granted: bigint;
  #reserved = 0n;
  #spent = 0n;
  #exposure = 0n;
  #overshoot = 0n;
  #inFlight = 0;
  #largest = 0n;
  #usedAtMs = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(
    lease: Pick<GateLease, 'id' | 'envelopeId' | 'periodKey' | 'currency' | 'granted' | 'endsAt'>,
    burn = new Burn(),
  ) {
    invariant(lease.granted >= 0n, 'a lease does not grant less than nothing');
    this.id = lease.id;
    this.envelopeId = lease.envelopeId;
    this.periodKey = lease.periodKey;
    this.currency = lease.currency;
    this.endsAtMs = lease.endsAt.getTime();
    this.#granted = lease.granted;
    this.#burn = burn;
  }

  get granted(): bigint {
    return this.#granted;
  }

  /** Held by running calls. */
  get reserved(): bigint {
    return this.#reserved;
  }

  get spent(): bigint {
    return this.#spent;
  }

  /** Granted less held and spent: what is free, or below zero what is owed. */
  get left(): bigint {
    return this.#granted - this.#reserved - this.#spent;
  }

  /** What may be held next; never below zero. */
  get free(): bigint {
    return greater(this.left, 0n);
  }

  /** What was spent past everything that was granted; the next growth makes up for it first. */
  get debt(): bigint {
    return greater(-this.left, 0n);
  }

  /** What running calls may still cost beyond what is held for them. */
  get exposure(): bigint {
    return this.#exposure;
  }

  /** Sum of what calls cost beyond their holds, covered or not. */
  get overshoot(): bigint {
    return this.#overshoot;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** The largest hold since the lease was last idle. */
  get largest(): bigint {
    return this.#largest;
  }

  get usedAtMs(): number {
    return this.#usedAtMs;
  }

  /** Whether it admits calls at all. */
  serves(nowMs: number): boolean {
    return !this.#stopped && nowMs < this.endsAtMs;
  }

  /**
   * Sets an amount aside for a call, or says how much is missing. `worst` is what the call can cost at
   * most: where it is above `amount`, as much more is held as keeps the exposure within its bound.
   */
  admit(amount: bigint, nowMs: number, worst: bigint = amount): Ticket | Short {
    invariant(amount >= 0n, 'a hold is not below zero');
    const held = this.#heldFor(amount, worst);
    if (!this.serves(nowMs)) return { needed: held, missing: held, ended: true };
    const { left } = this;
    if (held > left || left < 0n) return { needed: held, missing: held - left, ended: false };
    this.#reserved += held;
    if (worst > held) this.#exposure += worst - held;
    this.#inFlight++;
    if (held > this.#largest) this.#largest = held;
    this.#usedAtMs = nowMs;
    return new Ticket(this, held, worst > held ? worst : held);
  }

  /** Books what a call has cost and frees the rest of its hold. Returns what it cost beyond the hold. */
  settle(ticket: Ticket, cost: bigint, nowMs: number): bigint {
    invariant(cost >= 0n, 'a call does not cost less than nothing');
    const { held } = ticket;
    this.#end(ticket);
    this.#spent += cost;
    this.#burn.add(cost, nowMs);
    this.#usedAtMs = nowMs;
    if (cost <= held) return 0n;
    this.#overshoot += cost - held;
    return cost - held;
  }

  /** The call did not take place: all of its hold is free again. */
  void(ticket: Ticket): void {
    this.#end(ticket);
  }

  /** Holds more for a running call. Returns what is missing; then nothing has changed. */
  topUp(ticket: Ticket, more: bigint): bigint {
    this.#own(ticket);
    invariant(more >= 0n, 'a top-up is not below zero');
    const { left } = this;
    if (more > left) return more - left;
    const before = ticket.worst - ticket.held;
    ticket.held += more;
    this.#reserved += more;
    if (before > 0n) this.#exposure -= lesser(more, before);
    return 0n;
  }

  /** The books have granted more. */
  grow(amount: bigint): void {
    invariant(amount >= 0n, 'a lease does not grow by less than nothing');
    this.#granted += amount;
  }

  /**
   * Takes out of the lease what may be given back of an amount; to be called before the books are
   * told, so that nobody spends it meanwhile. Keeps what the exposure rests on.
   */
  giveBack(amount: bigint): bigint {
    const bound = this.#granted - this.#exposure * exposureDivisor;
    const given = lesser(amount, lesser(this.free, bound));
    if (given <= 0n) return 0n;
    this.#granted -= given;
    return given;
  }

  /** Admits nothing from now on; running calls still settle. */
  stop(): void {
    this.#stopped = true;
  }

  /** After a quiet time the size of earlier holds says nothing of the next. */
  forgetLargest(): void {
    this.#largest = 0n;
  }

  #heldFor(amount: bigint, worst: bigint): bigint {
    if (worst <= amount) return amount;
    const room = this.#granted / exposureDivisor - this.#exposure;
    return greater(amount, worst - greater(room, 0n));
  }

  #own(ticket: Ticket): void {
    invariant(ticket.lease === this, 'a ticket is settled in the lease that admitted it');
    invariant(ticket.open, 'a call is settled once');
  }

  #end(ticket: Ticket): void {
    this.#own(ticket);
    ticket.open = false;
    this.#reserved -= ticket.held;
    if (ticket.worst > ticket.held) this.#exposure -= ticket.worst - ticket.held;
    this.#inFlight--;
  }
}
