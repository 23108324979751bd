import type { PicoUsd } from '../money/pico.ts';

/** What can carry a price of its own. Audio and image tokens are parts of input and output. */
export const pricedClasses = [
  'uncached_input',
  'cache_read',
  'cache_write_5m',
  'cache_write_30m',
  'cache_write_1h',
  'cache_write_12h',
  'cache_write_unknown',
  'output',
  'audio_input',
  'audio_output',
  'image_input',
  'image_output',
  'web_searches',
] as const;
export type PricedClass = (typeof pricedClasses)[number];

/** Pico-dollars per token (per search for `web_searches`). */
export type UnitPrices = Record<PricedClass, PicoUsd>;

/** What decides the price of a request, besides its time and its context length. */
export interface PriceQuestion {
  provider: string;
  model: string;
  service_tier: string;
  speed: string;
  region: string;
}

/** Prices of one question during one slice of time and context length. */
export interface PriceSlice {
  /** Price row the slice comes from, `prc_…`; every priced usage row names it. */
  priceId: string;
  /** Half-open validity, ISO 8601 UTC; null is open. */
  validFrom: string | null;
  validTo: string | null;
  /** The slice holds for requests with more input tokens than this (cache included); −1 or 0 for the first slice. */
  contextOver: number;
  /** …and with at most this many; null is no limit. The whole request moves, output too. */
  contextUpTo: number | null;
  /** Half-open seconds of the UTC day, for off-peak prices; 0 and 86400 for the whole day. May wrap. */
  secondsFrom: number;
  secondsTo: number;
  list: UnitPrices;
  /** After the company’s overrides and discounts. */
  contracted: UnitPrices;
}

/** The answer to one question. */
export interface PriceAnswer {
  question: PriceQuestion;
  /** Empty when the model is unpriced. */
  slices: PriceSlice[];
  /** Prices of the frozen base period; for a model that did not exist then, its first known prices. */
  base: UnitPrices | null;
  /** Conservative unit prices that stand in suspense while the model is unpriced. */
  ceiling: UnitPrices;
}
