export * from './money/pico.ts';
export * from './price/price.ts';
export * from './usage/booking.ts';
export * from './usage/columns.ts';
export * from './usage/normalised.ts';
export * from './usage/reject.ts';
export * from './usage/series.ts';
export * from './workforce/attribution.ts';
