import type { GatewayKeyView } from '@exchequer/model/contract';
import { type ReactNode, useState } from 'react';
import { Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';

/** Makes a key, and shows its secret once. */
export function NewKey({
  create,
  children,
  ready = true,
  after,
}: {
  create: (name: string) => Promise<{ key: GatewayKeyView; secret: string }>;
  /** Further fields, such as whose key it is. */
  children?: ReactNode;
  ready?: boolean;
  /** What to do with the secret. */
  after?: (secret: string) => ReactNode;
}) {
  const [name, setName] = useState('');
  const change = useChange((_: undefined) => create(name.trim()));
  if (change.data) {
    const { key, secret } = change.data;
    return (
      <SecretOnce
        name={key.name}
        secret={secret}
        onTaken={() => {
          change.reset();
          setName('');
        }}
      >
        {after?.(secret)}
      </SecretOnce>
    );
  }
  return (
    <form
      className="flex flex-wrap items-end gap-2 py-2"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(undefined);
      }}
    >
      {children}
      <input
        className="field w-56"
        aria-label="Name of the key"
        placeholder="What it is for"
        maxLength={100}
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      <Button type="submit" kind="primary" disabled={!ready || name.trim() === '' || change.isPending}>
        {change.isPending ? 'Working' : 'Create a key'}
      </Button>
      <Refusal error={change.error} />
    </form>
  );
}
