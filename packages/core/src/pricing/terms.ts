import type { PicoUsd, PricedClass, UnitPrices } from '@exchequer/model';
import type { PriceVariant } from './catalogue.ts';
import { type Ratio, ratioOf, scale, unitPrices } from './unit.ts';

/** A price of the company's own: it replaces the list price, or stands alone where there is none. */
export interface PriceOverride extends PriceVariant {
  /** `pov_…` */
  id: string;
  /** Provider and model as the catalogue names them; raw names for what it does not know. */
  provider: string;
  model: string;
  contextOver: number;
  contextUpTo: number | null;
  validFrom: string | null;
  validTo: string | null;
  /** Pico-dollars per token; a class left out keeps its list price. */
  prices: Partial<Record<PricedClass, PicoUsd>>;
  source: string;
  /** When the company entered it; of two that hold, the later one does. */
  recordedAt: string;
}

/** A percentage off the list price. Several never add up: the most specific one holds. */
export interface PriceDiscount {
  /** `pds_…` */
  id: string;
  provider: string;
  /** Model of the catalogue, a prefix ending in `*`, or '' for all of the provider. */
  model: string;
  /** A priced class, or '' for all token classes. */
  priced_class: PricedClass | '';
  /** What is left to pay, such as 85/100 for 15 % off. */
  pays: Ratio;
  validFrom: string | null;
  validTo: string | null;
  source: string;
  recordedAt: string;
}

/** "This raw name means that model of the catalogue." */
export interface PriceAlias {
  /** `pal_…` */
  id: string;
  provider: string;
  model: string;
  to_provider: string;
  to_model: string;
  recordedAt: string;
}

/** Which class stands in for one that has no price of its own; dearer, never cheaper than real. */
const fallback: Partial<Record<PricedClass, PricedClass>> = {
  cache_read: 'uncached_input',
  cache_write_5m: 'uncached_input',
  cache_write_30m: 'cache_write_5m',
  cache_write_1h: 'cache_write_5m',
  cache_write_12h: 'cache_write_5m',
  cache_write_unknown: 'cache_write_5m',
  audio_input: 'uncached_input',
  audio_output: 'output',
  image_input: 'uncached_input',
  image_output: 'output',
};

/**
 * Completes partial prices by the rule for missing classes: cache reads and writes at the input
 * price, longer cache lifetimes at the plain write price, media at their text price.
 */
export function completePrices(partial: Partial<Record<PricedClass, PicoUsd>>): UnitPrices {
  const priceOf = (name: PricedClass): bigint => {
    const own = partial[name];
    if (own !== undefined) return own;
    const other = fallback[name];
    return other ? priceOf(other) : 0n;
  };
  return unitPrices(priceOf);
}

/** What the completion above had to assume, as a sentence; '' when nothing. */
export function completionNote(partial: Partial<Record<PricedClass, PicoUsd>>): string {
  const notes: string[] = [];
  if (partial.cache_read === undefined) notes.push('no cache-read price: cache reads at the input price');
  if (partial.cache_write_5m === undefined)
    notes.push('no cache-write price: cache writes at the input price');
  else if (partial.cache_write_1h === undefined) notes.push('1-hour cache writes at the plain write price');
  return notes.join('; ');
}

const nameMatches = (pattern: string, name: string): boolean =>
  pattern === '' || (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name);

/** Whether a discount speaks of a model at all. */
export const discountApplies = (discount: PriceDiscount, provider: string, model: string): boolean =>
  nameMatches(discount.provider, provider) && nameMatches(discount.model, model);

const specificity = (d: PriceDiscount): number =>
  (d.priced_class === '' ? 0 : 10_000) +
  (d.model === '' ? 0 : 1_000 + d.model.length) +
  (d.provider === '' ? 0 : 1);

const holdsBefore = (a: PriceDiscount, b: PriceDiscount): number =>
  specificity(b) - specificity(a) || b.recordedAt.localeCompare(a.recordedAt) || b.id.localeCompare(a.id);

/** Takes off, class by class, the most specific of the discounts; also says which ones held. */
export function discounted(
  list: UnitPrices,
  discounts: readonly PriceDiscount[],
): { prices: UnitPrices; held: PriceDiscount[] } {
  const ranked = [...discounts].sort(holdsBefore);
  const held = new Set<PriceDiscount>();
  const prices = unitPrices((name) => {
    const one = ranked.find(
      (d) => d.priced_class === name || (d.priced_class === '' && name !== 'web_searches'),
    );
    if (!one) return list[name];
    held.add(one);
    return scale(list[name], one.pays);
  });
  return { prices, held: [...held] };
}

/** What is left to pay after a percentage off, exact: "15" leaves 85/100. */
export function paidShare(percent: string): Ratio {
  const off = ratioOf(percent);
  return { of: 100n * off.over - off.of, over: 100n * off.over };
}

/** A company price over the list price it replaces; without one, completed by the common rule. */
export function overridden(override: PriceOverride, list: UnitPrices | null, by: Ratio): UnitPrices {
  const own = list === null ? completePrices(override.prices) : override.prices;
  return unitPrices((name) => {
    const price = own[name];
    if (price === undefined) return list?.[name] ?? 0n;
    return name === 'web_searches' ? price : scale(price, by);
  });
}
