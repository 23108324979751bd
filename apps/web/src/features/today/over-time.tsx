import type { MetricResult } from '@exchequer/model/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { metric } from '../../api/metric-keys.ts';
import { cssColour } from '../../charts/index.ts';
import { Failure, Skeleton } from '../../components/empty.tsx';
import type { ExactSeries } from '../../components/exact-series.ts';
import { Segmented } from '../../components/segmented.tsx';
import { otherKey, type Stack, stackOf } from '../../components/stack.ts';
import { TimeChart } from '../../components/time-chart.tsx';
import { inline } from '../../format/number.ts';
import { daysOfBuckets } from '../../state/buckets.ts';
import { rangeWords } from '../../state/calendar.ts';
import { type ChartGrain, defaultGrain, writeRange } from '../../state/range.ts';
import { useView } from '../../state/view.ts';
import { stackAhead } from './forecast.ts';
import { useMonthForecast } from './forecast-read.ts';

type By = 'model' | 'token_class';

interface Props {
  by: By;
  onBy: (by: By) => void;
  parts: UseQueryResult<MetricResult>;
  before: MetricResult | undefined;
  /** The hero figures over time, for what stands in suspense. */
  heroes: MetricResult;
}

const suspenseKey = 'suspense';

/** What unpriced usage may cost at worst: drawn hatched on top, and part of no total. */
function suspenseSeries(heroes: MetricResult, grain: ChartGrain): ExactSeries[] {
  const [series] = stackOf(heroes, {
    grain,
    dimensions: [],
    metricIndex: heroes.query.metrics.indexOf(metric.suspense),
  }).series;
  if (!series || series.values.every((v) => v === 0)) return [];
  return [
    { ...series, key: suspenseKey, label: 'Unpriced, at most', colour: cssColour('mute'), hatched: true },
  ];
}

/** Spend by model, or tokens by class, over the range. */
export function OverTime({ by, onBy, parts, before, heroes }: Props) {
  const view = useView();
  const forecast = useMonthForecast(view);
  if (parts.error) return <Failure error={parts.error} onRetry={() => parts.refetch()} />;
  // An answer to the other grouping may still be shown for a moment; it must not be read with this one's units.
  if (!parts.data || parts.data.query.group_by[0] !== by) return <Skeleton height={320} />;
  const grain = defaultGrain(parts.data.query.range);
  const unit = by === 'model' ? 'usd' : 'tokens';
  const stack = stackOf(parts.data, { grain, dimensions: [by] });
  const coming = by === 'model' ? stackAhead(stack, view.range, grain, forecast) : null;
  const compare =
    before && parts.data.compare_range && Number(before.totals[0]?.value ?? 0) !== 0
      ? {
          words: rangeWords(before.query.range.from, before.query.range.to),
          stack: stackOf(before, { grain, dimensions: [] }),
        }
      : null;
  const select = (first: number, last: number) => {
    const days = daysOfBuckets(
      stack.buckets[Math.min(first, stack.buckets.length - 1)]?.key ?? '',
      stack.buckets[Math.min(last, stack.buckets.length - 1)]?.key ?? '',
      grain,
      view.range,
    );
    view.change({ range: writeRange(days.from, days.to) });
  };
  return (
    <TimeChart
      title={by === 'model' ? 'Spend over time' : 'Tokens over time'}
      reading={reading(stack, unit, grain, compare?.words)}
      unit={unit}
      buckets={coming?.buckets ?? stack.buckets}
      ahead={coming?.ahead ?? null}
      series={by === 'model' ? [...stack.series, ...suspenseSeries(heroes, grain)] : stack.series}
      totals={stack.totals}
      compare={
        compare
          ? {
              words: compare.words,
              exact: compare.stack.totals,
              values: compare.stack.totals.map((v) => Number(v ?? 0)),
            }
          : null
      }
      tools={
        <Segmented
          label="Split by"
          value={by}
          options={[
            { value: 'model', name: 'Models' },
            { value: 'token_class', name: 'Token classes' },
          ]}
          onChange={onBy}
        />
      }
      onPick={
        by === 'model'
          ? (key) =>
              key !== otherKey &&
              key !== suspenseKey &&
              view.filterBy({ dimension: 'model', op: 'is', values: [key] })
          : undefined
      }
      onSelect={select}
    />
  );
}

/** The sentence under the title: the peak, and how much of the time is quiet. */
export function reading(stack: Stack, unit: 'usd' | 'tokens', grain: string, compared?: string): string {
  const values = stack.totals.map((v) => Number(v ?? 0));
  const peak = values.reduce((best, v, i) => (v > (values[best] ?? 0) ? i : best), 0);
  const quiet = values.filter((v) => v === 0).length;
  const top = `Highest: ${(stack.buckets[peak]?.words ?? '').replace(/^Week/, 'week')}, ${inline(stack.totals[peak] ?? '0', unit)}.`;
  const rest = quiet > 0 && values.length > 1 ? ` ${quiet} of ${values.length} ${grain}s without usage.` : '';
  return `${top}${rest}${compared ? ` Dotted: ${compared}.` : ''}`;
}
