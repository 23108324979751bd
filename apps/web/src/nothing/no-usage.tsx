import { Link } from '@tanstack/react-router';
import { metric } from '../api/metric-keys.ts';
import { useMetric } from '../api/metrics.ts';
import { Button, buttonClass } from '../components/button.tsx';
import { Empty, Skeleton } from '../components/empty.tsx';
import { ago } from '../format/time.ts';
import { useSources } from '../shell/freshness.tsx';
import { addDays, localDay, rangeWords } from '../state/calendar.ts';
import { useSurroundings } from '../state/context.tsx';
import { writeRange } from '../state/range.ts';
import { carried } from '../state/search.ts';
import { useView } from '../state/view.ts';
import { FirstStart } from './first-start.tsx';

/** Nothing in sight: because nothing is connected, nothing came yet, the filter hides it, or it lies elsewhere. */
export function NoUsage() {
  const view = useView();
  const { now } = useSurroundings();
  const sources = useSources();
  if (!sources.data) return <Skeleton height={240} />;
  const newest =
    sources.data
      .map((s) => s.newest_event_at ?? '')
      .sort()
      .at(-1) ?? '';
  if (sources.data.every((s) => s.state === 'empty' && s.events === '0') && !newest) return <FirstStart />;
  if (view.filters.length > 0) return <FilteredAway />;
  if (newest) return <Elsewhere newest={newest} />;
  const heard = sources.data
    .map((s) => s.last_recorded_at ?? '')
    .sort()
    .at(-1);
  return (
    <Empty
      title="Connected, and no usage yet"
      action={
        <Link
          to="/w/$ws/sources"
          params={{ ws: view.workspace }}
          search={carried}
          className={buttonClass('primary')}
        >
          Look at the sources
        </Link>
      }
    >
      {heard ? `A source was last heard ${ago(heard, now())}.` : 'No source has sent a record so far.'} The
      figures appear here with the first call.
    </Empty>
  );
}

function FilteredAway() {
  const { change, range } = useView();
  return (
    <Empty
      title="The filters match no usage in this range"
      action={
        <Button kind="primary" onClick={() => change({ f: undefined })}>
          Reset the filters
        </Button>
      }
    >
      There may be usage in {rangeWords(range.from, range.to)} without them.
    </Empty>
  );
}

/** How far back from the newest usage the offered range may begin. */
const lookBackDays = 90;

function Elsewhere({ newest }: { newest: string }) {
  const view = useView();
  const last = localDay(new Date(newest), view.range.time_zone);
  const span = { from: addDays(last, -lookBackDays), to: addDays(last, 1), time_zone: view.range.time_zone };
  const { data } = useMetric(view.workspace, {
    metrics: [metric.tokens],
    range: span,
    grain: 'day',
    group_by: [],
    filters: [],
    compare: 'none',
    limit: 1,
  });
  if (!data || data.query.range.from !== span.from) return <Skeleton height={160} />;
  const days = data.series
    .filter((row) => Number(row.values[0] ?? 0) > 0)
    .map((row) => row.bucket.slice(0, 10))
    .sort();
  const from = days[0] ?? last;
  const to = addDays(days.at(-1) ?? last, 1);
  return (
    <Empty
      title={`No usage in ${rangeWords(view.range.from, view.range.to)}`}
      action={
        <Button kind="primary" onClick={() => view.change({ range: writeRange(from, to) })}>
          Show {rangeWords(from, to)}
        </Button>
      }
    >
      The newest usage is of {rangeWords(last, addDays(last, 1))}; {rangeWords(from, to)} holds{' '}
      {days.length === 1 ? 'one day' : `${days.length} days`} with usage.
    </Empty>
  );
}
