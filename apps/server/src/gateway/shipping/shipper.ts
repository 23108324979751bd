import { setTimeout as wait } from 'node:timers/promises';
import type { RejectedLine, Spool, SpoolBatch } from '@exchequer/store/spool';

/** What became of lines that were sent to the tower. */
export type Sent =
  /** Durable there, but for those that it will never take. */
  | { taken: true; rejected: readonly RejectedLine[] }
  /** Nothing is known to be taken. `tooLarge` asks for fewer lines at once, else for another try. */
  | { taken: false; tooLarge: boolean; retryAfterMs: number; why: string };

/** Sends a part of a batch; an answer is a value, whatever the network does. */
export type SendLines = (batch: SpoolBatch, lines: readonly Buffer[], ending: AbortSignal) => Promise<Sent>;

export interface ShippingPace {
  /** Pause when everything durable is shipped, which lets records gather. */
  restMs: number;
  /** Shortest and longest pause after a failure. */
  leastWaitMs: number;
  mostWaitMs: number;
  /** Most records and bytes of one request. */
  records: number;
  bytes: number;
}

export const usualPace: ShippingPace = {
  restMs: 500,
  leastWaitMs: 250,
  mostWaitMs: 15_000,
  records: 5_000,
  bytes: 4 * 1024 * 1024,
};

export interface ShippingOptions {
  spool: Pick<Spool, 'next' | 'acknowledge' | 'sync'>;
  send: SendLines;
  /** In [0, 1): keeps gateways from coming back all at once. */
  random: () => number;
  log: (message: string, error?: unknown) => void;
  pace?: Partial<ShippingPace>;
}

export interface ShippingFigures {
  /** Failures since the last success. */
  failures: number;
  /** Why the last one failed; null while it goes well. */
  trouble: string | null;
}

/** Ships a spool for as long as it takes. */
export interface Shipper {
  figures(): ShippingFigures;
  /** Ships what is left, for so long at most, and ends. What is left then is shipped by the next life. */
  stop(graceMs: number): Promise<void>;
}

/** Starts shipping: the oldest records first, one request at a time, slower and slower while the tower is away. */
export function startShipper(options: ShippingOptions): Shipper {
  const shipping = new Shipping(options);
  const done = shipping.run();
  return {
    figures: () => ({ failures: shipping.failures, trouble: shipping.trouble }),
    stop: async (graceMs) => {
      shipping.finish(graceMs);
      await done;
    },
  };
}

class Shipping {
  failures = 0;
  trouble: string | null = null;
  readonly #options: ShippingOptions;
  readonly #pace: ShippingPace;
  /** Ends pauses; then, after the grace, requests too. */
  readonly #finishing = new AbortController();
  readonly #ending = new AbortController();

  constructor(options: ShippingOptions) {
    this.#options = options;
    this.#pace = { ...usualPace, ...options.pace };
  }

  finish(graceMs: number): void {
    this.#finishing.abort();
    const timer = setTimeout(() => this.#ending.abort(), graceMs);
    this.#ending.signal.addEventListener('abort', () => clearTimeout(timer));
  }

  async run(): Promise<void> {
    while (!this.#ended) {
      try {
        const more = await this.#shipNext();
        if (more) continue;
        if (this.#finishing.signal.aborted && (await this.#nothingLeft())) break;
        await this.#pause(this.#pace.restMs);
      } catch (error) {
        await this.#failed(`the spool cannot be read: ${(error as Error).message}`, 0);
      }
    }
    this.#ending.abort();
  }

  get #ended(): boolean {
    return this.#ending.signal.aborted;
  }

  /** True when more is ready to be shipped at once. */
  async #shipNext(): Promise<boolean> {
    const { spool } = this.#options;
    const batch = await spool.next({ records: this.#pace.records, bytes: this.#pace.bytes });
    if (!batch) return false;
    const rejected = await this.#ship(batch, 0, batch.lines.length);
    if (!rejected) return false;
    if (rejected.length > 0) this.#options.log(`the tower refused ${rejected.length} records for good`);
    await spool.acknowledge(batch, rejected);
    return batch.more;
  }

  /** Sends lines until they are taken; null when shipping ends before. */
  async #ship(batch: SpoolBatch, from: number, to: number): Promise<RejectedLine[] | null> {
    while (!this.#ended) {
      const sent = await this.#options.send(batch, batch.lines.slice(from, to), this.#ending.signal);
      if (sent.taken) {
        this.failures = 0;
        this.trouble = null;
        return sent.rejected.map((one) => ({ ...one, index: one.index + from }));
      }
      if (!sent.tooLarge) await this.#failed(sent.why, sent.retryAfterMs);
      else if (to - from > 1) return this.#shipHalves(batch, from, to);
      else return [{ index: from, error: sent.why, fix: 'This record alone is more than the tower takes.' }];
    }
    return null;
  }

  async #shipHalves(batch: SpoolBatch, from: number, to: number): Promise<RejectedLine[] | null> {
    const middle = (from + to) >> 1;
    const first = await this.#ship(batch, from, middle);
    const second = first && (await this.#ship(batch, middle, to));
    return second && [...first, ...second];
  }

  /** Whether all that was written is shipped, what was written a moment ago included. */
  async #nothingLeft(): Promise<boolean> {
    await this.#options.spool.sync();
    return (await this.#options.spool.next({ records: 1, bytes: 1 })) === null;
  }

  async #failed(why: string, retryAfterMs: number): Promise<void> {
    if (this.#ended) return;
    if (this.failures === 0) this.#options.log(`usage waits to be shipped: ${why}`);
    this.failures += 1;
    this.trouble = why;
    const { leastWaitMs, mostWaitMs } = this.#pace;
    const steps = Math.min(mostWaitMs, leastWaitMs * 2 ** Math.min(this.failures - 1, 20));
    const jittered = steps * (0.5 + this.#options.random() / 2);
    // Whoever stops the gateway waits for this: it tries on quickly, until the grace is over.
    if (this.#finishing.signal.aborted) await sleep(Math.min(jittered, leastWaitMs), this.#ending.signal);
    else await this.#pause(Math.max(jittered, Math.min(retryAfterMs, mostWaitMs)));
  }

  #pause(ms: number): Promise<void> {
    return sleep(ms, this.#finishing.signal);
  }
}

/** Resolves after a time, or when the signal ends it. */
const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined);
