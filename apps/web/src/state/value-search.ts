import { type RawSearch, readViewSearch, text, type ViewSearch } from './search.ts';

/** What the address says on Value, beyond what every page has. */
export interface ValueSearch extends ViewSearch {
  /** The pair drawn over time, by its measure of the headcount era. */
  pair?: string;
}

export function readValueSearch(raw: RawSearch): ValueSearch {
  return { ...readViewSearch(raw), pair: text(raw.pair, /^[a-z][a-z0-9_]{0,59}$/) };
}
