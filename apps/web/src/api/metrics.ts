import type { MetricDefinition, MetricQuery, MetricResult, Workspace } from '@exchequer/model/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from './client.ts';

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
