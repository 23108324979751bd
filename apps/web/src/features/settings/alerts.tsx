import { alertTopics, type ChannelKind } from '@exchequer/model';
import type { AlertChannel } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton, Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';
import { Section } from '../../components/section.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { ago } from '../../format/time.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

const everything = Object.keys(alertTopics).length;

/** Who is told at once: by mail, in a chat, or a program by a signed webhook. */
export function Alerts() {
  const { workspace } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['alert-channels', workspace],
    queryFn: () => client.alert.channels({ workspace }),
  });
  return (
    <Section id="alerts" title="Alerts" sub="What somebody should know at once, told once each.">
      {data ? <NewChannel mail={data.mail} /> : null}
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={80} /> : null}
      {data?.channels.length === 0 ? <p className="py-2 text-mute">Nobody is told yet.</p> : null}
      {data && data.channels.length > 0 ? <Channels channels={data.channels} /> : null}
    </Section>
  );
}

function Channels({ channels }: { channels: readonly AlertChannel[] }) {
  return (
    <table className="table cards mt-3">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">To</th>
          <th scope="col">Hears</th>
          <th scope="col">Delivery</th>
          <th scope="col" className="n">
            <span className="sr-only">Change</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {channels.map((channel) => (
          <Channel key={channel.id} channel={channel} />
        ))}
      </tbody>
    </table>
  );
}

const kindWords: Record<ChannelKind, string> = { email: 'Mail', slack: 'Slack', webhook: 'Webhook' };

function Channel({ channel }: { channel: AlertChannel }) {
  const { workspace } = useView();
  const { now } = useSurroundings();
  const { id, name, kind, place, topics, last_sent_at: last, last_error: failure } = channel;
  const heard =
    topics.length === everything
      ? 'everything'
      : topics.map((topic) => alertTopics[topic].toLowerCase()).join('; ');
  return (
    <tr>
      <td className="head">{name}</td>
      <td data-label="To">
        {kindWords[kind]}, {place}
      </td>
      <td data-label="Hears" className="text-mute">
        {heard}
        {channel.least === 'stop' ? ', where calls stop' : ''}
      </td>
      <td data-label="Delivery" className={failure ? 'text-stop' : 'text-mute'}>
        {failure ? `fails: ${failure}` : last ? `last ${ago(last, now())}` : 'not tried yet'}
      </td>
      <td className="n">
        <ActionButton
          kind="quiet"
          run={() => client.alert.test({ workspace, id })}
          done={({ sent, error }) =>
            sent ? `A test has left for ${name}` : `The test did not arrive: ${error}`
          }
        >
          Send a test
        </ActionButton>
        <ActionButton
          kind="quiet"
          run={() => client.alert.disconnect({ workspace, id })}
          done={() => `${name} hears nothing more`}
        >
          Disconnect
        </ActionButton>
      </td>
    </tr>
  );
}

const hints: Record<ChannelKind, string> = {
  email: 'a@example.com, b@example.com',
  slack: 'https://hooks.slack.com/services/…',
  webhook: 'https://example.com/hooks/exchequer',
};

function NewChannel({ mail }: { mail: boolean }) {
  const { workspace } = useView();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<ChannelKind>(mail ? 'email' : 'slack');
  const [to, setTo] = useState('');
  const kinds = (Object.keys(kindWords) as ChannelKind[]).filter((one) => mail || one !== 'email');
  const connect = useChange(
    () => client.alert.connect({ workspace, kind, name: name.trim(), to: to.trim() }),
    ({ channel }) => `${channel.name} is told from now on`,
  );
  const secret = connect.data?.secret;
  if (secret) return <SecretOnce name={name} secret={secret} onTaken={() => connect.reset()} />;
  const send = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate(undefined);
  };
  return (
    <form className="flex flex-wrap items-center gap-2 py-2" onSubmit={send}>
      <Segmented
        label="By"
        value={kind}
        options={kinds.map((value) => ({ value, name: kindWords[value] }))}
        onChange={setKind}
      />
      <input
        className="field w-40"
        aria-label="Name of the channel"
        placeholder="What you call it"
        maxLength={100}
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      <input
        className="field w-72"
        aria-label="Where it goes"
        placeholder={hints[kind]}
        maxLength={2_000}
        value={to}
        onChange={(e) => setTo(e.target.value)}
      />
      <Button
        type="submit"
        kind="primary"
        disabled={name.trim() === '' || to.trim() === '' || connect.isPending}
      >
        Tell them
      </Button>
      {mail ? null : (
        <p className="w-full text-[13px] text-mute">
          Mail can be chosen once the tower is started with <code>EXCHEQUER_SMTP_URL</code>.
        </p>
      )}
      <Refusal error={connect.error} />
    </form>
  );
}
