import type { HeldDeliveryView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../../api/client.ts';
import { ActionButton } from '../../../components/action.tsx';
import { Failure, Skeleton } from '../../../components/empty.tsx';
import { Section } from '../../../components/section.tsx';
import { sentence } from '../../../format/number.ts';
import { moment } from '../../../format/time.ts';
import { useIsAdmin } from '../../../state/context.tsx';
import { useView } from '../../../state/view.ts';
import { wayName } from './ways.ts';

/** Deliveries that could not be taken in: whose, why, and once that is mended, again. */
export function HeldDeliveries() {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const { data, error, refetch } = useQuery({
    queryKey: ['held-deliveries', workspace],
    queryFn: () => client.outcome.sources.held({ workspace, limit: 25 }),
  });
  return (
    <Section
      id="held"
      title="Held deliveries"
      sub="What a vendor delivered and could not be taken in, sealed and kept for two weeks. Mend the cause, then read it again."
      tools={
        admin && data && data.total > 0 ? (
          <ActionButton
            run={() => client.outcome.sources.replay({ workspace })}
            done={(r) => `${r.taken} taken in, ${r.still_held} still held`}
          >
            Read all again
          </ActionButton>
        ) : null
      }
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={60} /> : null}
      {data?.total === 0 ? <p className="py-2 text-mute">No delivery is held.</p> : null}
      {data?.items.map((one) => (
        <Held key={one.id} one={one} admin={admin} />
      ))}
      {data && data.total > data.items.length ? (
        <p className="mt-2 text-[13px] text-mute">
          The newest {data.items.length} of {data.total.toLocaleString('en-US')}.
        </p>
      ) : null}
    </Section>
  );
}

function Held({ one, admin }: { one: HeldDeliveryView; admin: boolean }) {
  const { workspace, range } = useView();
  const told = [
    one.event,
    moment(one.received_at, range.time_zone),
    one.times > 1 ? `came ${one.times} times` : '',
  ].filter(Boolean);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 border-b border-line py-3 max-sm:grid-cols-1">
      <div className="min-w-0">
        <p className="font-[560] break-words">{sentence(one.error)}</p>
        <p className="text-[13px] text-mute">{one.fix}</p>
        <p className="mt-1 text-[12.5px] text-mute">
          {one.source_name}, {wayName(one.vendor)} · {told.join(' · ')}
        </p>
      </div>
      {admin ? (
        <div className="flex items-start gap-1.5 max-sm:mt-2">
          {one.can_replay ? (
            <ActionButton
              run={() => client.outcome.sources.replay({ workspace, ids: [one.id] })}
              done={(r) => (r.taken > 0 ? 'The delivery was taken in' : 'The delivery is still held')}
            >
              Read again
            </ActionButton>
          ) : null}
          <ActionButton
            kind="quiet"
            run={() => client.outcome.sources.dismiss({ workspace, ids: [one.id] })}
            done={() => 'Forgotten'}
          >
            Forget
          </ActionButton>
        </div>
      ) : null}
    </div>
  );
}
