/**
 * The dated price book in PostgreSQL, or in memory where there is no server.
 */
export { createPriceBook, type PriceBook, type PriceBookOptions, type ShownPrice } from './book.ts';
export type { PriceLedger } from './ledger.ts';
