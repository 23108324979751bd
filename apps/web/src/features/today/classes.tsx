import type { MetricResult } from '@exchequer/model/contract';
import { useNavigate } from '@tanstack/react-router';
import { metric, useMetric } from '../../api/metrics.ts';
import { BarList, type ExactBar } from '../../components/bar-list.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { groupColour } from '../../components/stack.ts';
import { inline } from '../../format/number.ts';
import { withFilter } from '../../state/filter.ts';
import { className, classOrder } from '../../state/labels.ts';
import { carried } from '../../state/search.ts';
import { useView } from '../../state/view.ts';
import { classesQuery } from './figures.ts';

/** Tokens by class, always in the product’s order and colours. */
export function TokenClasses() {
  const view = useView();
  const navigate = useNavigate();
  const { data, error, refetch } = useMetric(view.workspace, classesQuery(view));
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton height={320} />;
  const rows = classRows(data);
  const open = (key: string) =>
    navigate({
      to: '/w/$ws/explore',
      params: { ws: view.workspace },
      search: {
        ...carried(view.search),
        metric: metric.tokens,
        by: 'model',
        f: withFilter(view.search.f, { dimension: 'token_class', op: 'is', values: [key] }),
      },
    });
  return (
    <BarList title="Tokens by class" reading={classReading(data)} unit="tokens" rows={rows} onPick={open} />
  );
}

function classRows(data: MetricResult): ExactBar[] {
  const total = Number(data.totals[0]?.value ?? 0) || 1;
  return data.groups
    .filter((group) => Number(group.values[0] ?? 0) !== 0)
    .map((group) => ({ key: group.key[0] ?? '', exact: group.values[0] ?? '0' }))
    .sort((a, b) => classOrder.indexOf(a.key) - classOrder.indexOf(b.key))
    .map(({ key, exact }) => ({
      key,
      exact,
      label: className(key),
      value: Number(exact),
      shown: inline(exact, 'tokens'),
      note: inline(String(Number(exact) / total), 'share'),
      colour: groupColour('token_class', key, 0, false),
      hatched: false,
    }));
}

/** Cached and fresh tokens are always told apart: one costs a tenth of the other. */
export function classReading(data: MetricResult): string {
  const amount = (key: string) => Number(data.groups.find((g) => g.key[0] === key)?.values[0] ?? 0);
  const total = Number(data.totals[0]?.value ?? 0);
  if (total === 0) return 'No tokens in this range.';
  const read = inline(String(amount('cache_read') / total), 'share');
  const output = inline(String(amount('output') / total), 'share');
  return `Cache reads are ${read} of all tokens, output ${output}. The classes share no token and add up to the total.`;
}
