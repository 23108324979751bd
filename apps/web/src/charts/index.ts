export * from './bars.ts';
export * from './drawing.ts';
export * from './palette.ts';
export * from './plot.ts';
export * from './scale.ts';
export * from './sparkline.ts';
export * from './time-series.ts';
