import { readFilter } from './filter.ts';
import { readRange } from './range.ts';

export const compares = ['none', 'previous', 'year'] as const;
export type Compare = (typeof compares)[number];
export const costs = ['list', 'contracted', 'marginal'] as const;
export type CostKind = (typeof costs)[number];

/**
 * What the address says on every page. A left-out field means its default, so that short links stay
 * short; what cannot be read is dropped, so that an old or mistyped link still opens.
 */
export interface ViewSearch {
  range?: string;
  tz?: string;
  compare?: Compare;
  f?: string[];
  cost?: CostKind;
  event?: string;
  figure?: string;
  advice?: string;
  /** The board pack that is open: one that was made, or `new`. */
  pack?: string;
}

/** The fields that travel from page to page; drawers stay behind. */
export const carried = (search: ViewSearch): ViewSearch => ({
  range: search.range,
  tz: search.tz,
  compare: search.compare,
  f: search.f,
  cost: search.cost,
});

export type RawSearch = Record<string, unknown>;

export const text = (value: unknown, pattern: RegExp): string | undefined =>
  typeof value === 'string' && pattern.test(value) ? value : undefined;

export const oneOf = <T extends string>(value: unknown, all: readonly T[]): T | undefined =>
  all.find((item) => item === value);

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

export function readViewSearch(raw: RawSearch): ViewSearch {
  const range = text(raw.range, /^[\w.-]{2,24}$/);
  const tz = text(raw.tz, /^[A-Za-z][\w+/-]{0,63}$/);
  const filters = (Array.isArray(raw.f) ? raw.f : [raw.f]).filter(
    (f): f is string => typeof f === 'string' && readFilter(f) !== null,
  );
  return {
    range: range && readRange(range) ? range : undefined,
    tz: tz && isZone(tz) ? tz : undefined,
    compare: oneOf(raw.compare, compares),
    f: filters.length > 0 ? filters : undefined,
    cost: oneOf(raw.cost, costs),
    event: text(raw.event, /^evt_[0-9a-f]{1,64}$/i),
    figure: text(raw.figure, /^[a-z][a-z0-9_.-]{0,59}$/),
    advice: text(raw.advice, /^rec_\w{1,64}$/),
    pack: text(raw.pack, /^(new|rpt_[0-9a-f]{1,60})$/),
  };
}

/** Plain readable query strings instead of JSON: repeated keys are lists, everything else is text. */
export function parseQuery(query: string): RawSearch {
  const parameters = new URLSearchParams(query);
  const result: RawSearch = {};
  for (const key of new Set(parameters.keys())) {
    const values = parameters.getAll(key);
    result[key] = values.length > 1 ? values : values[0];
  }
  return result;
}

const readable = (part: string) =>
  encodeURIComponent(part)
    .replace(/%3A/g, ':')
    .replace(/%2C/g, ',')
    .replace(/%2F/g, '/')
    .replace(/%20/g, '+');

export function writeQuery(search: RawSearch): string {
  const pairs = Object.entries(search).flatMap(([key, value]) => {
    if (value === undefined || value === null || value === '') return [];
    return (Array.isArray(value) ? value : [value]).map((v) => `${readable(key)}=${readable(String(v))}`);
  });
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}
