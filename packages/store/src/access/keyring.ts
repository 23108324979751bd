import { timingSafeEqual } from 'node:crypto';
import { hashSecret } from './secret.ts';

/**
 * Records found by their secret, in memory: a look-up costs one SHA-256 and no query, and whoever
 * is removed is gone for the next request. One tower owns the records, so nothing else changes them.
 */
export class Keyring<T extends { id: string; hash: Buffer }> {
  readonly #byHash = new Map<string, T>();
  readonly #byId = new Map<string, T>();

  constructor(records: Iterable<T>) {
    for (const record of records) this.add(record);
  }

  add(record: T): void {
    this.#byHash.set(record.hash.toString('latin1'), record);
    this.#byId.set(record.id, record);
  }

  get(id: string): T | undefined {
    return this.#byId.get(id);
  }

  find(secret: string): T | undefined {
    const hash = hashSecret(secret);
    const record = this.#byHash.get(hash.toString('latin1'));
    return record && timingSafeEqual(record.hash, hash) ? record : undefined;
  }

  values(): T[] {
    return [...this.#byId.values()];
  }
}
