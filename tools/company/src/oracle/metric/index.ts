import type { CompanyOracle } from '../company.ts';
import type { Scope } from '../span.ts';
import { Asked, type Definition, type Expected } from './asked.ts';
import { decisionDefinitions } from './decision.ts';
import { exposureDefinitions, poolDefinitions } from './exposure.ts';
import { outcomeDefinitions } from './outcome.ts';
import { unknowable } from './unknown.ts';
import { usageDefinitions } from './usage.ts';
import { workforceDefinitions } from './workforce.ts';

export type { Expected } from './asked.ts';

const definitions = new Map<string, Definition>(
  Object.entries({
    ...usageDefinitions,
    ...workforceDefinitions,
    ...outcomeDefinitions,
    ...exposureDefinitions,
    ...poolDefinitions,
    ...decisionDefinitions,
    ...Object.fromEntries(Object.keys(unknowable).map((key) => [key, () => null])),
  }),
);

/** Every metric that the oracle has an opinion on, and those of it that have no value in this company. */
export const judged: readonly string[] = [...definitions.keys()];

/** What a metric should read in a scope, as decimal text; undefined where the oracle does not know it. */
export const expectedOf = (oracle: CompanyOracle, metric: string, scope: Scope): Expected | undefined =>
  definitions.get(metric)?.(new Asked(oracle, scope));

/**
 * Figures of floating-point steps, and of pay, stated months and pools, whose days the product cuts to a
 * 10⁻¹² each: the last decimals may differ.
 */
export const isStatistic = (metric: string): boolean => cut.has(metric) || metric in poolDefinitions;

const cut = new Set([
  ...['access_gini', 'access_p90_p10', 'decision_latency_p50', 'decision_latency_p90'],
  ...['leverage_ratio', 'token_share_of_pay', 'switching_cost', 'budget_headroom'],
  ...['utilisation', 'time_to_fill', 'cost_per_million_loaded', 'cost_per_resolution', 'agent_vs_saas'],
]);

/** Figures of a whole range alone, which no group and no month of a series has. */
export const ofRangesAlone: readonly string[] = [
  ...['vendor_concentration', 'largest_vendor_share', 'layers', 'access_gini', 'access_p90_p10'],
  ...['decision_latency_p50', 'decision_latency_p90'],
];
