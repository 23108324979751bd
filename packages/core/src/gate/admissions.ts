import { type GateLease, invariant, type LeaseRefusal } from '@exchequer/model';
import type { PooledLease, Short, Ticket } from './lease.ts';
import { LeasePool } from './lease-pool.ts';
import type { LeasedEnvelope, Need } from './leased-envelope.ts';

/** The books as admission asks them. They throw when they cannot be reached. */
export interface LeaseBooks {
  /** Resolves at once, or as soon as what is leased may be spent again. Left out where it always may. */
  ready?(): Promise<void>;
  /** Opens a lease on an envelope's present period. `left`: what the tightest level has left after it. */
  open(
    envelopeId: string,
    amount: bigint,
  ): Promise<{ lease: GateLease; left: bigint | null } | { refusal: LeaseRefusal }>;
  /** Grows a lease by exactly the amount. `closed`: the books have closed it, so another has to be opened. */
  grow(
    lease: PooledLease,
    amount: bigint,
  ): Promise<{ grown: bigint; left: bigint | null } | { refusal: LeaseRefusal } | { closed: true }>;
  /** Takes a part of a lease back, which the gateway spends no more. Returns what is left after it. */
  shrink(lease: PooledLease, amount: bigint): Promise<{ left: bigint | null }>;
  /**
   * Before calls are refused: asks other gateways to give back what lies idle at the level that is
   * short, and resolves when they have had the time to. Left out where there are no others.
   */
  callIn?(envelopeId: string, refusal: LeaseRefusal): Promise<void>;
}

export interface Hold {
  /** What is set aside. */
  amount: bigint;
  /** What the call can cost at most; left out, it is the amount. */
  worst?: bigint;
}

interface Waiting {
  hold: Hold;
  resolve(answer: Ticket | LeaseRefusal): void;
  reject(cause: unknown): void;
}

interface Desk {
  envelope: LeasedEnvelope;
  waiting: Waiting[];
  /** A question to the books is under way; there is never a second one about the same envelope. */
  busy: boolean;
  /** When other gateways were last asked to give back. */
  calledInMs: number;
}

/** Questions in a row that admit nobody: levels of a path that refuse one after the other, and then some. */
const mostFruitless = 32;

const callInMs = 1_000;

/** How many leases are looked after at once in the background, so that the books are not swamped. */
const tendedAtOnce = 4;

/**
 * Admits calls. What the pool covers is admitted at once; else the calls of an envelope wait in line
 * while one question goes to the books for all of them.
 */
export class Admissions {
  readonly pool: LeasePool;
  readonly #books: LeaseBooks;
  readonly #nowMs: () => number;
  readonly #desks = new Map<string, Desk>();

  constructor(options: { books: LeaseBooks; nowMs: () => number; pool?: LeasePool }) {
    this.pool = options.pool ?? new LeasePool();
    this.#books = options.books;
    this.#nowMs = options.nowMs;
  }

