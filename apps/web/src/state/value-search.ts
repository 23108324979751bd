import { oneOf, type RawSearch, readViewSearch, text, type ViewSearch } from './search.ts';

export const workKinds = ['ticket', 'branch', 'pull_request', 'workflow', 'commit'] as const;
export type WorkKind = (typeof workKinds)[number];

/** What the address says on Value, beyond what every page has. */
export interface ValueSearch extends ViewSearch {
  /** The pair drawn over time, by its measure of the headcount era. */
  pair?: string;
  /** Kind of work items that are listed. */
  works?: WorkKind;
  /** The work item that is open. */
  work?: string;
}

export function readValueSearch(raw: RawSearch): ValueSearch {
  return {
    ...readViewSearch(raw),
    pair: text(raw.pair, /^[a-z][a-z0-9_]{0,59}$/),
    works: oneOf(raw.works, workKinds),
    work: text(raw.work, /^[a-z_]{1,40}:.{1,600}$/),
  };
}
