import type { MetricQuery, SpendForecastView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import type { ExactAhead } from '../../components/exact-series.ts';
import type { Stack } from '../../components/stack.ts';
import { bucketLabel, bucketWords } from '../../state/calendar.ts';
import type { View } from '../../state/view.ts';
import { withoutClasses } from './figures.ts';

/** What the running month will have cost, of all spend: with a filter on nothing is forecast. */
export function useMonthForecast(view: Pick<View, 'workspace' | 'cost' | 'filters'>) {
  const { workspace, cost } = view;
  return useQuery({
    queryKey: ['forecast', 'spend', workspace, cost, 'month'],
    queryFn: () => client.forecast.spend({ workspace, cost, horizon: 'month' }),
    enabled: withoutClasses(view.filters).length === 0,
    // It changes with a whole day, and with what is sent late.
    staleTime: 5 * 60_000,
    retry: false,
  });
}

/** Written on the band. */
export const bandLabel = '80 % band';

type Forecast = Pick<SpendForecastView, 'as_of' | 'days' | 'estimate'>;

/** The chart of a range with the days to come: their buckets added, and the band over them. */
export interface StackAhead {
  buckets: Stack['buckets'];
  ahead: {
    low: number[];
    middle: number[];
    high: number[];
    label: string;
    exact: readonly (ExactAhead | null)[];
  };
}

/** Null where the range does not reach the days to come, or is not drawn by day. */
export function stackAhead(
  stack: Stack,
  range: MetricQuery['range'],
  grain: string,
  forecast: Forecast | undefined,
): StackAhead | null {
  if (grain !== 'day' || !forecast?.estimate || range.to <= forecast.as_of) return null;
  const coming = new Map(
    forecast.days.flatMap(({ day, median, low80, high80 }) =>
      median !== null && low80 !== null && high80 !== null
        ? [[day, { low: low80, middle: median, high: high80 }] as const]
        : [],
    ),
  );
  const drawn = new Set(stack.buckets.map(({ key }) => key));
  const added = [...coming.keys()]
    .filter((day) => !drawn.has(day) && day >= range.to)
    .map((key) => ({ key, label: bucketLabel(key, 'day'), words: bucketWords(key, 'day') }));
  const buckets = [...stack.buckets, ...added];
  const exact = buckets.map(({ key }) => coming.get(key) ?? null);
  if (exact.every((one) => one === null)) return null;
  const edge = (name: keyof ExactAhead) => exact.map((one) => (one ? Number(one[name]) : Number.NaN));
  const ahead = { low: edge('low'), middle: edge('middle'), high: edge('high'), label: bandLabel, exact };
  return { buckets, ahead };
}
