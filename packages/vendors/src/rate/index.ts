/** Currency rates, from files. */
export { type RateRow, type RatesReading, readRatesCsv } from './csv.ts';
