import { type OutcomeSourceView, vendorsWithOwnSecret, type WebhookVendor } from '@exchequer/model/contract';
import { type FormEvent, useState } from 'react';
import { client } from '../../../api/client.ts';
import { useChange } from '../../../components/action.tsx';
import { Drawer, Part } from '../../../components/drawer.tsx';
import { FormFoot } from '../../../components/form-foot.tsx';
import { SecretOnce } from '../../../components/secret-once.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useIsAdmin } from '../../../state/context.tsx';
import type { OutcomeTopic } from '../../../state/sources-search.ts';
import { useView } from '../../../state/view.ts';
import { OwnRecords } from './own-records.tsx';
import { SecretForm } from './secret-form.tsx';
import { Steps } from './steps.tsx';
import { topicWords, type Way, waysOf } from './ways.ts';

/** Connecting a source of outcomes: which one, then its address, its secret and what to tick there. */
export function ConnectDrawer({
  topic,
  way,
  onClose,
}: {
  topic: OutcomeTopic;
  way: Way | null;
  onClose: () => void;
}) {
  const { change } = useView();
  const admin = useIsAdmin();
  return (
    <Drawer
      title={way ? `Connect ${way.name}` : `Connect a source of ${topicWords[topic]}`}
      sub={way ? way.says : 'Choose who tells of it. Several may: what both tell of counts once.'}
      onClose={onClose}
    >
      {admin ? null : (
        <p className="mt-5 text-mute">
          Only an admin may connect a source. Ask one, with the link to this page.
        </p>
      )}
      {admin && !way ? <Choice topic={topic} onChoose={(key) => change({ way: key })} /> : null}
      {admin && way ? <Chosen key={way.key} way={way} onClose={onClose} /> : null}
    </Drawer>
  );
}

function Choice({ topic, onChoose }: { topic: OutcomeTopic; onChoose: (key: string) => void }) {
  return (
    <ul className="mt-4">
      {waysOf(topic).map((way) => (
        <li key={way.key} className="border-b border-line">
          <button
            type="button"
            className="flex w-full flex-wrap items-baseline gap-x-4 py-2.5 text-left hover:text-accent"
            onClick={() => onChoose(way.key)}
          >
            <span className="w-36 font-[560]">{way.name}</span>
            <span className="min-w-0 flex-1 text-[13px] text-mute max-sm:basis-full">{way.says}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Chosen({ way, onClose }: { way: Way; onClose: () => void }) {
  if (way.key === 'csv' || way.key === 'cloudevents' || way.key === 'git-log')
    return <OwnRecords way={way.key} />;
  return <ConnectVendor vendor={way.key} name={way.name} onClose={onClose} />;
}

function ConnectVendor({
  vendor,
  name: vendorName,
  onClose,
}: {
  vendor: WebhookVendor;
  name: string;
  onClose: () => void;
}) {
  const { workspace } = useView();
  const [name, setName] = useState('');
  const add = useChange(() => client.outcome.sources.add({ workspace, vendor, name: name.trim() }));
  if (add.data) return <Made made={add.data} onClose={onClose} />;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') add.mutate(undefined);
  };
  return (
    <form onSubmit={send} className="mt-5 grid gap-4">
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        placeholder={`Acme on ${vendorName}`}
        hint="How it is called in lists and refusals. An address of its own is made for it."
        focus
      />
      <FormFoot ready={name.trim() !== ''} pending={add.isPending} error={add.error} onCancel={onClose}>
        Make its address
      </FormFoot>
    </form>
  );
}

function Made({
  made: { source, secret },
  onClose,
}: {
  made: { source: OutcomeSourceView; secret: string };
  onClose: () => void;
}) {
  const theirs = vendorsWithOwnSecret.includes(source.vendor);
  return (
    <>
      {theirs ? null : (
        <SecretOnce name={source.name} secret={secret} onTaken={onClose}>
          <p className="mt-2 text-[13px] text-mute">
            It signs what the vendor delivers. It can be replaced at any time, and never shown again.
          </p>
        </SecretOnce>
      )}
      <Part title="What to do there">
        <Steps source={source} />
      </Part>
      {theirs ? (
        <Part title="The secret that it shows you">
          <SecretForm source={source} onDone={onClose} />
        </Part>
      ) : null}
    </>
  );
}
