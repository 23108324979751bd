/**
 * Prices: what a token cost on its day. Pure decisions over a catalogue and the company's terms.
 */
export {
  basePeriod,
  basePrices,
  normalisedTokensMeaning,
  referencePricePerMillion,
} from './base.ts';
export {
  type CatalogueModel,
  type ListPrice,
  type PriceCatalogue,
  type PriceModifier,
  type PriceOrigin,
  type PriceVariant,
  priceOrigins,
  sameVariant,
  standard,
} from './catalogue.ts';
export { closeNames } from './close-names.ts';
export { listCost, type PricedQuantities, sliceFor } from './cost.ts';
export { comparePrices, type PriceComparison, type PriceDifference } from './diff.ts';
export {
  type EnteredPrice,
  enterPrice,
  type PriceEntry,
  type PriceRefusal,
  type RefusedEntry,
} from './entry.ts';
export {
  type CostEstimate,
  type EstimateAssumption,
  estimateCost,
  type ForeseenCall,
} from './estimate.ts';
export { mayChange, type Rerating, type UsedPrice } from './rerating.ts';
export { type PriceBookFacts, PriceResolver, type Resolution, resolvePrices } from './resolve.ts';
export type { PriceRow } from './row.ts';
export { fromFirstToken } from './span.ts';
export {
  completePrices,
  completionNote,
  type PriceAlias,
  type PriceDiscount,
  type PriceOverride,
  paidShare,
} from './terms.ts';
export { type Ratio, ratioOf, unitPrices } from './unit.ts';
