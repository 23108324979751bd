import { createHash } from 'node:crypto';

/**
 * Names rows that carry no id of their own: a hash of what the row says and its ordinal among the
 * equal rows of its file. Never a timestamp alone. The same file again, whole or under another
 * name, gives the same names, so that it adds nothing.
 */
export class RowNames {
  readonly #seen = new CountByHash();

  /** @param says everything that tells this row from others */
  name(says: string): string {
    const digest = createHash('sha256').update(says).digest();
    const ordinal = this.#seen.next(digest.readUIntBE(0, 6));
    return `row:${digest.subarray(0, 16).toString('hex')}:${ordinal}`;
  }
}

/**
 * Counts occurrences per 48-bit hash in flat arrays: about 20 bytes per row, where a Map of a file
 * of two gigabytes would take a gigabyte itself. Two rows that share the 48 bits only skip an
 * ordinal; their names differ by the full hash.
 */
class CountByHash {
  #keys = new Float64Array(1 << 12).fill(-1);
  #counts = new Uint32Array(1 << 12);
  #size = 0;

  /** How often the hash came before. */
  next(hash: number): number {
    if (this.#size * 2 > this.#keys.length) this.#grow();
    const slot = this.#slot(hash);
    if (this.#keys[slot] !== hash) {
      this.#keys[slot] = hash;
      this.#size += 1;
    }
    const before = this.#counts[slot] ?? 0;
    this.#counts[slot] = before + 1;
    return before;
  }

  #slot(hash: number): number {
    const mask = this.#keys.length - 1;
    let slot = (hash % 4_294_967_291) & mask;
    while (this.#keys[slot] !== -1 && this.#keys[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, counts] = [this.#keys, this.#counts];
    this.#keys = new Float64Array(keys.length * 2).fill(-1);
    this.#counts = new Uint32Array(counts.length * 2);
    keys.forEach((key, at) => {
      if (key === -1) return;
      const slot = this.#slot(key);
      this.#keys[slot] = key;
      this.#counts[slot] = counts[at] ?? 0;
    });
  }
}
