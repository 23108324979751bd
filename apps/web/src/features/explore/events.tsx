import type { UsageEvent } from '@exchequer/model/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Amount } from '../../components/amount.tsx';
import { Button } from '../../components/button.tsx';
import { Empty, Failure, Skeleton } from '../../components/empty.tsx';
import { moment } from '../../format/time.ts';
import { valueLabel } from '../../state/labels.ts';
import { useView } from '../../state/view.ts';

const pageSize = 50;

/** The events behind the figures, newest first. */
export function Events() {
  const { workspace, range, filters } = useView();
  // An event holds tokens of every class: the class narrows amounts, not which events there are.
  const asked = filters.filter((f) => f.dimension !== 'token_class');
  const list = useInfiniteQuery({
    queryKey: ['events', workspace, range, asked],
    queryFn: ({ pageParam, signal }) =>
      client.usage.list(
        { workspace, ...range, filters: asked, limit: pageSize, cursor: pageParam },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  if (list.error) return <Failure error={list.error} onRetry={() => list.refetch()} />;
  if (!list.data) return <Skeleton height={400} />;
  const events = list.data.pages.flatMap((page) => page.events);
  if (events.length === 0) return <Empty title="No events in this range" />;
  return (
    <>
      <table className="table dense cards border-t border-ink">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Model</th>
            <th scope="col">Tool</th>
            <th scope="col">Repository, branch</th>
            <th scope="col">Team</th>
            <th scope="col" className="n">
              Tokens
            </th>
            <th scope="col" className="n">
              Cost, list
            </th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <EventRow key={event.id} event={event} />
          ))}
        </tbody>
      </table>
      <div className="mt-3 flex items-center gap-3 text-[12.5px] text-mute">
        {events.length.toLocaleString('en-US')} events shown
        {list.hasNextPage ? (
          <Button onClick={() => list.fetchNextPage()} disabled={list.isFetchingNextPage}>
            {list.isFetchingNextPage ? 'Reading' : 'Show more'}
          </Button>
        ) : null}
      </div>
    </>
  );
}

function EventRow({ event }: { event: UsageEvent }) {
  const { range, change } = useView();
  const open = () => change({ event: event.id });
  return (
    <tr data-row className="opens" onClick={open}>
      <td className="head whitespace-nowrap">
        <button type="button" className="hover:text-accent" onClick={open}>
          {moment(event.occurred_at, range.time_zone, true)}
        </button>
      </td>
      <td data-label="Model">{event.model}</td>
      <td data-label="Tool">{event.tool}</td>
      <td data-label="Repository">
        {[event.repo && valueLabel('repo', event.repo), event.branch].filter(Boolean).join(', ') || '–'}
      </td>
      <td data-label="Team">{event.team || <span className="text-mute">Unattributed</span>}</td>
      <td className="n" data-label="Tokens">
        <Amount value={event.tokens.total} unit="tokens" bound={event.lower_bound} />
      </td>
      <td className="n" data-label="Cost">
        {event.cost_list === null ? (
          <span className="text-warn">unpriced</span>
        ) : (
          <Amount value={event.cost_list} unit="usd" />
        )}
      </td>
    </tr>
  );
}
