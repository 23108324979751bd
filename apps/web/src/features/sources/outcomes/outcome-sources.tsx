import type { OutcomeFeedView, OutcomeSourceView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { client } from '../../../api/client.ts';
import { Button } from '../../../components/button.tsx';
import { Failure, Skeleton } from '../../../components/empty.tsx';
import { Section } from '../../../components/section.tsx';
import { Tag } from '../../../components/tag.tsx';
import { groupDigits } from '../../../format/number.ts';
import { ago } from '../../../format/time.ts';
import { useIsAdmin, useSurroundings } from '../../../state/context.tsx';
import type { SourcesSearch } from '../../../state/sources-search.ts';
import { useView } from '../../../state/view.ts';
import { useOutcomeSources } from './reads.ts';
import { wayName, ways } from './ways.ts';

const ConnectDrawer = lazy(() => import('./connect-drawer.tsx').then((m) => ({ default: m.ConnectDrawer })));
const HookDrawer = lazy(() => import('./hook-drawer.tsx').then((m) => ({ default: m.HookDrawer })));

const states = { waiting: 'waiting', active: 'healthy', failing: 'failing', paused: 'paused' } as const;
const tones = { waiting: 'plain', active: 'good', failing: 'stop', paused: 'warn' } as const;

/** Who tells what came of the work, how well, and how another is connected. */
export function OutcomeSources() {
  const { workspace, change } = useView();
  const admin = useIsAdmin();
  const search: SourcesSearch = useSearch({ strict: false });
  const sources = useOutcomeSources();
  const feeds = useQuery({
    queryKey: ['outcome-feeds', workspace],
    queryFn: () => client.outcome.sources.feeds({ workspace }),
  });
  const open = (hook: string) => change({ hook });
  const nothing = sources.data?.length === 0 && feeds.data?.length === 0;
  return (
    <Section
      id="outcomes"
      title="Outcome sources"
      sub="What came of the work: merges, tickets, revenue, incidents. A vendor signs what it delivers, and the same delivery counts once."
      tools={
        admin ? <Button onClick={() => change({ connect: 'any' })}>Connect an outcome source</Button> : null
      }
    >
      {sources.error ? <Failure error={sources.error} onRetry={() => sources.refetch()} /> : null}
      {!sources.data && !sources.error ? <Skeleton height={60} /> : null}
      {nothing ? (
        <p className="py-2 text-mute">
          Nobody tells of outcomes yet, so cost stands without what it brought. One source is enough to begin.
        </p>
      ) : null}
      {sources.data && sources.data.length > 0 ? <SourceTable sources={sources.data} onOpen={open} /> : null}
      <Feeds feeds={feeds.data ?? []} />
      <Suspense>
        {search.connect ? (
          <ConnectDrawer
            topic={search.connect}
            way={ways.find(({ key }) => key === search.way) ?? null}
            onClose={() => change({ connect: undefined, way: undefined })}
          />
        ) : null}
        {search.hook ? <HookDrawer id={search.hook} onClose={() => change({ hook: undefined })} /> : null}
      </Suspense>
    </Section>
  );
}

const columns: readonly (readonly [name: string, meaning: string])[] = [
  ['Last delivery', 'When the vendor last sent anything'],
  ['Fresh', 'When something of it was last taken in'],
  ['Accepted', 'Deliveries of the last 30 days that were taken in'],
  ['Duplicate', 'Deliveries that came again and counted once'],
  ['Passed over', 'Deliveries that say nothing of outcomes'],
  ['Refused', 'Deliveries that were not signed, or could not be read'],
  ['Held', 'Deliveries that wait to be read again'],
];

function SourceTable({
  sources,
  onOpen,
}: {
  sources: readonly OutcomeSourceView[];
  onOpen: (id: string) => void;
}) {
  const { now } = useSurroundings();
  return (
    <div className="overflow-x-auto">
      <table className="table cards" aria-label="Sources of outcomes">
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">State</th>
            {columns.map(([name, meaning]) => (
              <th key={name} scope="col" className="n" title={meaning}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <SourceRow key={source.id} source={source} now={now()} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SourceRow({
  source,
  now,
  onOpen,
}: {
  source: OutcomeSourceView;
  now: Date;
  onOpen: (id: string) => void;
}) {
  const figures = [source.taken, source.repeated, source.ignored, source.refused] as const;
  return (
    <tr data-row>
      <td className="head">
        <button
          type="button"
          className="text-left font-[550] hover:text-accent"
          onClick={() => onOpen(source.id)}
        >
          {source.name}
        </button>{' '}
        <span className="text-[12.5px] font-normal text-mute">{wayName(source.vendor)}</span>
      </td>
      <td data-label="State">
        <Tag tone={tones[source.state]} title={source.last_refusal ?? undefined}>
          {states[source.state]}
        </Tag>
      </td>
      <td className="n" data-label="Last delivery">
        {source.last_delivery_at ? ago(source.last_delivery_at, now) : 'none yet'}
      </td>
      <td className="n" data-label="Fresh">
        {source.last_taken_at ? ago(source.last_taken_at, now) : '–'}
      </td>
      {figures.map((value, at) => (
        <td key={columns[at + 2]?.[0]} className="n" data-label={columns[at + 2]?.[0]}>
          {value === '0' ? <span className="text-mute">0</span> : groupDigits(value)}
        </td>
      ))}
      <td className="n" data-label="Held">
        {source.held === '0' ? (
          <span className="text-mute">0</span>
        ) : (
          <a href="#held" className="text-warn underline underline-offset-3">
            {groupDigits(source.held)}
          </a>
        )}
      </td>
    </tr>
  );
}

/** What was told so far, whichever way it came: vendors, files, your own systems. */
function Feeds({ feeds }: { feeds: readonly OutcomeFeedView[] }) {
  const { now } = useSurroundings();
  if (feeds.length === 0) return null;
  return (
    <div className="mt-4">
      <h3 className="mb-1 text-[13px] font-[560]">What they have told of</h3>
      {feeds.map((feed) => (
        <p
          key={feed.source}
          className="flex flex-wrap items-baseline gap-x-4 border-b border-line py-1 text-[13px]"
        >
          <span className="w-36 font-[550]">{feed.name}</span>
          <span className="w-36 text-right tabular-nums max-sm:text-left">
            {groupDigits(feed.outcomes)} <span className="text-mute">outcomes</span>
          </span>
          <span className="text-mute">
            newest {ago(feed.newest_at, now())} · heard {ago(feed.recorded_at, now())}
          </span>
        </p>
      ))}
    </div>
  );
}
