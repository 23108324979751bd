import type { NormalisedUsage, SpoolRecord } from '@exchequer/model';

/** A call that was admitted and has no end yet. */
export interface OpenCall {
  call: string;
  /** Segment that holds the newest copy of its `admit`. */
  segment: number;
  /** JSON text of its `admit`. */
  text: Buffer;
  /** Output tokens when it was last looked at; null before. */
  output: number | null;
}

/**
 * Pairs what is written: which calls are open, and in which segment their `admit` stands.
 *
 * The map holds places in a list instead of calls. A map that calls come to and leave is laid anew every few
 * dozen calls, each old table points to the next one, and one that has grown old keeps all that follow
 * it, with whatever they held, until the whole heap is collected.
 */
export class OpenCalls {
  readonly #places = new Map<string, number>();
  readonly #open: (OpenCall | null)[] = [];
  readonly #free: number[] = [];

  get size(): number {
    return this.#places.size;
  }

  admit(call: string, segment: number, text: Buffer): void {
    const output = this.#find(call)?.output ?? null;
    const place = this.#places.get(call) ?? this.#free.pop() ?? this.#open.length;
    this.#places.set(call, place);
    this.#open[place] = { call, segment, text, output };
  }

  progress(call: string, output: number): void {
    const open = this.#find(call);
    if (open) open.output = output;
  }

  end(call: string): void {
    const place = this.#places.get(call);
    if (place === undefined) return;
    this.#places.delete(call);
    this.#open[place] = null;
    this.#free.push(place);
  }

  /** Calls whose `admit` would be lost with this segment. */
  heldBy(segment: number): OpenCall[] {
    return this.all().filter((open) => open.segment === segment);
  }

  has(open: OpenCall): boolean {
    return this.#find(open.call) === open;
  }

  /** In the order in which they were admitted. */
  all(): OpenCall[] {
    return [...this.#places.values()].flatMap((place) => this.#open[place] ?? []);
  }

  #find(call: string): OpenCall | null {
    return this.#open[this.#places.get(call) ?? -1] ?? null;
  }
}

/**
 * What is booked of a call whose outcome nobody saw: what was written down when it was admitted, which is
 * the most that it may use where something was held for it, and no less output than was seen.
 */
export function interruptedUsage(admitted: NormalisedUsage, output: number | null): NormalisedUsage {
  const flags = (admitted.flags ?? '').split(' ').filter((flag) => flag !== '' && flag !== 'interrupted');
  return {
    ...admitted,
    output: Math.max(output ?? 0, admitted.output ?? 0),
    estimated: 1,
    flags: [...flags, 'interrupted'].join(' '),
  };
}

/** The record that ends an interrupted call. */
export const interruptedEnd = (
  admit: Extract<SpoolRecord, { kind: 'admit' }>,
  output: number | null,
): SpoolRecord => ({ kind: 'usage', call: admit.call, usage: interruptedUsage(admit.usage, output) });
