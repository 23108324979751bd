import type { DimensionKey, MetricDefinition, MetricResult, Reading } from '@exchequer/model/contract';
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { totalOf } from '../../api/metric-keys.ts';
import { useCatalogue } from '../../api/metrics.ts';
import type { ChartGrain } from '../../state/range.ts';
import { useView } from '../../state/view.ts';

/** One figure of the page: what it means and, once read, what it is. */
export interface Figure {
  key: string;
  /** Null where this version does not compute it. */
  definition: MetricDefinition | null;
  reading: Reading | null;
  result: MetricResult | null;
  /** The dimension of a filter that it cannot be split by: then it is not shown at all. */
  unsplit: DimensionKey | null;
}

export interface Figures {
  of: (key: string) => Figure;
  pending: boolean;
  stale: boolean;
  error: unknown;
  refetch: () => void;
}

/** As many metrics as one question may ask for. */
const perQuestion = 12;

const chunked = (keys: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(keys.length / perQuestion) }, (_, i) =>
    keys.slice(i * perQuestion, (i + 1) * perQuestion),
  );

/**
 * Reads figures of the catalogue. A figure that the filters in force cannot split is left out: shown
 * without the filter it would answer another question.
 * @param grain with their course over time, or their total alone
 */
export function useFigures(keys: readonly string[], grain: ChartGrain | 'total'): Figures {
  const view = useView();
  const catalogue = useCatalogue();
  const known = new Map((catalogue.data ?? []).map((definition) => [definition.key, definition]));
  const unsplit = (key: string) =>
    view.filters.find((f) => !known.get(key)?.dimensions.includes(f.dimension))?.dimension ?? null;
  const asked = keys.filter((key) => known.has(key) && unsplit(key) === null);
  const answers = useQueries({
    queries: chunked(asked).map((metrics) => {
      const { range, compare, filters, workspace } = view;
      const query = { metrics, range, compare, filters, grain, group_by: [], limit: 1 };
      return {
        queryKey: ['query', workspace, query],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          client.metric.query({ ...query, workspace }, { signal }),
        placeholderData: keepPreviousData<MetricResult>,
      };
    }),
  });
  const resultOf = (key: string) => answers.find((a) => a.data?.query.metrics.includes(key))?.data ?? null;
  return {
    of: (key) => {
      const result = resultOf(key);
      const definition = known.get(key) ?? null;
      const reading = result ? totalOf(result, key) : null;
      return { key, definition, reading, result, unsplit: definition ? unsplit(key) : null };
    },
    pending: catalogue.isPending || answers.some((a) => a.isPending),
    stale: answers.some((a) => a.isPlaceholderData),
    error: catalogue.error ?? answers.find((a) => a.error)?.error ?? null,
    refetch: () => {
      for (const asking of [catalogue, ...answers]) asking.refetch();
    },
  };
}
