import { oneOf, type RawSearch, readViewSearch, text, type ViewSearch } from './search.ts';

export const cohortKinds = ['plan', 'type', 'team'] as const;

/** What the address says on the grants page, beyond what every page has. */
export interface GrantsSearch extends ViewSearch {
  cohorts?: (typeof cohortKinds)[number];
  /** The grant that is open. */
  grant?: string;
  /** A person's name, or a part of it. */
  search?: string;
}

export function readGrantsSearch(raw: RawSearch): GrantsSearch {
  return {
    ...readViewSearch(raw),
    cohorts: oneOf(raw.cohorts, cohortKinds),
    grant: text(raw.grant, /^[\w-]{1,80}$/),
    search: text(raw.search, /^.{1,100}$/),
  };
}
