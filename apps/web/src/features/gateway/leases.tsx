import type { GatewayStatus } from '@exchequer/model/contract';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { Tag } from '../../components/tag.tsx';
import { ago } from '../../format/time.ts';
import { useIsAdmin, useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

/** What gateways hold of envelopes. Those in doubt wait for someone to decide. */
export function Leases({ status }: { status: GatewayStatus }) {
  const { workspace } = useView();
  const { now } = useSurroundings();
  const admin = useIsAdmin();
  const leases = status.leases.filter(({ state }) => state !== 'closed');
  if (leases.length === 0) return null;
  return (
    <Section
      id="leases"
      title="Held by gateways"
      sub="Lent from an envelope and all above it, so that a call needs no round trip. What is not used goes back."
    >
      <table className="table cards">
        <thead>
          <tr>
            <th scope="col">Envelope</th>
            <th scope="col">Period</th>
            <th scope="col" className="n">
              Lent
            </th>
            <th scope="col" className="n">
              Still held
            </th>
            <th scope="col">State</th>
            <th scope="col">Since</th>
          </tr>
        </thead>
        <tbody>
          {leases.map((lease) => (
            <tr key={lease.id}>
              <td className="head">{lease.envelope_name}</td>
              <td data-label="Period">{lease.period_key}</td>
              <td data-label="Lent" className="n">
                <Money value={lease.granted} currency="USD" />
              </td>
              <td data-label="Still held" className="n">
                <Money value={lease.held} currency="USD" />
              </td>
              <td data-label="State">
                {lease.state === 'in_doubt' ? <Tag tone="warn">in doubt</Tag> : lease.state}{' '}
                {lease.state === 'in_doubt' && admin ? (
                  <ActionButton
                    kind="quiet"
                    run={() => client.gateway.resolveLease({ workspace, id: lease.id })}
                    done={() => `What ${lease.envelope_name} had lent is back`}
                  >
                    Give back
                  </ActionButton>
                ) : null}
              </td>
              <td data-label="Since" className="text-mute">
                {ago(lease.opened_at, now())}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
