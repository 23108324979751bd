/** An increase that a cumulative point stands for. Its event is known by the point, so booking it twice adds nothing. */
export interface SeriesStep {
  timeNanos: bigint;
  delta: bigint;
}

/** What is known of one cumulative series since one start. Restarts are series of their own. */
export interface SeriesState {
  lastTimeNanos: bigint;
  /** Whole tokens, or pico-dollars. */
  lastValue: bigint;
  /** Steps handed out for booking and not yet reported as booked. */
  unconfirmed: readonly SeriesStep[];
}

/** Keeps series states durably; calls for the same keys never overlap. */
export interface SeriesStore {
  /**
   * Reads the states of some series, lets `decide` answer new ones, and keeps those, in one
   * transaction.
   */
  update(
    workspace: string,
    keys: readonly string[],
    decide: (states: ReadonlyMap<string, SeriesState>) => ReadonlyMap<string, SeriesState>,
  ): Promise<void>;
}
