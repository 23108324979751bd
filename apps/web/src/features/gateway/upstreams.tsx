import type { GatewayStatus, UpstreamView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { Tag } from '../../components/tag.tsx';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { UpstreamForm } from './upstream-form.tsx';
import { milliseconds, percentOf } from './words.ts';

type Health = GatewayStatus['upstreams'][number];

const states = {
  healthy: ['healthy', 'good'],
  failing: ['failing', 'warn'],
  open: ['kept away', 'stop'],
  unused: ['unused', 'plain'],
} as const;

/** Where calls can go, and how the providers are doing. */
export function Upstreams({ status }: { status: GatewayStatus }) {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['upstreams', workspace],
    queryFn: () => client.gateway.upstreams({ workspace }),
  });
  const health = new Map(status.upstreams.map((one) => [one.upstream_id, one]));
  return (
    <Section
      id="upstreams"
      title="Providers"
      sub="Their keys are encrypted and never shown again. Private addresses are refused unless they are allowed."
      tools={admin && data ? <Button onClick={() => setAdding(true)}>Add a provider</Button> : null}
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={80} /> : null}
      {data?.upstreams.length === 0 ? (
        <p className="py-2 text-mute">None yet. Calls have nowhere to go until one is added.</p>
      ) : null}
      {data && data.upstreams.length > 0 ? (
        <table className="table cards">
          <thead>
            <tr>
              <th scope="col">Provider</th>
              <th scope="col">State</th>
              <th scope="col" className="n">
                Calls
              </th>
              <th scope="col" className="n">
                Failed
              </th>
              <th scope="col" className="n">
                First byte, 95 %
              </th>
              <th scope="col">Keys</th>
              <th scope="col" className="n">
                <span className="sr-only">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.upstreams.map((upstream) => (
              <Row key={upstream.id} upstream={upstream} health={health.get(upstream.id)} admin={admin} />
            ))}
          </tbody>
        </table>
      ) : null}
      {adding ? <UpstreamForm onClose={() => setAdding(false)} /> : null}
    </Section>
  );
}

function Row({
  upstream,
  health,
  admin,
}: {
  upstream: UpstreamView;
  health: Health | undefined;
  admin: boolean;
}) {
  const { workspace } = useView();
  const [word, tone] = states[health?.state ?? 'unused'];
  const { id, name, base_url: address, enabled, allow_private: open, credentials } = upstream;
  return (
    <tr>
      <td className="head">
        {name} <span className="text-[12.5px] text-mute">{address}</span>{' '}
        {open ? <Tag tone="warn">private address</Tag> : null}
        {health?.last_error && health.state !== 'healthy' ? (
          <div className="text-[12.5px] text-mute">{health.last_error}</div>
        ) : null}
      </td>
      <td data-label="State">{enabled ? <Tag tone={tone}>{word}</Tag> : <Tag>off</Tag>}</td>
      <td data-label="Calls" className="n">
        {(health?.requests ?? 0).toLocaleString('en-US')}
      </td>
      <td data-label="Failed" className="n">
        {percentOf(health?.errors ?? 0, health?.requests ?? 0)}
      </td>
      <td data-label="First byte, 95 %" className="n">
        {milliseconds(health?.first_byte_ms.p95 ?? null)}
      </td>
      <td data-label="Keys" className="prose text-mute">
        {credentials.length === 0 ? 'none' : credentials.map((one) => `${one.name} ${one.hint}`).join(', ')}
      </td>
      <td className="n">
        {admin ? (
          <ActionButton
            kind="quiet"
            run={() => client.gateway.putUpstream({ workspace, id, kind: upstream.kind, enabled: !enabled })}
            done={() => `${name} is ${enabled ? 'off' : 'on'}`}
          >
            {enabled ? 'Turn off' : 'Turn on'}
          </ActionButton>
        ) : null}
      </td>
    </tr>
  );
}
