import type { NormalisedUsage } from './normalised.ts';

/** What one booking did, for the caller’s report. Counts are of events, not of journal rows. */
export interface BookingReport {
  batchId: string;
  /** Events never seen before. */
  added: number;
  /** Events whose booked state changed: grown, re-priced, re-attributed or superseded. */
  amended: number;
  /** Records that said nothing new. */
  duplicates: number;
  /** Records under a known id with another payload, from a source that does not grow. */
  conflicts: number;
  /** Net change of metered requests, tokens and list cost. */
  requests: number;
  tokens: bigint;
  costList: string;
  /** `provider/model` pairs that have no price. */
  unpricedModels: string[];
}

/** Why a booking runs; kept on each amendment row. */
export type BookingReason = 'usage' | 'price' | 'attribution' | 'correction';

/** Takes normalised usage into the journal. One batch is booked whole or not at all. */
export interface UsageIntake {
  /**
   * Stages, prices, attributes, deduplicates and books the rows; resolves when they are durable.
   * Concurrent calls are grouped into one batch.
   */
  book(workspace: string, rows: readonly NormalisedUsage[]): Promise<BookingReport>;
  /**
   * The same for rows that the engine reads itself: `stageSql` is a SELECT that yields the
   * normalised columns (see `normalisedColumns`) and `aliases Array(Tuple(String, UInt8))`.
   * `prepare` and `cleanup` run around it on the same lane.
   */
  bookSelect(work: { prepare: string[]; stageSql: string; cleanup: string[] }): Promise<BookingReport>;
}
