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

interface Wished {
  kind: Kind;
  name: string;
  address: string;
  region: string;
  secret: string;
  /** Whether the address may be a private one. */
  open: boolean;
}

/** A name of its own, or that of its kind. */
const nameOf = ({ name, kind }: Wished) => name.trim() || kinds[kind].name;

const isReady = ({ kind, address, secret, region }: Wished): boolean =>
  (kinds[kind].address === 'known' || address.trim() !== '') &&
  (kind === 'compatible' || secret !== '') &&
  (kind !== 'bedrock' || region.trim() !== '');

function useAdding(form: Wished, onClose: () => void) {
  const { workspace } = useView();
  return useChange(
    (_: undefined) =>
      client.gateway.putUpstream({
        workspace,
        id: idOf(nameOf(form)),
        kind: form.kind,
        name: nameOf(form),
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
}

/** Adds a provider; its key is encrypted before it is kept. */
export function UpstreamForm({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState<Wished>({
    kind: 'anthropic',
    name: '',
    address: '',
    region: '',
    secret: '',
    open: false,
  });
  const edit = (part: Partial<Wished>) => setForm({ ...form, ...part });
  const add = useAdding(form, onClose);
  const faults = faultsOf(add.error);
  const ready = isReady(form);
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
          <KindField value={form.kind} onChange={(kind) => edit({ kind })} />
          <TextField
            label="Name"
            value={form.name}
            onChange={(name) => edit({ name })}
            placeholder={kinds[form.kind].name}
            error={faults.name}
          />
        </Fields>
        <PlaceField form={form} edit={edit} faults={faults} />
        <SecretField form={form} edit={edit} />
        <FormFoot ready={ready} pending={add.isPending} error={add.error} onCancel={onClose}>
          Add {nameOf(form)}
        </FormFoot>
      </form>
    </Drawer>
  );
}

interface PartProps {
  form: Wished;
  edit: (part: Partial<Wished>) => void;
}

function KindField({ value, onChange }: { value: Kind; onChange: (kind: Kind) => void }) {
  return (
    <Field label="Kind">
      {(ids) => (
        <select
          {...ids}
          className="field w-full"
          value={value}
          onChange={(e) => onChange(e.target.value as Kind)}
        >
          {upstreamKinds.map((kind) => (
            <option key={kind} value={kind}>
              {kinds[kind].name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Where it is: a region of Bedrock, else an address. */
function PlaceField({ form, edit, faults }: PartProps & { faults: Readonly<Record<string, string>> }) {
  if (form.kind === 'bedrock') {
    return (
      <TextField
        label="Region"
        value={form.region}
        onChange={(region) => edit({ region })}
        placeholder="eu-central-1"
        error={faults.options}
      />
    );
  }
  const asked = kinds[form.kind].address === 'asked';
  return (
    <>
      <TextField
        label="Address"
        value={form.address}
        onChange={(address) => edit({ address })}
        placeholder={asked ? 'https://models.example.com' : 'the provider’s own'}
        error={faults.base_url}
      />
      {asked ? (
        <label className="flex items-center gap-2 text-[13px]">
          <input type="checkbox" checked={form.open} onChange={(e) => edit({ open: e.target.checked })} />
          The address is in a private network of ours
        </label>
      ) : null}
    </>
  );
}

function SecretField({ form, edit }: PartProps) {
  return (
    <Field
      label={kinds[form.kind].secret}
      hint="Encrypted at once; only its last characters are shown from then on."
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
  );
}

/** What an upstream is called in addresses and routes. */
const idOf = (name: string) =>
  `up_${name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40)}`;
