/**
 * A record that could not be taken in. Never carries message text: `excerpt` holds only the
 * identifying and counting fields that the reader already knows to be metadata.
 */
export interface Reject {
  source: string;
  /** File path, or the endpoint for wire sources. */
  place: string;
  /** 1-based line (or array index + 1 for wire batches); null when the whole file is meant. */
  line: number | null;
  /** What is wrong, in one sentence. */
  error: string;
  /** What the reader can do about it, in one sentence. */
  fix: string;
  excerpt: string;
}

/** Most tokens one event may carry in one class; more is taken for a fault of the source. */
export const maxTokensPerEvent = 1_000_000_000_000;

/** How far in the future an event may lie, to allow for clock skew. */
export const maxClockSkewMs = 24 * 3_600_000;

/** Earliest believable time of an event. */
export const earliestUsage = '2020-01-01T00:00:00.000Z';
