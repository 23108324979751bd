import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Snippet } from '../../components/copy.tsx';
import { Section } from '../../components/section.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { setups } from './setup.ts';

const placeholder = 'exq_…';

/** Settings for each client, with this install’s address and a token made on the spot. */
export function Connect() {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const [key, setKey] = useState('claude-code');
  const setup = setups.find((s) => s.key === key) ?? setups[0];
  const create = useChange(() =>
    client.token.create({ name: `telemetry of ${setup?.name ?? 'a client'}`, scopes: ['ingest'], workspace }),
  );
  const token = create.data?.secret ?? placeholder;
  if (!setup) return null;
  return (
    <Section
      id="connect"
      title="Send telemetry"
      sub="Point your tools here; each call arrives as it happens. Prompts and answers are never stored."
    >
      <div className="mt-3 mb-3 flex flex-wrap items-center justify-between gap-3">
        <Segmented
          label="Client"
          value={key}
          options={setups.map((s) => ({ value: s.key, name: s.name }))}
          onChange={setKey}
        />
        {admin && !create.data ? (
          <Button kind="primary" disabled={create.isPending} onClick={() => create.mutate(undefined)}>
            Create a token for it
          </Button>
        ) : null}
      </div>
      <Refusal error={create.error} />
      {create.data ? (
        <p className="mb-2 text-[13px] text-mute">
          The token is in the lines below and shown this once. It can only send usage.
        </p>
      ) : null}
      <p className="mb-1.5 text-[13px] text-mute">{setup.place}</p>
      <Snippet code={setup.code(window.location.origin, token)} label={`Settings of ${setup.name}`} />
      <p className="mt-1.5 text-[13px] text-mute">{setup.note}</p>
    </Section>
  );
}
