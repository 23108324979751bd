import { formatUsd, type NormalisedUsage } from '@exchequer/model';
import type { Spool, SpoolPosition } from '@exchequer/store/spool';

/** The spool as calls write to it, with the place that was reached. */
export class CallsSpool {
  readonly #spool: Spool;
  #last: SpoolPosition;

  constructor(spool: Spool) {
    this.#spool = spool;
    this.#last = spool.recovery.position;
  }

  /**
   * Writes down that a call goes on, with all others of this turn of the event loop. `told` hears false
   * when there is no room to write calls down: then none may be sent.
   */
  admit(call: string, usage: NormalisedUsage, held: bigint, told: (written: boolean) => void): void {
    this.#spool.admit({ kind: 'admit', call, usage, held: formatUsd(held) }, (written) => {
      if (typeof written === 'number') this.#last = Math.max(this.#last, written);
      told(typeof written === 'number');
    });
  }

  /** The same at once, by a write of its own. */
  admitNow(call: string, usage: NormalisedUsage, held: bigint): boolean {
    const written = this.#spool.append({ kind: 'admit', call, usage, held: formatUsd(held) });
    if (typeof written !== 'number') return false;
    this.#last = written;
    return true;
  }

  progress(call: string, output: number): void {
    this.#last = this.#spool.append({ kind: 'progress', call, output });
  }

  usage(call: string, usage: NormalisedUsage): void {
    this.#last = this.#spool.append({ kind: 'usage', call, usage });
  }

  nothing(call: string): void {
    this.#last = this.#spool.append({ kind: 'void', call });
  }

  /** Resolves when the tower has taken in everything that was written until now. */
  shipped(): Promise<void> {
    return this.#spool.shipped(this.#last);
  }

  full(): boolean {
    return this.#spool.full() !== null;
  }

  figures() {
    return this.#spool.figures();
  }
}
