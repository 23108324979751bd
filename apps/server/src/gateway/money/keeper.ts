import type { Admissions } from '@exchequer/core/gate';
import type { Shortage } from '@exchequer/store/gate';
import type { GateBooks } from './books.ts';

export interface KeeperParts {
  admissions: Admissions;
  books: GateBooks;
  /** Says that this gateway lives; returns the leases that are not its own any more. */
  alive(leaseIds: readonly string[]): Promise<{ lost: string[] }>;
  /** How long leases hold without a sign of life: the least of the rules in force. */
  leaseSeconds(): number;
  /** The end of what the spool holds now, and how much of it the tower has taken in. */
  spooled(): number;
  shipped(): number;
  epochMs(): number;
  log(message: string, error?: unknown): void;
}

interface Finished {
  id: string;
  /** Once the tower has everything up to here, the lease can be closed. */
  after: number;
}

const tendMs = 1_000;

/** Looks after the leases of a gateway: grows and shrinks them, says that it lives, closes what is done. */
export class LeaseKeeper {
  readonly #parts: KeeperParts;
  readonly #finished: Finished[] = [];
  #timer: NodeJS.Timeout | null = null;
  #round: Promise<void> = Promise.resolve();
  #running = false;
  #toldMs: number;
  #askedMs = 0;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#toldMs = parts.epochMs();
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), tendMs);
  }

  /** Another gateway found an envelope empty: what lies idle here goes back. */
  shortage({ envelopeId }: Shortage): void {
    const lease = this.#parts.admissions.pool.of(envelopeId).current(this.#parts.epochMs());
    const back = lease?.giveBack(lease.free) ?? 0n;
    if (!lease || back <= 0n) return;
    this.#parts.books.shrink(lease, back).catch((error: unknown) => {
      this.#parts.log('a lease could not be given back', error);
    });
  }

  /** Ends every lease. What runs still settles; to be called when no call runs any more. */
  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#round;
    this.#parts.admissions.pool.retireAll();
    await this.#closeFinished();
  }

  #tick(): void {
    if (this.#running) return;
    this.#running = true;
    this.#round = this.#turn().finally(() => {
      this.#running = false;
    });
  }

  async #turn(): Promise<void> {
    const { admissions, log } = this.#parts;
    try {
      await this.#sayAlive();
      await admissions.tend();
      await this.#closeFinished();
    } catch (error) {
      log('the books cannot be reached', error);
    }
    this.#endUntold();
  }

  async #sayAlive(): Promise<void> {
    const { alive, books, leaseSeconds, epochMs } = this.#parts;
    const now = epochMs();
    // Several times within the time that leases hold, so that one lost sign changes nothing.
    if (now - this.#askedMs < Math.min(5_000, leaseSeconds() * 250)) return;
    this.#askedMs = now;
    const { lost } = await alive(books.ids());
    this.#toldMs = now;
    if (lost.length === 0) return;
    this.#stop((id) => lost.includes(id));
    books.forget(lost);
  }

  /** Leases of a gateway that could not say that it lives may be somebody else's by now. */
  #endUntold(): void {
    const { leaseSeconds, epochMs } = this.#parts;
    if (epochMs() - this.#toldMs > leaseSeconds() * 1_000) this.#stop(() => true);
  }

  #stop(which: (id: string) => boolean): void {
    for (const envelope of this.#parts.admissions.pool.envelopes()) {
      for (const lease of envelope.leases()) if (which(lease.id)) lease.stop();
    }
  }

  async #closeFinished(): Promise<void> {
    const { admissions, books, spooled, shipped, epochMs } = this.#parts;
    for (const { id } of admissions.pool.finished(epochMs())) {
      this.#finished.push({ id, after: spooled() });
    }
    const done = this.#finished.filter(({ after }) => after <= shipped());
    if (done.length === 0) return;
    await books.close(done.map(({ id }) => id));
    for (const one of done) this.#finished.splice(this.#finished.indexOf(one), 1);
  }
}
