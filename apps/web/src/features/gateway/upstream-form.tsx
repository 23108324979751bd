import { upstreamKinds } from '@exchequer/model';
import { useState } from 'react';
import { client, faultsOf } from '../../api/client.ts';
import { useChange } from '../../components/action.tsx';
import { Drawer } from '../../components/drawer.tsx';
import { Field, Fields } from '../../components/field.tsx';
import { FormFoot } from '../../components/form-foot.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useView } from '../../state/view.ts';

type Kind = (typeof upstreamKinds)[number];

const kinds: Record<Kind, { name: string; secret: string; address: 'known' | 'asked' }> = {
  openai: { name: 'OpenAI', secret: 'API key', address: 'known' },
  anthropic: { name: 'Anthropic', secret: 'API key', address: 'known' },
  gemini: { name: 'Google Gemini', secret: 'API key', address: 'known' },
  bedrock: { name: 'AWS Bedrock', secret: 'Access key id:secret', address: 'known' },
  azure: { name: 'Azure OpenAI', secret: 'API key', address: 'asked' },
  compatible: { name: 'Compatible with OpenAI', secret: 'API key, if it wants one', address: 'asked' },
};

/** Adds a provider; its key is encrypted before it is kept. */
export function UpstreamForm({ onClose }: { onClose: () => void }) {
  const { workspace } = useView();
  const [form, setForm] = useState({
    kind: 'anthropic' as Kind,
    name: '',
    address: '',
    region: '',
    secret: '',
    open: false,
  });
  const edit = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const { name: kindName, secret: secretLabel, address } = kinds[form.kind];
  const name = form.name.trim() || kindName;
  const add = useChange(
    (_: undefined) =>
      client.gateway.putUpstream({
        workspace,
        id: idOf(name),
        kind: form.kind,
        name,
        ...(form.address.trim() && { base_url: form.address.trim().replace(/\/+$/, '') }),
        ...(form.region.trim() && { options: { region: form.region.trim() } }),
        allow_private: form.open,
        ...(form.secret && { add_credential: { name: 'first', secret: form.secret } }),
      }),
    (made) => {
      onClose();
      return `${made.name} can be called`;
    },
  );
  const faults = faultsOf(add.error);
  const ready =
    (address === 'known' || form.address.trim() !== '') &&
    (form.kind === 'compatible' || form.secret !== '') &&
    (form.kind !== 'bedrock' || form.region.trim() !== '');
  return (
    <Drawer
      title="Add a provider"
      sub="The first one of its kind gets a route for every model."
      onClose={onClose}
    >
      <form
        className="mt-5 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) add.mutate(undefined);
        }}
      >
        <Fields>
          <Field label="Kind">
            {(ids) => (
              <select
                {...ids}
                className="field w-full"
                value={form.kind}
                onChange={(e) => edit({ kind: e.target.value as Kind })}
              >
                {upstreamKinds.map((kind) => (
                  <option key={kind} value={kind}>
                    {kinds[kind].name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <TextField
            label="Name"
            value={form.name}
            onChange={(text) => edit({ name: text })}
            placeholder={kindName}
            error={faults.name}
          />
        </Fields>
        {form.kind === 'bedrock' ? (
          <TextField
            label="Region"
            value={form.region}
            onChange={(region) => edit({ region })}
            placeholder="eu-central-1"
            error={faults.options}
          />
        ) : (
          <TextField
            label="Address"
            value={form.address}
            onChange={(text) => edit({ address: text })}
            placeholder={address === 'known' ? 'the provider’s own' : 'https://models.example.com'}
            hint={form.kind === 'compatible' ? 'Without /v1 at its end.' : undefined}
            error={faults.base_url}
          />
        )}
        <Field
          label={secretLabel}
          hint="Encrypted at once; only its first characters are shown from then on."
        >
          {(ids) => (
            <input
              {...ids}
              type="password"
              autoComplete="off"
              className="field w-full"
              value={form.secret}
              onChange={(e) => edit({ secret: e.target.value })}
            />
          )}
        </Field>
        {address === 'asked' ? (
          <label className="flex items-center gap-2 text-[13px]">
            <input type="checkbox" checked={form.open} onChange={(e) => edit({ open: e.target.checked })} />
            The address is in a private network of ours
          </label>
        ) : null}
        <FormFoot ready={ready} pending={add.isPending} error={add.error} onCancel={onClose}>
          Add {name}
        </FormFoot>
      </form>
    </Drawer>
  );
}

/** What an upstream is called in addresses and routes. */
const idOf = (name: string) =>
  `up_${name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40)}`;
