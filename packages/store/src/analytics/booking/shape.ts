/**
 * What tells one journal from another, for the statements that all journals share. A journal is
 * append-only rows of signed differences; its net rows per event are that event's state.
 */
export interface JournalShape {
  /** Stored table, working table of what it holds, of what it should hold, and of the difference. */
  readonly journal: string;
  readonly booked: string;
  readonly target: string;
  readonly delta: string;
  readonly identity: readonly string[];
  readonly dimensions: readonly string[];
  readonly measures: readonly string[];
  /** Every column of the above, in the order of the table. */
  readonly columns: readonly string[];
  /** Columns that follow from the event and are carried along, such as `aliases`. */
  readonly carried: readonly string[];
}

export const tick = (name: string): string => `\`${name}\``;
export const list = (names: readonly string[]): string => names.map(tick).join(', ');
