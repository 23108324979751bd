import type { Stand } from '../gateway/stand.ts';
import { ask } from './ask.ts';
import type { AskKind } from './kind.ts';

/** More than learned holds want to have seen before they trust. */
const seenBefore = 56;
/** A tenth of what the calls of the scenarios then put out. */
const usualOutput = 40;

/** Which starts of a gateway have seen how long answers usually are. */
export class Warmth {
  readonly #stand: Stand;
  readonly #stopping: AbortSignal;
  readonly #known = new Set<string>();

  constructor(stand: Stand, stopping: AbortSignal) {
    this.#stand = stand;
    this.#stopping = stopping;
  }

  /** Asks for short answers until each of the first gateways takes them for what is usual. */
  async see(gateways: number, kinds: readonly AskKind[]): Promise<void> {
    const short = kinds.filter(({ name, most }) => most.output > usualOutput && !name.endsWith('-stream'));
    for (const url of this.#stand.urls.slice(0, gateways)) {
      for (const kind of short) {
        // An address is new with each start.
        const place = `${url} ${kind.name}`;
        if (this.#known.has(place) || this.#stopping.aborted) continue;
        this.#known.add(place);
        await Promise.all(Array.from({ length: seenBefore }, () => this.#one(url, kind)));
      }
    }
  }

  #one(origin: string, kind: AskKind) {
    const produce = { input: kind.most.input, output: usualOutput };
    return ask({
      ...{ origin, kind, produce, key: this.#stand.key, tag: 'warm' },
      stopping: this.#stopping,
    });
  }
}
