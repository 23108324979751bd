import { setTimeout as wait } from 'node:timers/promises';
import type { Admissions } from '@exchequer/core/gate';
import type { GateSnapshot, Shortage } from '@exchequer/store/gate';
import type { GateBooks } from './books.ts';
import { LeasedPaths } from './paths.ts';

export interface KeeperParts {
  admissions: Admissions;
  books: GateBooks;
  /** Says that this gateway lives; returns the leases that are not its own any more. */
  alive(leaseIds: readonly string[]): Promise<{ lost: string[] }>;
  /** How long leases hold without a sign of life: the least of the rules in force. */
  leaseSeconds(): number;
  /** Resolves when the tower has taken in everything that the spool holds now. */
  shipped(): Promise<void>;
  epochMs(): number;
  log(message: string, error?: unknown): void;
}

const tendMs = 1_000;

/** Looks after the leases of a gateway: grows and shrinks them, says that it lives, closes what is done. */
export class LeaseKeeper {
  readonly #parts: KeeperParts;
  /** Done, and everything used of them taken in by the tower. */
  readonly #closable = new Set<string>();
  readonly #waiting = new Set<Promise<void>>();
  readonly #paths = new LeasedPaths();
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
    const { admissions, log } = this.#parts;
    admissions.giveBackIdle(envelopeId).catch((error: unknown) => {
      log('a lease could not be given back', error);
    });
  }

  /**
   * The tree may be another one. Leases that do not lie on their present path take no more calls: what is
   * free in them goes back at once, the rest as their calls end. The next call opens a lease where it pays now.
   */
  treeRead(snapshot: Pick<GateSnapshot, 'company' | 'workspaces'>): void {
    const { admissions, books, epochMs, log } = this.#parts;
    const { pool } = admissions;
    for (const { envelopeId, lease } of this.#paths.outdated(
      pool,
      (id) => books.held(id),
      snapshot,
      epochMs(),
    )) {
      pool.of(envelopeId).retire();
      const back = lease.giveBack(lease.free);
      if (back <= 0n) continue;
      books.shrink(lease, back).catch((error: unknown) => log('a lease could not be given back', error));
    }
  }

  /**
   * Ends every lease, once their usage is taken in and for so long at most; to be called when no call
   * runs any more. What is not closed then is, when the next life has shipped what this one leaves.
   */
  async close(withinMs: number): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#round;
    this.#parts.admissions.pool.retireAll();
    this.#takeFinished();
    await Promise.race([Promise.all(this.#waiting), wait(withinMs, undefined, { ref: false })]);
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
      this.#takeFinished();
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

  #takeFinished(): void {
    const { admissions, shipped, epochMs } = this.#parts;
    for (const { id } of admissions.pool.finished(epochMs())) {
      const waiting: Promise<void> = shipped().then(() => {
        this.#closable.add(id);
        this.#waiting.delete(waiting);
      });
      this.#waiting.add(waiting);
    }
  }

  async #closeFinished(): Promise<void> {
    const done = [...this.#closable];
    if (done.length === 0) return;
    await this.#parts.books.close(done);
    for (const id of done) this.#closable.delete(id);
  }
}
