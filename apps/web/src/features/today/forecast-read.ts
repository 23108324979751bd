import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import type { View } from '../../state/view.ts';
import { withoutClasses } from './figures.ts';

/** What the running month will have cost, of all spend: with a filter on nothing is forecast. */
export function useMonthForecast(view: Pick<View, 'workspace' | 'cost' | 'filters'>) {
  const { workspace, cost } = view;
  const isWhole = withoutClasses(view.filters).length === 0;
  const { data } = useQuery({
    queryKey: ['forecast', 'spend', workspace, cost, 'month'],
    queryFn: () => client.forecast.spend({ workspace, cost, horizon: 'month' }),
    enabled: isWhole,
    // It changes with a whole day, and with what is sent late.
    staleTime: 5 * 60_000,
    retry: false,
  });
  // What was read before a filter was set stays in memory, and is not the forecast of the part.
  return isWhole ? data : undefined;
}
