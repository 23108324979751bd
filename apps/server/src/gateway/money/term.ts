import type { LeaseTerm } from '@exchequer/core/gate';

/**
 * What the clock of the database may run ahead of this machine's within one term: a tenth of it, for
 * it is stepped at times, and between one second and five.
 */
const marginMs = (termMs: number): number => Math.min(5_000, Math.max(1_000, termMs / 10));

/** Longest wait of a call for a sign of life. */
const patienceMs = 2_000;

interface Waiting {
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Lasts from one sign of life of the gateway until the next one is overdue. Judged by time alone, so
 * that nothing is spent however long an answer of the database takes, and by a clock that nobody sets.
 */
export class HeardTerm implements LeaseTerm {
  readonly #nowMs: () => number;
  #termMs = 0;
  #askedMs = Number.NEGATIVE_INFINITY;
  #untilMs = Number.NEGATIVE_INFINITY;
  #waiting: Waiting[] = [];

  /** @param nowMs a clock that is never set */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get lasts(): boolean {
    return this.#nowMs() < this.#untilMs;
  }

  /** How long leases hold without a sign of life, by the rules in force. */
  setSeconds(leaseSeconds: number): void {
    this.#termMs = leaseSeconds * 1_000;
    this.#reckon();
  }

  /**
   * The gateway was heard.
   * @param askedMs when it began to say that it lives: the database heard it later
   */
  heard(askedMs: number): void {
    this.#askedMs = askedMs;
    this.#reckon();
    if (this.lasts) for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  /** The gateway could not say that it lives. */
  unheard(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  /** Resolves while the term lasts, or as soon as the gateway is heard; rejects when it is not. */
  lasting(): Promise<void> {
    if (this.lasts) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => waiting.reject(new Error('the database does not answer')), patienceMs);
      const over = () => {
        clearTimeout(timer);
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
      };
      const waiting: Waiting = {
        resolve: () => {
          over();
          resolve();
        },
        reject: (error) => {
          over();
          reject(error);
        },
      };
      this.#waiting.push(waiting);
    });
  }

  #reckon(): void {
    this.#untilMs = this.#askedMs + this.#termMs - marginMs(this.#termMs);
  }
}
