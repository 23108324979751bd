import { type Definition, ratio, statistic } from './asked.ts';
import { equivalentMinutes } from './workforce.ts';

const latency =
  (share: number): Definition =>
  ({ oracle, scope }) =>
    statistic(oracle.decisions.waitOf(share, scope), 6);

/** The decision log. */
export const decisionDefinitions: Record<string, Definition> = {
  decision_latency_p50: latency(0.5),
  decision_latency_p90: latency(0.9),
  decisions_enabled_per_week: (asked) => ratio(asked.sum('acted by ai') * 7n, asked.days),
  judgement_share: (asked) =>
    ratio(asked.sum('judgement minutes'), asked.sum('judgement minutes', 'execution minutes')),
  judgement_per_equivalent_hour: (asked) => ratio(asked.sum('judgement minutes'), equivalentMinutes(asked)),
  decision_quality: (asked) =>
    ratio(asked.sum('acted') - asked.sum('acted and reversed'), asked.sum('acted')),
  brier_score: (asked) => ratio(asked.sum('squared millionths'), asked.sum('forecasts') * 1_000_000n),
  decision_data_readiness: (asked) => ratio(asked.sum('inputs ready'), asked.sum('inputs')),
};
