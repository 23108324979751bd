import type { GateCall } from './call.ts';

/**
 * Calls under way. A list in which each call knows its place, rather than a set: a set that calls come to and
 * leave is laid anew every few dozen calls, and one of its tables that has grown old keeps the later
 * ones, with the calls that were in them, until the whole heap is collected.
 */
export class RunningCalls implements Iterable<GateCall> {
  readonly #calls: GateCall[] = [];

  get size(): number {
    return this.#calls.length;
  }

  add(call: GateCall): void {
    call.place = this.#calls.push(call) - 1;
  }

  delete(call: GateCall): void {
    const { place } = call;
    const last = this.#calls.at(-1);
    if (place < 0 || !last) return;
    this.#calls[place] = last;
    last.place = place;
    this.#calls.pop();
    call.place = -1;
  }

  /** As they are now: calls may come and go while they are looked at. */
  [Symbol.iterator](): Iterator<GateCall> {
    return [...this.#calls].values();
  }
}
