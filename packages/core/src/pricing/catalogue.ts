import type { PriceQuestion, UnitPrices } from '@exchequer/model';

/** Unit prices during one slice of time, of the UTC day and of context length. */
export interface ListPrice {
  /** Half-open validity, ISO 8601 UTC; null is open. */
  validFrom: string | null;
  validTo: string | null;
  /** More input tokens than this, cache included; −1 from the first token on. */
  contextOver: number;
  contextUpTo: number | null;
  /** Half-open seconds of the UTC day; wraps when `secondsFrom` ≥ `secondsTo`. */
  secondsFrom: number;
  secondsTo: number;
  prices: UnitPrices;
  /** Where the price was read, such as "genai-prices 0.1.8". */
  source: string;
  /** When it was read there. Says nothing about when it came into force. */
  observedAt: string;
  origin: PriceOrigin;
  /** What the reader should know: fallbacks taken, fees that tokens cannot express. */
  note: string;
}

export const priceOrigins = ['catalogue', 'reviewed', 'company'] as const;
export type PriceOrigin = (typeof priceOrigins)[number];

/** One model of a public catalogue, at standard tier and speed. */
export interface CatalogueModel {
  provider: string;
  model: string;
  /** Slices that never overlap and cover all time; empty when tokens alone cannot price the model. */
  prices: readonly ListPrice[];
  deprecated: boolean;
}

/** A public price catalogue. Matching of raw names is the catalogue's own. */
export interface PriceCatalogue {
  /** Name and version, such as "genai-prices 0.1.8". */
  readonly source: string;
  readonly observedAt: string;
  /** The model a raw name means, or null where the catalogue does not know it. */
  find(provider: string, model: string): CatalogueModel | null;
  /** The catalogue's name of a provider, or the raw name in lower case. */
  providerOf(provider: string, model: string): string;
  /** The question's tier, speed and region in the catalogue's own words; '' region when it costs nothing. */
  variantOf(provider: string, question: PriceQuestion): PriceVariant;
  /** Every model of a provider, or of all of them. */
  models(provider?: string): readonly CatalogueModel[];
  /** Surcharges and discounts for tiers, speeds and regions. */
  readonly modifiers: readonly PriceModifier[];
}

/** What a modifier looks at. */
export type ModifierAxis = 'service_tier' | 'speed' | 'region';

/** A published factor on the standard price, such as half price for batches. */
export interface PriceModifier {
  readonly provider: string;
  /** Model ids of the catalogue: exact, or a prefix ending in `*`. */
  readonly models: readonly string[];
  readonly axis: ModifierAxis;
  /** Values of the axis that the factor applies to; a prefix may end in `*`. */
  readonly values: readonly string[];
  /** Exact decimal, such as "0.5" or "1.1". */
  readonly factor: string;
  readonly validFrom?: string;
  readonly validTo?: string;
  /** Where it was read, when, and how sure we are. */
  readonly source: string;
  readonly observedAt: string;
  readonly evidence: 'published' | 'documented' | 'unverified';
}

/** Tier, speed and region of a price. */
export type PriceVariant = Pick<PriceQuestion, ModifierAxis>;

/** The standard price of a model; modifiers lead away from it. */
export const standard: PriceVariant = { service_tier: 'standard', speed: 'standard', region: '' };

export const sameVariant = (a: PriceVariant, b: PriceVariant): boolean =>
  a.service_tier === b.service_tier && a.speed === b.speed && a.region === b.region;
