import type { MetricResult, UsageFilter } from '@exchequer/model/contract';
import { metric } from '../../api/metric-keys.ts';
import { useMetric } from '../../api/metrics.ts';
import { groupLabel, keyParts, otherKey, stackOf } from '../../components/stack.ts';
import { TimeChart } from '../../components/time-chart.tsx';
import { inline } from '../../format/number.ts';
import { daysOfBuckets } from '../../state/buckets.ts';
import { rangeWords } from '../../state/calendar.ts';
import { dimensionNames, withFilter } from '../../state/filter.ts';
import { writeRange } from '../../state/range.ts';
import { useView } from '../../state/view.ts';
import type { Question } from './question.ts';

/** The metric over time: stacked where its groups add up, one line each where they do not. */
export function ExploreChart({ question, data }: { question: Question; data: MetricResult }) {
  const view = useView();
  const { definition, by, query } = question;
  const grain = data.query.grain === 'total' ? question.grain : data.query.grain;
  const spend = query.metrics.indexOf(metric.spend.list);
  const stack = stackOf(data, {
    grain,
    dimensions: data.query.group_by,
    additive: definition.additive,
    name: definition.name,
    spendIndex: spend > 0 ? spend : undefined,
  });
  const compared = data.compare_range;
  const before = useMetric(
    view.workspace,
    { ...query, metrics: [definition.key], group_by: [], compare: 'none', range: compared ?? query.range },
    compared !== null,
  );
  const line =
    compared && before.data && !before.isPlaceholderData
      ? stackOf(before.data, { grain, dimensions: [], additive: definition.additive })
      : null;
  const pick = (key: string) => {
    if (key === otherKey) return;
    const values = keyParts(key);
    const f = by.reduce(
      (texts, dimension, i) =>
        withFilter(texts, { dimension, op: 'is', values: [values[i] ?? ''] } satisfies UsageFilter),
      view.search.f ?? [],
    );
    view.change({ f });
  };
  const select = (first: number, last: number) => {
    const days = daysOfBuckets(
      stack.buckets[first]?.key ?? '',
      stack.buckets[last]?.key ?? '',
      grain,
      view.range,
    );
    view.change({ range: writeRange(days.from, days.to) });
  };
  return (
    <TimeChart
      title={
        by.length > 0
          ? `${definition.name} by ${by.map((d) => dimensionNames[d].toLowerCase()).join(' and ')}`
          : definition.name
      }
      reading={reading(question, data)}
      unit={definition.unit}
      height={300}
      buckets={stack.buckets}
      series={stack.series}
      stacked={definition.additive}
      totals={stack.totals}
      compare={
        compared && line
          ? {
              words: rangeWords(compared.from, compared.to),
              exact: line.series[0]?.exact ?? [],
              values: line.series[0]?.values ?? [],
            }
          : null
      }
      onPick={by.length > 0 ? pick : undefined}
      onSelect={select}
    />
  );
}

/** Who leads, by how much, and what is not drawn. */
export function reading({ definition, by }: Question, data: MetricResult): string {
  const lead = data.groups.find((g) => !g.other);
  const total = Number(data.totals[0]?.value ?? 0);
  if (by.length === 0 || !lead || total === 0)
    return definition.formula.replace(/^./, (c) => c.toUpperCase());
  const name = groupLabel(lead, by);
  const first = definition.additive
    ? `${name} leads with ${inline(String(Number(lead.values[0] ?? 0) / total), 'share')} of ${inline(data.totals[0]?.value ?? '0', definition.unit)}.`
    : `${name} stands at ${inline(lead.values[0] ?? '0', definition.unit)}, all together ${inline(data.totals[0]?.value ?? '0', definition.unit)}.`;
  const folded = definition.additive
    ? ''
    : data.groups.length > 6
      ? ' The six largest groups are drawn.'
      : '';
  return `${first}${folded}`;
}
