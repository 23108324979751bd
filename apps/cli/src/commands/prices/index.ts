/** `exchequer prices`: the price book, the company's own terms, and re-rating. */
export { registerPrices } from './register.ts';
