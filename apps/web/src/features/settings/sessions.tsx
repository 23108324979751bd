import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { ago, moment } from '../../format/time.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

/** Where one is signed in. */
export function Sessions() {
  const { now } = useSurroundings();
  const { range } = useView();
  const { data, error, refetch } = useQuery({ queryKey: ['sessions'], queryFn: () => client.session.list() });
  return (
    <Section id="sessions" title="Signed in">
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={60} /> : null}
      {data?.map((session) => (
        <div
          key={session.id}
          className="flex flex-wrap items-center gap-x-5 gap-y-1 border-b border-line py-2 text-[13px]"
        >
          <span className="font-[550]">{session.user_name}</span>
          <span className="min-w-0 flex-1 truncate text-mute max-sm:order-last max-sm:basis-full">
            {session.user_agent}
          </span>
          <span className="text-mute">
            since {moment(session.created_at, range.time_zone)}, seen {ago(session.last_seen_at, now())}
          </span>
          {session.current ? (
            <span className="text-good">this one</span>
          ) : (
            <ActionButton kind="quiet" run={() => client.session.revoke({ id: session.id })}>
              End it
            </ActionButton>
          )}
        </div>
      ))}
    </Section>
  );
}
