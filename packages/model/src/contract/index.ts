import { metricContract } from './metric.ts';
import { sourceContract } from './source.ts';
import { usageContract } from './usage.ts';

export * from './metric.ts';
export * from './shared.ts';
export * from './source.ts';
export * from './usage.ts';

/** The whole API: wire types, validators, OpenAPI document and typed client all come from here. */
export const contract = {
  metric: metricContract,
  source: sourceContract,
  usage: usageContract,
};
export type Contract = typeof contract;
