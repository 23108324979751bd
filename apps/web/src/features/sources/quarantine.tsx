import type { QuarantineItem } from '@exchequer/model/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { sentence } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

/** Records that could not be taken in: where, why and what to do. Nothing is dropped silently. */
export function Quarantine() {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const list = useInfiniteQuery({
    queryKey: ['quarantine', workspace],
    queryFn: ({ pageParam }) => client.source.quarantine({ workspace, limit: 25, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  return (
    <Section
      id="quarantine"
      title="Quarantine"
      sub="Records that could not be read, or that contradict what is counted. The good ones beside them were taken in."
      tools={
        admin && items.length > 0 ? (
          <ActionButton
            run={() => client.source.replay({ workspace })}
            done={(r) => `${r.taken} taken in, ${r.still_rejected} still rejected`}
          >
            Try all again
          </ActionButton>
        ) : null
      }
    >
      {list.error ? <Failure error={list.error} onRetry={() => list.refetch()} /> : null}
      {!list.data && !list.error ? <Skeleton height={60} /> : null}
      {list.data && items.length === 0 ? <p className="py-2 text-mute">The quarantine is empty.</p> : null}
      {items.map((item) => (
        <Item key={item.id} item={item} admin={admin} />
      ))}
      {list.hasNextPage ? (
        <Button className="mt-3" onClick={() => list.fetchNextPage()} disabled={list.isFetchingNextPage}>
          Show more of {total.toLocaleString('en-US')}
        </Button>
      ) : null}
    </Section>
  );
}

function Item({ item, admin }: { item: QuarantineItem; admin: boolean }) {
  const { workspace, range } = useView();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 border-b border-line py-3 max-sm:grid-cols-1">
      <div className="min-w-0">
        <p>
          <span className="font-[560]">
            {item.kind === 'conflict' ? 'Conflict: ' : ''}
            {sentence(item.error)}
          </span>
        </p>
        <p className="text-[13px] text-mute">{item.fix}</p>
        <p className="mt-1 text-[12.5px]">
          <code className="break-all">
            {item.place}
            {item.line === null ? '' : `:${item.line}`}
          </code>
          <span className="text-mute">
            {' '}
            · {item.source} · {moment(item.seen_at, range.time_zone)}
            {item.times > 1 ? ` · seen ${item.times} times` : ''}
          </span>
        </p>
        {item.excerpt ? (
          <pre className="mt-1.5 max-h-24 overflow-auto rounded-md border border-line bg-sheet px-2.5 py-1.5 text-[12px] whitespace-pre-wrap break-all">
            {item.excerpt}
          </pre>
        ) : null}
      </div>
      {admin ? (
        <div className="flex items-start gap-1.5 max-sm:mt-2">
          <ActionButton
            run={() => client.source.replay({ workspace, ids: [item.id] })}
            done={(r) => (r.taken > 0 ? 'The record was taken in' : 'The record is still rejected')}
          >
            Try again
          </ActionButton>
          <ActionButton
            kind="quiet"
            run={() => client.source.dismiss({ workspace, ids: [item.id] })}
            done={() => 'Set aside'}
          >
            Set aside
          </ActionButton>
        </div>
      ) : null}
    </div>
  );
}
