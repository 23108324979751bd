/**
 * The dated price book in PostgreSQL, or in memory where there is no server.
 */
export { createPriceBook, type PriceBook, type PriceBookOptions, type ShownPrice } from './book.ts';
export {
  type DiscountEntry,
  PriceDesk,
  type PriceDeskOptions,
  type RerateItem,
  type RerateResult,
} from './desk.ts';
export type { PriceLedger } from './ledger.ts';
export { journalRerating, type Rebooker } from './rerating.ts';
