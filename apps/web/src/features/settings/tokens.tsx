import type { ApiToken } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton, Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';
import { Section } from '../../components/section.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { ago, moment } from '../../format/time.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

type Scope = ApiToken['scopes'][number];
export const scopeWords: Record<Scope | 'self', string> = {
  ingest: 'Send usage',
  read: 'Read reports',
  admin: 'Change settings',
  compensation: 'See base pay',
  self: 'See what is their own',
};

/** Keys to the API. A secret is shown once; afterwards only its first characters are known. */
export function Tokens() {
  const { data, error, refetch } = useQuery({ queryKey: ['tokens'], queryFn: () => client.token.list() });
  const alive = data?.filter((t) => t.revoked_at === null) ?? [];
  return (
    <Section id="tokens" title="API tokens" sub="Each can do only what its scope says.">
      <NewToken />
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={80} /> : null}
      {data && alive.length === 0 ? <p className="py-2 text-mute">No token yet.</p> : null}
      {alive.length > 0 ? <TokenTable tokens={alive} /> : null}
    </Section>
  );
}

function TokenTable({ tokens }: { tokens: readonly ApiToken[] }) {
  const { now } = useSurroundings();
  const { range } = useView();
  return (
    <table className="table cards mt-3">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Token</th>
          <th scope="col">May</th>
          <th scope="col">Last used</th>
          <th scope="col">Ends</th>
          <th scope="col" className="n">
            <span className="sr-only">Change</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <tr key={token.id}>
            <td className="head">{token.name}</td>
            <td data-label="Token">
              <code>{token.hint}…</code>
            </td>
            <td data-label="May">{token.scopes.map((s) => scopeWords[s].toLowerCase()).join(', ')}</td>
            <td data-label="Last used" className="text-mute">
              {token.last_used_at ? ago(token.last_used_at, now()) : 'never'}
            </td>
            <td data-label="Ends" className="text-mute">
              {token.expires_at ? moment(token.expires_at, range.time_zone) : 'when revoked'}
            </td>
            <td className="n">
              <ActionButton
                kind="quiet"
                run={() => client.token.revoke({ id: token.id })}
                done={() => `${token.name} is revoked`}
              >
                Revoke
              </ActionButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NewToken() {
  const { workspace } = useView();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>('ingest');
  const create = useChange(() => client.token.create({ name: name.trim(), scopes: [scope], workspace }));
  if (create.data) {
    return (
      <SecretOnce
        name={create.data.token.name}
        secret={create.data.secret}
        onTaken={() => {
          create.reset();
          setName('');
        }}
      />
    );
  }
  return (
    <form
      className="flex flex-wrap items-center gap-2 py-2"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(undefined);
      }}
    >
      <input
        className="field w-56"
        aria-label="Name of the token"
        placeholder="What it is for"
        maxLength={100}
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      <Segmented
        label="Scope"
        value={scope}
        options={(['ingest', 'read', 'admin'] as const).map((value) => ({ value, name: scopeWords[value] }))}
        onChange={setScope}
      />
      <Button type="submit" kind="primary" disabled={name.trim() === '' || create.isPending}>
        Create a token
      </Button>
      <Refusal error={create.error} />
    </form>
  );
}
