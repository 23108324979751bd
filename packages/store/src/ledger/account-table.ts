import type { AccountRef } from '@exchequer/model';

type Currencies<T> = Map<string, Map<string, T>>;

/** Something per account. Three short look-ups, since joining workspace, currency and key costs more. */
export class AccountTable<T> {
  readonly #workspaces = new Map<string, Currencies<T>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(workspace: string, { key, currency }: AccountRef): T | undefined {
    return this.#workspaces.get(workspace)?.get(currency)?.get(key);
  }

  set(workspace: string, { key, currency }: AccountRef, value: T): void {
    let currencies = this.#workspaces.get(workspace);
    if (!currencies) {
      currencies = new Map();
      this.#workspaces.set(workspace, currencies);
    }
    let keys = currencies.get(currency);
    if (!keys) {
      keys = new Map();
      currencies.set(currency, keys);
    }
    const before = keys.size;
    keys.set(key, value);
    this.#size += keys.size - before;
  }

  clear(): void {
    this.#workspaces.clear();
    this.#size = 0;
  }
}
