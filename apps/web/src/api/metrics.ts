import type { MetricDefinition, MetricQuery, MetricResult, Workspace } from '@exchequer/model/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from './client.ts';

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

export function useCatalogue() {
  return useQuery({
    queryKey: ['catalogue'],
    queryFn: () => client.metric.catalogue(),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useDefinition(key: string): MetricDefinition | null {
  return useCatalogue().data?.find((d) => d.key === key) ?? null;
}

/** Reads metrics. The last answer stays in sight while the next one is on its way. */
export function useMetric(workspace: Workspace, query: MetricQuery, enabled = true) {
  return useQuery<MetricResult>({
    queryKey: ['query', workspace, query],
    queryFn: ({ signal }) => client.metric.query({ ...query, workspace }, { signal }),
    placeholderData: keepPreviousData,
    enabled,
  });
}

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
