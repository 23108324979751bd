import { oneOf, type RawSearch, readViewSearch, text, type ViewSearch } from './search.ts';

export const budgetTabs = ['envelopes', 'simulate', 'policy'] as const;
export type BudgetTab = (typeof budgetTabs)[number];
export const budgetDeeds = ['new', 'ask', 'move', 'edit'] as const;
export type BudgetDeed = (typeof budgetDeeds)[number];

/** What the address says on Budgets, beyond what every page has. */
export interface BudgetsSearch extends ViewSearch {
  /** The envelope whose drawer is open. */
  envelope?: string;
  /** Which of its periods; left out it is the current one. */
  period?: string;
  /** The form that is open. */
  do?: BudgetDeed;
  tab?: BudgetTab;
  /** Part of a name, to narrow the tree. */
  find?: string;
  /** Simulation of one cap: envelope and amount. */
  cap_on?: string;
  cap?: string;
  /** A policy file as it was applied. */
  policy?: string;
}

export function readBudgetsSearch(raw: RawSearch): BudgetsSearch {
  return {
    ...readViewSearch(raw),
    envelope: text(raw.envelope, /^env_\w{1,56}$/),
    period: text(raw.period, /^[\w-]{1,40}$/),
    do: oneOf(raw.do, budgetDeeds),
    tab: oneOf(raw.tab, budgetTabs),
    find: text(raw.find, /^[^\n]{1,100}$/),
    cap_on: text(raw.cap_on, /^env_\w{1,56}$/),
    cap: text(raw.cap, /^\d{1,15}(\.\d{1,12})?$/),
    policy: text(raw.policy, /^\d{1,9}$/),
  };
}
