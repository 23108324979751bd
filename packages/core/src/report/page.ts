import type { DateRange } from '@exchequer/model/contract';

/** Pages of the app with the days of a paper, below `/w/<workspace>`. */
export const pageOver = (page: string, { from, to }: Pick<DateRange, 'from' | 'to'>, more = ''): string =>
  `/${page}?range=${from}..${to}${more}`;

/** A page narrowed to one value of a dimension. */
export const exploreOf = (range: Pick<DateRange, 'from' | 'to'>, dimension: string, value: string): string =>
  pageOver('explore', range, `&f=${dimension}:is:${escaped(value)}`);

// As the web writes filters: a comma parts values, and a percent sign begins an escape.
const escaped = (value: string): string => encodeURIComponent(value.replace(/[%,]/g, encodeURIComponent));

/** The ledger at a month. */
export const ledgerOf = (month: string, part = ''): string => `/ledger?month=${month}${part && `#${part}`}`;
