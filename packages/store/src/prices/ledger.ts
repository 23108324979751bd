import type { ListPrice, PriceAlias, PriceDiscount, PriceOverride, PriceRow } from '@exchequer/core/pricing';

/** What a company has entered, and the standard prices that the book already holds. */
export interface HeldPrices {
  overrides: PriceOverride[];
  discounts: PriceDiscount[];
  aliases: PriceAlias[];
  /** By `provider/model`. */
  standard: Map<string, ListPrice[]>;
}

/** Where the price book is kept. Entries are added and withdrawn, never changed. */
export interface PriceLedger {
  load(): Promise<HeldPrices>;
  /** Keeps rows that usage may name. A row already kept can only end earlier or later. */
  keep(rows: readonly PriceRow[], at: string): Promise<void>;
  row(id: string): Promise<PriceRow | null>;
  addOverrides(overrides: readonly PriceOverride[], by: string): Promise<void>;
  addDiscount(discount: PriceDiscount, percent: string, by: string): Promise<void>;
  addAlias(alias: PriceAlias, by: string): Promise<void>;
  /** Sets an entry aside; false when there is none of that id. */
  withdraw(id: string, at: string): Promise<boolean>;
}

/** A ledger that lasts as long as the process: for reading logs without a tower, and for tests. */
export function memoryLedger(): PriceLedger {
  const rows = new Map<string, PriceRow>();
  let overrides: PriceOverride[] = [];
  let discounts: PriceDiscount[] = [];
  let aliases: PriceAlias[] = [];
  return {
    load: async () => ({ overrides, discounts, aliases, standard: new Map() }),
    keep: async (fresh) => {
      for (const row of fresh) rows.set(row.id, row);
    },
    row: async (id) => rows.get(id) ?? null,
    addOverrides: async (fresh) => {
      overrides = [...overrides, ...fresh];
    },
    addDiscount: async (fresh) => {
      discounts = [...discounts, fresh];
    },
    addAlias: async (fresh) => {
      aliases = [...aliases, fresh];
    },
    withdraw: async (id) => {
      const before = overrides.length + discounts.length + aliases.length;
      overrides = overrides.filter((o) => o.id !== id);
      discounts = discounts.filter((d) => d.id !== id);
      aliases = aliases.filter((a) => a.id !== id);
      return overrides.length + discounts.length + aliases.length < before;
    },
  };
}
