/** What one kind of somebody's work read from caches in a month, beside what it does on its usual days. */
export interface CacheRecord {
  /** Input tokens that would have come from a cache, had they hit as on the median day; null where nothing tells. */
  readonly reusable: bigint | null;
  /** Tokens that would have been written to caches for those. */
  readonly writes: bigint;
  /** Pico-dollars per token; null where the price book has none. */
  readonly price: {
    readonly input: bigint;
    readonly read: bigint;
    readonly write: bigint;
  } | null;
}

/** Pico-dollars; null where no kind of work shows how it reads its cache. */
export type Avoidable = bigint | null;

/**
 * What would not have been spent, had every kind of work read its cache as on its own median day:
 * reusable tokens × (input price − cache-read price) − written tokens × what writing costs more.
 */
export function avoidableCost(records: readonly CacheRecord[]): Avoidable {
  const known = records.flatMap(({ reusable, writes, price }) =>
    reusable === null || price === null ? [] : [savedBy(reusable, writes, price)],
  );
  return known.length === 0 ? null : known.reduce((sum, saved) => sum + saved, 0n);
}

function savedBy(reusable: bigint, writes: bigint, price: NonNullable<CacheRecord['price']>): bigint {
  const premium = price.write > price.input ? price.write - price.input : 0n;
  const saved = reusable * (price.input - price.read) - writes * premium;
  return saved > 0n ? saved : 0n;
}