  /**
   * A ticket, or why there is none. Not a promise when no question to the books is needed. The `free`
   * of a refusal is what a smaller call could still have: left in the books and free in the lease.
   * @throws (rejects) what the books threw, when they could not be reached
   */
  admit(envelopeId: string, hold: Hold): Ticket | Promise<Ticket | LeaseRefusal> {
    const desk = this.#desk(envelopeId);
    if (desk.waiting.length === 0) {
      const admitted = tryAdmit(desk.envelope, hold, this.#nowMs());
      if (!('missing' in admitted)) return admitted;
    }
    return new Promise((resolve, reject) => {
      desk.waiting.push({ hold, resolve, reject });
      if (!desk.busy) void this.#serve(desk);
    });
  }

  /** To be called every second or so: grows leases before anyone waits, gives back what is spare. */
  async tend(): Promise<void> {
    const idle = [...this.pool.envelopes()].map((envelope) => this.#desk(envelope.envelopeId));
    for (let from = 0; from < idle.length; from += tendedAtOnce) {
      await Promise.all(idle.slice(from, from + tendedAtOnce).map((desk) => this.#tendOne(desk)));
    }
  }

  /** Another gateway found nothing left: what lies idle here goes back. */
  async giveBackIdle(envelopeId: string): Promise<void> {
    const envelope = this.pool.of(envelopeId);
    const lease = envelope.current(this.#nowMs());
    if (lease) await this.#giveBack(envelope, lease, lease.free);
  }

  #desk(envelopeId: string): Desk {
    let desk = this.#desks.get(envelopeId);
    if (!desk) {
      desk = {
        envelope: this.pool.of(envelopeId),
        waiting: [],
        busy: false,
        calledInMs: Number.NEGATIVE_INFINITY,
      };
      this.#desks.set(envelopeId, desk);
    }
    return desk;
  }

  async #serve(desk: Desk): Promise<void> {
    desk.busy = true;
    try {
      for (let fruitless = 0; desk.waiting.length > 0; fruitless++) {
        if (this.#books.ready) await this.#books.ready();
        const before = desk.waiting.length;
        const need = admitWaiting(desk, this.#nowMs());
        if (!need) return;
        if (desk.waiting.length < before) fruitless = 0;
        const ask = desk.envelope.ask(need, this.#nowMs());
        if (typeof ask !== 'object') await this.#ask(desk.envelope, ask);
        else if (!(await this.#callIn(desk, ask))) refuseAll(desk, ask, this.#nowMs());
        invariant(fruitless < mostFruitless, 'the books grant what is asked or say what is left');
      }
    } catch (cause) {
      for (const { reject } of desk.waiting.splice(0)) reject(cause);
    } finally {
      desk.busy = false;
    }
  }

  /** Asks the books once. */
  async #ask(envelope: LeasedEnvelope, amount: bigint): Promise<void> {
    const lease = envelope.current(this.#nowMs());
    if (!lease) {
      const opened = await this.#books.open(envelope.envelopeId, amount);
      if ('refusal' in opened) envelope.refused(opened.refusal, this.#nowMs());
      else envelope.opened(opened.lease, opened.left);
      return;
    }
    const answer = await this.#books.grow(lease, amount);
    if ('refusal' in answer) envelope.refused(answer.refusal, this.#nowMs());
    else if ('closed' in answer) envelope.retire();
    else envelope.grown(lease, answer.grown, answer.left);
  }

  /** Whether it is worth asking once more. Others are not asked for money more often than once a second. */
  async #callIn(desk: Desk, refusal: LeaseRefusal): Promise<boolean> {
    const { envelope } = desk;
    const isShort = refusal.refused === 'envelope-exhausted';
    if (!this.#books.callIn || !isShort || this.#nowMs() - desk.calledInMs < callInMs) return false;
    await this.#books.callIn(envelope.envelopeId, refusal);
    desk.calledInMs = this.#nowMs();
    envelope.askAgain();
    return true;
  }

  async #giveBack(envelope: LeasedEnvelope, lease: PooledLease, amount: bigint): Promise<void> {
    const back = lease.giveBack(amount);
    if (back > 0n) envelope.gaveBack(lease, (await this.#books.shrink(lease, back)).left);
  }

  async #tendOne(desk: Desk): Promise<void> {
    if (desk.busy) return;
    const { envelope } = desk;
    const nowMs = this.#nowMs();
    const lease = envelope.current(nowMs);
    if (!lease) return;
    desk.busy = true;
    try {
      const more = envelope.refill(nowMs);
      if (more > 0n) await this.#ask(envelope, more);
      else {
        await this.#giveBack(envelope, lease, envelope.spare(nowMs));
      }
    } catch {
      // Whoever needs the books next is told that they are away; nobody waits for this.
    } finally {
      desk.busy = false;
      if (desk.waiting.length > 0) void this.#serve(desk);
    }
  }
}

const tryAdmit = (envelope: LeasedEnvelope, { amount, worst }: Hold, nowMs: number): Ticket | Short =>
  envelope.admit(amount, nowMs, worst ?? amount);

/** Admits in the order of arrival what fits; null when nobody waits any more. */
function admitWaiting(desk: Desk, nowMs: number): Need | null {
  const { envelope } = desk;
  let [least, all] = [0n, 0n];
  for (const one of desk.waiting.splice(0)) {
    const admitted = tryAdmit(envelope, one.hold, nowMs);
    if ('missing' in admitted) {
      const { needed } = admitted;
      if (desk.waiting.length === 0 || needed < least) least = needed;
      all += needed;
      desk.waiting.push(one);
    } else one.resolve(admitted);
  }
  const left = envelope.current(nowMs)?.left ?? 0n;
  return desk.waiting.length === 0 ? null : { least: least - left, all: all - left };
}

/** What could still be had: what the books have left, and what is free here already. */
function refuseAll(desk: Desk, refusal: LeaseRefusal, nowMs: number): void {
  const here = desk.envelope.current(nowMs)?.free ?? 0n;
  const answer = here > 0n ? { ...refusal, free: refusal.free + here } : refusal;
  for (const { resolve } of desk.waiting.splice(0)) resolve(answer);
}
