import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Failure } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { useView } from '../../state/view.ts';

/** Budget that someone asks to pass on. Off unless a plan allows it; one hop, at cost. */
export function Transfers({ admin }: { admin: boolean }) {
  const { workspace } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['grant-transfers', workspace],
    queryFn: () => client.grant.transfers.list({ workspace, state: 'requested' }),
    enabled: admin,
  });
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data || data.length === 0) return null;
  return (
    <Section id="transfers" title="Asked to pass on" sub="Budget moves, never value: one hop, at cost.">
      {data.map((passing) => (
        <div
          key={passing.id}
          className="flex flex-wrap items-center justify-between gap-3 border-b border-line py-2 text-[13px]"
        >
          <span>
            {passing.from.name} to {passing.to.name}
            <span className="block text-mute">{passing.reason}</span>
          </span>
          <span className="flex flex-wrap items-center gap-3">
            <Money value={passing.amount} currency="USD" />
            <ActionButton
              kind="primary"
              run={() => client.grant.transfers.decide({ workspace, id: passing.id, approve: true })}
              done={() => 'Passed on'}
            >
              Approve
            </ActionButton>
            <ActionButton
              kind="stop"
              run={() => client.grant.transfers.decide({ workspace, id: passing.id, approve: false })}
              done={() => 'Declined'}
            >
              Decline
            </ActionButton>
          </span>
        </div>
      ))}
    </Section>
  );
}
