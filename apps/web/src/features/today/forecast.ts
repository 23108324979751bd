import type { MetricQuery, SpendForecastView } from '@exchequer/model/contract';
import type { ExactAhead } from '../../components/exact-series.ts';
import type { Stack } from '../../components/stack.ts';
import { bucketLabel, bucketWords } from '../../state/calendar.ts';

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
