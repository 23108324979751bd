import { oneOf, type RawSearch, readViewSearch, text, type ViewSearch } from './search.ts';

export const unitKinds = ['cost_center', 'team', 'purpose', 'project', 'envelope'] as const;
export const statementViews = ['booked', 'then', 'now'] as const;
export const ledgerBooks = ['financial', 'budget'] as const;

/** What the address says on the ledger, beyond what every page has. */
export interface LedgerSearch extends ViewSearch {
  /** The month read, such as 2026-11; the present one when left out. */
  month?: string;
  by?: (typeof unitKinds)[number];
  view?: (typeof statementViews)[number];
  /** The unit whose statement is open. */
  unit?: string;
  book?: (typeof ledgerBooks)[number];
  kind?: string;
  /** Accounts that begin with this. */
  account?: string;
  /** What transactions are about: an envelope, a grant, a credit. */
  subject?: string;
  /** The transaction that is open. */
  txn?: string;
}

export function readLedgerSearch(raw: RawSearch): LedgerSearch {
  return {
    ...readViewSearch(raw),
    month: text(raw.month, /^\d{4}-(0[1-9]|1[0-2])$/),
    by: oneOf(raw.by, unitKinds),
    view: oneOf(raw.view, statementViews),
    unit: text(raw.unit, /^.{1,300}$/),
    book: oneOf(raw.book, ledgerBooks),
    kind: text(raw.kind, /^[a-z-]{1,40}$/),
    account: text(raw.account, /^[\w./@ :-]{1,300}$/),
    subject: text(raw.subject, /^[\w./@ :-]{1,300}$/),
    txn: text(raw.txn, /^txn_\d{1,18}$/),
  };
}
