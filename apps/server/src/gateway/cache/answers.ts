import type { WireHeaders } from '@exchequer/vendors/gate';

/** An answer that equal calls may get again. */
export interface CachedAnswer {
  status: number;
  headers: WireHeaders;
  body: Buffer;
}

interface Kept extends CachedAnswer {
  untilMs: number;
  bytes: number;
}

/** Headers and the map's own entry, roughly. */
const overhead = 1_024;

/** Answers in memory, of bounded size together; the least recently used gives way. */
export class AnswerCache {
  readonly #maxBytes: number;
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  find(name: string, nowMs: number): CachedAnswer | null {
    const kept = this.#kept.get(name);
    if (!kept) return null;
    this.#kept.delete(name);
    if (kept.untilMs <= nowMs) {
      this.#bytes -= kept.bytes;
      return null;
    }
    this.#kept.set(name, kept);
    return kept;
  }

  keep(name: string, answer: CachedAnswer, untilMs: number): void {
    const bytes = answer.body.length + overhead;
    // One answer must not push out all the others.
    if (bytes * 8 > this.#maxBytes) return;
    this.#drop(name);
    // A small answer may be a view on a large read buffer, which it would keep alive.
    this.#kept.set(name, { ...answer, body: Buffer.from(answer.body), untilMs, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#drop(oldest);
    }
  }

  #drop(name: string): void {
    const kept = this.#kept.get(name);
    if (!kept) return;
    this.#kept.delete(name);
    this.#bytes -= kept.bytes;
  }
}
