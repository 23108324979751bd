import type { GatewayStatus } from '@exchequer/model/contract';
import { Section } from '../../components/section.tsx';
import { Tag } from '../../components/tag.tsx';
import { ago, bytes } from '../../format/time.ts';
import { useSurroundings } from '../../state/context.tsx';

const states = {
  serving: ['serving', 'good'],
  silent: ['silent', 'stop'],
  stopped: ['stopped', 'plain'],
} as const;

/** Each gateway, and what of it the tower has not taken in yet. */
export function Fleet({ status }: { status: GatewayStatus }) {
  const { now } = useSurroundings();
  return (
    <Section
      id="gateways"
      title="Gateways"
      sub="A spool keeps what was metered until the tower has booked it; nothing is lost while the tower is away."
    >
      <table className="table cards">
        <thead>
          <tr>
            <th scope="col">Gateway</th>
            <th scope="col">State</th>
            <th scope="col" className="n">
              Under way
            </th>
            <th scope="col" className="n">
              In the spool
            </th>
            <th scope="col" className="n">
              Oldest
            </th>
            <th scope="col" className="n">
              Memory
            </th>
            <th scope="col">Last heard</th>
          </tr>
        </thead>
        <tbody>
          {status.gateways.map((gateway) => {
            const [word, tone] = states[gateway.state];
            const { records, bytes: size, oldest_at: oldest } = gateway.spool;
            return (
              <tr key={gateway.id}>
                <td className="head">
                  {gateway.url || gateway.id}{' '}
                  <span className="text-[12.5px] text-mute">
                    {[gateway.host, gateway.version].filter(Boolean).join(' · ')}
                  </span>
                </td>
                <td data-label="State">
                  <Tag tone={tone}>{word}</Tag>
                </td>
                <td data-label="Under way" className="n">
                  {gateway.in_flight.toLocaleString('en-US')}
                </td>
                <td data-label="In the spool" className="n">
                  {records === 0 ? 'nothing' : `${records.toLocaleString('en-US')}, ${bytes(size)}`}
                </td>
                <td data-label="Oldest" className="n text-mute">
                  {oldest ? ago(oldest, now()) : '–'}
                </td>
                <td data-label="Memory" className="n">
                  {gateway.memory_mb.toFixed(0)} MB
                </td>
                <td data-label="Last heard" className="text-mute">
                  {ago(gateway.seen_at, now())}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Section>
  );
}
