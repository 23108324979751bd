import { useNavigate } from '@tanstack/react-router';
import { metric } from '../../api/metric-keys.ts';
import { useMetric } from '../../api/metrics.ts';
import { BarList } from '../../components/bar-list.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { withFilter } from '../../state/filter.ts';
import { carried } from '../../state/search.ts';
import { useView } from '../../state/view.ts';
import { classReading, classRows } from './class-rows.ts';
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
