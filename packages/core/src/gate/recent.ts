/** A map of bounded size: what was used least recently gives way. */
export class Recent<V> {
  readonly #most: number;
  readonly #values = new Map<string, V>();
  readonly #leave: ((value: V) => void) | undefined;

  /** `leave` is told of every value that gives way. */
  constructor(most: number, leave?: (value: V) => void) {
    this.#most = most;
    this.#leave = leave;
  }

  get size(): number {
    return this.#values.size;
  }

  /** All of them, the least recently used first. */
  entries(): [string, V][] {
    return [...this.#values];
  }

  /** The value, which is the most recently used from now on. */
  get(key: string): V | undefined {
    const value = this.#values.get(key);
    // Who goes first matters once there is little room left; until then nothing is moved about.
    if (value === undefined || this.#values.size * 2 < this.#most) return value;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size <= this.#most) return;
    for (const [oldest, leaving] of this.#values) {
      this.#values.delete(oldest);
      this.#leave?.(leaving);
      return;
    }
  }

  /** The value, made when there is none. */
  at(key: string, make: () => V): V {
    const known = this.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.set(key, made);
    return made;
  }
}
