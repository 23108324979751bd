/** Policies: files that own envelopes, kept as they were applied, and tried on past usage. */
export type { PolicyOptions, ReadPolicy } from './options.ts';
export {
  type ApplyWish,
  createPolicies,
  type Policies,
  type PolicyApplied,
} from './policies.ts';
export type { SimulationWish, WhatIf } from './simulate.ts';
