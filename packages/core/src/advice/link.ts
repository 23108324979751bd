import type { FactWindow } from './facts.ts';
import type { Workload } from './facts-usage.ts';

/** A filter of a page, as its address has it. */
type Filter = readonly [dimension: string, value: string];

// As the web writes filters: a comma parts values, and a percent sign begins an escape.
const escaped = (value: string): string => encodeURIComponent(value.replace(/[%,]/g, encodeURIComponent));

const search = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.length === 0 ? '' : `?${pairs.map(([key, value]) => `${key}=${value}`).join('&')}`;

const filterPairs = (filters: readonly Filter[]) =>
  filters.map(([dimension, value]) => ['f', `${dimension}:is:${escaped(value)}`] as const);

type Days = Pick<FactWindow, 'from' | 'to'>;

/** Explore over days, with filters. */
export const explore = ({ from, to }: Days, filters: readonly Filter[], by?: string): string =>
  `/explore${search([['range', `${from}..${to}`], ...(by ? [['by', by] as const] : []), ...filterPairs(filters)])}`;

/** The calls themselves. */
export const events = ({ from, to }: Days, filters: readonly Filter[]): string =>
  `/explore${search([['range', `${from}..${to}`], ['tab', 'events'], ...filterPairs(filters)])}`;

export const workloadFilters = ({ by, name, provider, model }: Workload): readonly Filter[] => [
  [by, name],
  ['provider', provider],
  ['model', model],
];

/** Value over days. */
export const valueOver = ({ from, to }: Days): string => `/value?range=${from}..${to}`;

export const budget = (envelopeId: string): string => `/budgets?envelope=${envelopeId}`;
export const ledger = (month: string, more: Readonly<Record<string, string>> = {}): string =>
  `/ledger${search([['month', month.slice(0, 7)], ...Object.entries(more).map(([key, value]) => [key, encodeURIComponent(value)] as const)])}`;
