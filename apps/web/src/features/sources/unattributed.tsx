import type { UnattributedItem } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Amount } from '../../components/amount.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { counted, groupDigits } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

type Kind = Parameters<typeof client.people.identities.map>[0]['kind'];

/** Usage that belongs to nobody yet, with whom it may belong to. */
export function Unattributed() {
  const { workspace } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['unattributed', workspace],
    queryFn: () => client.people.unattributed({ workspace, limit: 50 }),
  });
  const named = data?.filter((item) => item.identity !== '') ?? [];
  const nameless = data?.filter((item) => item.identity === '') ?? [];
  return (
    <Section
      id="unattributed"
      title="Unattributed usage"
      sub="Mapping an identity attributes its past usage too, as amendments."
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={60} /> : null}
      {data?.length === 0 ? <p className="py-2 text-mute">Everything is attributed.</p> : null}
      {named.map((item) => (
        <Item key={`${item.identity_kind}${item.identity}`} item={item} />
      ))}
      {nameless.length > 0 ? <Nameless items={nameless} /> : null}
    </Section>
  );
}

function Item({ item }: { item: UnattributedItem }) {
  const { range } = useView();
  return (
    <div className="border-b border-line py-3">
      <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
        <span className="font-[560]">{item.identity}</span>
        <span className="text-[13px] text-mute">
          {[item.identity_kind.replace('_', ' '), item.hint, item.tools.join(', ')]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <span className="ml-auto text-[13px] text-mute">
          {counted(item.requests, 'request')} · <Amount value={item.tokens} unit="tokens" /> tokens · last{' '}
          {moment(item.last_seen_at, range.time_zone)}
        </span>
      </div>
      {item.proposals.map((proposal) => (
        <Proposal key={proposal.worker_id} item={item} proposal={proposal} />
      ))}
      {item.proposals.length === 0 ? <MapByHand item={item} /> : null}
    </div>
  );
}

/** Records that name nobody cannot be mapped; where they come from says who to ask. */
function Nameless({ items }: { items: readonly UnattributedItem[] }) {
  const { range } = useView();
  return (
    <div className="mt-4">
      <p className="mb-1 text-[13px] text-mute">
        These records name nobody. Let the tool say who acts:{' '}
        <a className="link" href="#connect">
          its telemetry
        </a>{' '}
        does, where its logs do not.
      </p>
      <table className="table cards">
        <thead>
          <tr>
            <th scope="col">Where it comes from</th>
            <th scope="col">Tool</th>
            <th scope="col" className="n">
              Requests
            </th>
            <th scope="col" className="n">
              Tokens
            </th>
            <th scope="col" className="n">
              Last
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.hint + item.tools.join()}>
              <td className="head">{item.hint}</td>
              <td data-label="Tool">{item.tools.join(', ')}</td>
              <td className="n" data-label="Requests">
                {groupDigits(item.requests)}
              </td>
              <td className="n" data-label="Tokens">
                <Amount value={item.tokens} unit="tokens" />
              </td>
              <td className="n text-mute" data-label="Last">
                {moment(item.last_seen_at, range.time_zone)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const reattributed = (result: { rebooked: { amended: number } }) =>
  `Mapped: ${counted(String(result.rebooked.amended), 'event')} re-attributed`;

function useMap(item: UnattributedItem) {
  const { workspace } = useView();
  return (worker_id: string) =>
    client.people.identities.map({
      workspace,
      kind: item.identity_kind as Kind,
      value: item.identity,
      worker_id,
    });
}

function Proposal({
  item,
  proposal,
}: {
  item: UnattributedItem;
  proposal: UnattributedItem['proposals'][number];
}) {
  const map = useMap(item);
  const admin = useIsAdmin();
  return (
    <div className="mt-2 flex flex-wrap items-center gap-3 text-[13px]">
      <span>
        {proposal.confidence === 'high'
          ? 'Very likely'
          : proposal.confidence === 'medium'
            ? 'Likely'
            : 'Perhaps'}{' '}
        <b className="font-[560]">{proposal.worker_name}</b>
      </span>
      <span className="text-mute">{proposal.reason}</span>
      {admin ? (
        <span className="ml-auto">
          <ActionButton kind="primary" run={() => map(proposal.worker_id)} done={reattributed}>
            Map to {proposal.worker_name}
          </ActionButton>
        </span>
      ) : null}
    </div>
  );
}

function MapByHand({ item }: { item: UnattributedItem }) {
  const { workspace } = useView();
  const map = useMap(item);
  const admin = useIsAdmin();
  const [worker, setWorker] = useState('');
  const workers = useQuery({
    queryKey: ['workers', workspace, ''],
    queryFn: () => client.people.workers.list({ workspace, limit: 500 }),
  });
  if (!admin) return null;
  if (workers.data?.workers.length === 0)
    return <p className="mt-1 text-[13px] text-mute">No worker is known yet, so it cannot be mapped.</p>;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-2 text-[13px]">
      <select
        className="field"
        aria-label={`Worker of ${item.identity}`}
        value={worker}
        onChange={(e) => setWorker(e.target.value)}
      >
        <option value="">Choose who it is</option>
        {workers.data?.workers.map((w) => (
          <option key={w.id} value={w.id}>
            {w.name}
          </option>
        ))}
      </select>
      <ActionButton run={() => map(worker)} disabled={!worker} done={reattributed}>
        Map
      </ActionButton>
    </div>
  );
}
