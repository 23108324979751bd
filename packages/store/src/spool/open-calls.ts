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

/** Pairs what is written: which calls are open, and in which segment their `admit` stands. */
export class OpenCalls {
  readonly #open = new Map<string, OpenCall>();

  get size(): number {
    return this.#open.size;
  }

  admit(call: string, segment: number, text: Buffer): void {
    const output = this.#open.get(call)?.output ?? null;
    this.#open.set(call, { call, segment, text, output });
  }

  progress(call: string, output: number): void {
    const open = this.#open.get(call);
    if (open) open.output = output;
  }

  end(call: string): void {
    this.#open.delete(call);
  }

  /** Calls whose `admit` would be lost with this segment. */
  heldBy(segment: number): OpenCall[] {
    return [...this.#open.values()].filter((open) => open.segment === segment);
  }

  has(open: OpenCall): boolean {
    return this.#open.get(open.call) === open;
  }

  all(): OpenCall[] {
    return [...this.#open.values()];
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
