import type { GatewayKeyView } from '@exchequer/model/contract';
import { useState } from 'react';
import { ActionButton } from '../../components/action.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';
import { Tag } from '../../components/tag.tsx';
import { ago, moment } from '../../format/time.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

/** What can be done with a key: replaced, or ended at once. */
export interface KeyDeeds {
  rotate: (id: string) => Promise<{ key: GatewayKeyView; secret: string }>;
  revoke: (id: string) => Promise<unknown>;
}

/** Keys of the gateway. What a key has spent is not told here: a key is somebody's. */
export function KeyTable({
  keys,
  deeds,
  holders = true,
}: {
  keys: readonly GatewayKeyView[];
  /** Null for those who may only look. */
  deeds: KeyDeeds | null;
  /** Whether the column says who holds each key. */
  holders?: boolean;
}) {
  const [made, setMade] = useState<{ key: GatewayKeyView; secret: string } | null>(null);
  return (
    <>
      {made ? (
        <SecretOnce name={made.key.name} secret={made.secret} onTaken={() => setMade(null)}>
          <p className="mt-1.5 text-[13px] text-mute">The old secret works for another day.</p>
        </SecretOnce>
      ) : null}
      <table className="table cards">
        <thead>
          <tr>
            <th scope="col">Name</th>
            {holders ? <th scope="col">Held by</th> : null}
            <th scope="col">Key</th>
            <th scope="col">May be used for</th>
            <th scope="col">Last used</th>
            <th scope="col">Ends</th>
            <th scope="col" className="n">
              <span className="sr-only">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <Row key={key.id} shown={key} holders={holders} deeds={deeds} onMade={setMade} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Row({
  shown,
  holders,
  deeds,
  onMade,
}: {
  shown: GatewayKeyView;
  holders: boolean;
  deeds: KeyDeeds | null;
  onMade: (made: { key: GatewayKeyView; secret: string }) => void;
}) {
  const { now } = useSurroundings();
  const { range } = useView();
  const { id, name, worker, state } = shown;
  return (
    <tr>
      <td className="head">
        {name} {state === 'active' ? null : <Tag tone="stop">{state}</Tag>}
      </td>
      {holders ? (
        <td data-label="Held by">
          {worker.name} {worker.kind === 'agent' ? <Tag>agent</Tag> : null}
        </td>
      ) : null}
      <td data-label="Key">
        <code>{shown.hint}…</code>
      </td>
      <td data-label="May be used for" className="prose">
        {limitsOf(shown)}
      </td>
      <td data-label="Last used" className="text-mute">
        {shown.last_used_at ? ago(shown.last_used_at, now()) : 'never'}
      </td>
      <td data-label="Ends" className="text-mute">
        {shown.expires_at ? moment(shown.expires_at, range.time_zone) : 'when revoked'}
      </td>
      <td className="n">
        {deeds && state === 'active' ? (
          <span className="inline-flex gap-1">
            {shown.rotated_to === null ? (
              <ActionButton
                kind="quiet"
                run={() => deeds.rotate(id)}
                done={(made) => {
                  onMade(made);
                  return `${name} has a new secret`;
                }}
              >
                Replace
              </ActionButton>
            ) : null}
            <ActionButton kind="quiet" run={() => deeds.revoke(id)} done={() => `${name} is revoked`}>
              Revoke
            </ActionButton>
          </span>
        ) : null}
      </td>
    </tr>
  );
}

/** What a key is limited to, in a few words. */
export function limitsOf(key: GatewayKeyView): string {
  const some = (names: readonly string[], all: string) =>
    names.length === 0
      ? all
      : names.length > 3
        ? `${names.slice(0, 3).join(', ')} and more`
        : names.join(', ');
  const rates = [
    key.requests_per_minute === null ? '' : `${key.requests_per_minute} requests a minute`,
    key.tokens_per_minute === null ? '' : `${key.tokens_per_minute} tokens a minute`,
  ].filter(Boolean);
  const place = [key.agent, key.workflow, key.project].filter(Boolean);
  return [
    some(key.models, 'every model'),
    ...(key.endpoints.length ? [some(key.endpoints, '')] : []),
    ...rates,
    ...place,
  ].join(' · ');
}
