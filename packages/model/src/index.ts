export * from './money/pico.ts';
export * from './usage/columns.ts';
export * from './usage/normalised.ts';
export * from './usage/reject.ts';
