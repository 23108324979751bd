import { setTimeout as wait } from 'node:timers/promises';
import type { Admissions } from '@exchequer/core/gate';
import type { GateSnapshot, Shortage } from '@exchequer/store/gate';
import type { GateBooks } from './books.ts';
import { LeasedPaths } from './paths.ts';
import type { HeardTerm } from './term.ts';

export interface KeeperParts {
  admissions: Admissions;
  books: GateBooks;
  term: HeardTerm;
  /** Says that this gateway lives; returns the leases that are not its own any more. */
  alive(leaseIds: readonly string[]): Promise<{ lost: string[] }>;
  /** How long leases hold without a sign of life: the least of the rules in force. */
  leaseSeconds(): number;
  /** Resolves when the tower has taken in everything that the spool holds now. */
  shipped(): Promise<void>;
  epochMs(): number;
  /** A clock that is never set. */
  nowMs(): number;
  log(message: string, error?: unknown): void;
}

const tendMs = 1_000;

/** Work that is not begun anew while it runs. */
class Turn {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | null = null;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  begin(): void {
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
    });
  }

  get over(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }
}

/** Looks after the leases of a gateway: grows and shrinks them, says that it lives, closes what is done. */
export class LeaseKeeper {
  readonly #parts: KeeperParts;
  /** Done, and everything used of them taken in by the tower. */
  readonly #closable = new Set<string>();
  readonly #waiting = new Set<Promise<void>>();
  readonly #paths = new LeasedPaths();
  // Each on its own: books that hang keep nobody from saying that the gateway lives.
  readonly #telling = new Turn(() => this.#sayAlive());
  readonly #tending = new Turn(() => this.#tend());
  #timer: NodeJS.Timeout | null = null;
  #heardMs = Number.NEGATIVE_INFINITY;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#tick();
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
    const { admissions, books, term, leaseSeconds, epochMs, log } = this.#parts;
    term.setSeconds(leaseSeconds());
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
    const turns = Promise.all([this.#telling.over, this.#tending.over]);
    await Promise.race([turns, wait(withinMs, undefined, { ref: false })]);
    this.#parts.admissions.pool.retireAll();
    this.#takeFinished();
    await Promise.race([Promise.all(this.#waiting), wait(withinMs, undefined, { ref: false })]);
    await this.#closeFinished();
  }

  #tick(): void {
    this.#telling.begin();
    this.#tending.begin();
  }

  async #tend(): Promise<void> {
    const { admissions, log } = this.#parts;
    try {
      await admissions.tend();
      this.#takeFinished();
      await this.#closeFinished();
    } catch (error) {
      log('leases could not be looked after', error);
    }
  }

  /** Several times within the time that leases hold, so that one lost sign changes nothing. */
  async #sayAlive(): Promise<void> {
    const { books, term, leaseSeconds, nowMs, log } = this.#parts;
    const seconds = leaseSeconds();
    const askedMs = nowMs();
    term.setSeconds(seconds);
    if (askedMs - this.#heardMs < Math.min(5_000, seconds * 250)) return;
    try {
      const { lost } = await this.#asked(seconds * 1_000);
      this.#stop((id) => lost.includes(id));
      books.forget(lost);
      this.#heardMs = askedMs;
      term.heard(askedMs);
    } catch (error) {
      term.unheard(error);
      log('the books cannot be reached', error);
    }
  }

  /** An answer that comes later than leases hold is none; then it is asked again. */
  async #asked(withinMs: number): Promise<{ lost: string[] }> {
    const { alive, books } = this.#parts;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${withinMs} ms`)), withinMs);
    });
    try {
      return await Promise.race([alive(books.ids()), late]);
    } finally {
      clearTimeout(timer);
    }
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
    // Also with none: leases that were perhaps opened are closed with them.
    await this.#parts.books.close(done);
    for (const id of done) this.#closable.delete(id);
  }
}
