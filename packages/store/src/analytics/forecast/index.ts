/** Facts of forecasts: spend per company day of a scope, and the mix of tokens it is made of. */
export { type DailySpendAsked, type DailySpendRead, readDailySpend } from './daily-spend.ts';
export { readTokenMix } from './token-mix.ts';
