import type { SpikesResult, ToldSpike } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { inline } from '../../format/number.ts';
import { shortDay } from '../../state/calendar.ts';
import { useView } from '../../state/view.ts';

/** Days of the range that cost more than their season explains, each with its causes and where to look. */
export function Spikes() {
  const view = useView();
  const asked = { workspace: view.workspace, range: view.range, cost: view.cost };
  const { data, error, refetch } = useQuery<SpikesResult>({
    queryKey: ['explain', 'spikes', asked],
    queryFn: ({ signal }) => client.explain.spikes(asked, { signal }),
  });
  return (
    <Section id="spikes" title="Days that cost too much" sub={data ? words(data) : undefined}>
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!error && !data ? <Skeleton height={90} /> : null}
      {data && data.spikes.length > 0 ? (
        <ul>
          {data.spikes.map((spike) => (
            <SpikeRow key={`${spike.from} ${spike.seen_in?.value ?? ''}`} spike={spike} />
          ))}
        </ul>
      ) : null}
    </Section>
  );
}

function words({ needs, spikes, watched, floor }: SpikesResult): string {
  if (needs) return `It cannot be told: needs ${needs}.`;
  const rule = `Judged by the days before each, by weekday and month end, in ${watched} series; at least ${inline(floor, 'usd')} a day above.`;
  return spikes.length === 0 ? `None. ${rule}` : rule;
}

const between = ({ from, to }: ToldSpike): string =>
  from === to ? shortDay(from) : `${shortDay(from)} – ${shortDay(to)}`;

function SpikeRow({ spike }: { spike: ToldSpike }) {
  const [first] = spike.evidence;
  return (
    <li className="grid grid-cols-[150px_1fr_auto] gap-x-6 gap-y-1 border-b border-line py-3 max-sm:grid-cols-1">
      <div className="font-[560]">
        {between(spike)}
        {spike.stays ? <div className="text-[12.5px] font-normal text-mute">and stays so high</div> : null}
        {spike.may_be_month_end ? (
          <div className="text-[12.5px] font-normal text-mute">
            may be the month’s end: none before it is known
          </div>
        ) : null}
      </div>
      <div className="min-w-0">
        <ol>
          {spike.causes.map((cause, at) => (
            <li key={cause.kind} className={at === 0 ? '' : 'text-[13px] text-mute'}>
              {cause.says}
            </li>
          ))}
        </ol>
        {spike.needs ? <p className="text-mute">Its cause cannot be told: needs {spike.needs}.</p> : null}
        {first ? (
          <a href={first.to} className="text-[13px] text-accent hover:underline">
            {first.label}
          </a>
        ) : null}
      </div>
      <div className="text-right whitespace-nowrap max-sm:text-left">
        <div className="font-[560]">+{inline(spike.excess, 'usd')}</div>
        <div className="text-[12.5px] text-mute">
          {inline(spike.excess_low, 'usd')}–{inline(spike.excess_high, 'usd')} above what was expected
        </div>
      </div>
    </li>
  );
}
