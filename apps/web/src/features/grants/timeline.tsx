import type { GrantTimeline } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { cssColour } from '../../charts/index.ts';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { TimeChart } from '../../components/time-chart.tsx';
import { moneyWords } from '../../format/money.ts';
import { sumOf } from '../../format/sum.ts';
import { bucketLabel, bucketWords, firstOfMonth, localDay } from '../../state/calendar.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

const parts = [
  ['used', 'Used', 'series1', false],
  ['rolled_over', 'Carried over', 'series2', false],
  ['returned', 'Returned to pools', 'series3', false],
  ['expired', 'Expired', 'series4', true],
] as const;

/** Half a year back and half a year ahead: what was granted, and what became of it. */
export function Timeline() {
  const { workspace } = useView();
  const { now, settings } = useSurroundings();
  const today = localDay(now(), settings.time_zone);
  const from = firstOfMonth(today, -5).slice(0, 7);
  const to = firstOfMonth(today, 6).slice(0, 7);
  const { data, error, refetch } = useQuery({
    queryKey: ['grant-timeline', workspace, from, to],
    queryFn: () => client.grant.timeline({ workspace, from, to }),
  });
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton height={280} className="mt-8" />;
  if (data.withheld) return <p className="mt-8 text-mute">{data.withheld}</p>;
  return (
    <div className="mt-8">
      <GrantChart timeline={data} title="What became of the grants" />
    </div>
  );
}

/** Use, carry-over, returns and expiry by month; the dotted line is what was granted. */
export function GrantChart({ timeline, title }: { timeline: GrantTimeline; title: string }) {
  const { points } = timeline;
  const booked = points.filter((point) => point.booked);
  const latest = booked.at(-1);
  return (
    <TimeChart
      title={title}
      reading={
        latest
          ? `In ${bucketWords(`${latest.month}-01`, 'month')}: ${moneyWords(latest.granted, timeline.currency)} granted, ${moneyWords(latest.used, timeline.currency)} used. Months to come show what would expire unless it is used.`
          : 'Nothing was granted yet; the months to come show what falls due.'
      }
      unit="usd"
      height={230}
      buckets={points.map((point) => ({
        label: bucketLabel(`${point.month}-01`, 'month'),
        words: `${bucketWords(`${point.month}-01`, 'month')}${point.booked ? '' : ', to come'}`,
      }))}
      series={parts.map(([key, label, colour, hatched]) => ({
        key,
        label,
        colour: cssColour(colour),
        hatched,
        values: points.map((point) => Number(point[key])),
        exact: points.map((point) => point[key]),
      }))}
      totals={points.map((point) => sumOf(parts.map(([key]) => point[key])))}
      compare={{
        words: 'Granted',
        values: points.map((point) => Number(point.granted)),
        exact: points.map((point) => point.granted),
      }}
    />
  );
}
