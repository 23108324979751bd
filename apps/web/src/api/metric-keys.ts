import type { MetricResult } from '@exchequer/model/contract';

/** Metrics of the catalogue that pages name themselves; all others are found in the catalogue. */
export const metric = {
  spend: { list: 'spend_list', contracted: 'spend_contracted', marginal: 'spend_marginal' },
  costPerMillion: {
    list: 'cost_per_million_list',
    contracted: 'cost_per_million_contracted',
    marginal: 'cost_per_million_marginal',
  },
  tokens: 'tokens',
  normalisedTokens: 'normalised_tokens',
  cacheReadShare: 'cache_read_share',
  perEmployeeMedian: 'tokens_per_employee_median',
  perEmployeeP90: 'tokens_per_employee_p90',
  unpricedShare: 'unpriced_share',
  unattributedShare: 'unattributed_share',
  suspense: 'suspense',
  requests: 'requests',
} as const;

/** A metric’s total and what it is compared with. */
export function totalOf(result: MetricResult, key: string) {
  return (
    result.totals.find((t) => t.metric === key) ?? {
      metric: key,
      value: null,
      compare_value: null,
      needs: null,
    }
  );
}
