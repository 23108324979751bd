import type { DimensionKey, MetricDefinition, MetricQuery } from '@exchequer/model/contract';
import { metric } from '../../api/metric-keys.ts';
import type { ExploreSearch } from '../../state/explore-search.ts';
import { isDimension } from '../../state/filter.ts';
import { type ChartGrain, defaultGrain } from '../../state/range.ts';
import type { View } from '../../state/view.ts';

/** What Explore asks, read from the address against the catalogue. */
export interface Question {
  definition: MetricDefinition;
  by: DimensionKey[];
  grain: ChartGrain;
  limit: number;
  query: MetricQuery;
}

/** Columns beside the chosen metric, where they can be split and filtered the same way. */
const companions = [metric.spend.list, metric.tokens, metric.requests];

export function questionOf(
  view: View,
  search: ExploreSearch,
  catalogue: readonly MetricDefinition[],
): Question | null {
  const wanted = search.metric ?? metric.spend[view.cost];
  const definition = catalogue.find((d) => d.key === wanted) ?? catalogue[0];
  if (!definition) return null;
  const asked = (search.by ?? 'model').split(',').filter(isDimension);
  const by = asked.filter((d, i) => definition.dimensions.includes(d) && asked.indexOf(d) === i).slice(0, 2);
  const used = [...by, ...view.filters.filter((f) => f.dimension === 'token_class').map((f) => f.dimension)];
  const beside = companions.filter((key) => {
    const other = catalogue.find((d) => d.key === key);
    return key !== definition.key && other && used.every((d) => other.dimensions.includes(d));
  });
  const grain = search.grain ?? defaultGrain(view.range);
  const limit = Number(search.limit ?? 12);
  const query: MetricQuery = {
    metrics: [definition.key, ...beside],
    range: view.range,
    grain,
    group_by: by,
    filters: view.filters,
    compare: view.compare,
    limit,
  };
  return { definition, by, grain, limit, query };
}

/** Where the same table is had as CSV: the query itself, base64url in the address. */
export function csvAddress(workspace: string, query: MetricQuery): string {
  const bytes = new TextEncoder().encode(JSON.stringify({ ...query, grain: 'total' }));
  const base64 = btoa(String.fromCharCode(...bytes));
  const q = base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  return `/api/w/${workspace}/query.csv?q=${q}`;
}
