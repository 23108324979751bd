import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton, Refusal, useChange } from '../../components/action.tsx';
import { Amount } from '../../components/amount.tsx';
import { Button } from '../../components/button.tsx';
import { Drawer, Facts, Part } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Fields } from '../../components/field.tsx';
import { Tag } from '../../components/tag.tsx';
import { TextField } from '../../components/text-field.tsx';
import { inline } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { stateWords } from './words.ts';

/** A work item opened: the usage that reached it, what came of it, and every step that joins the two. */
export function WorkDrawer({ workKey, onClose }: { workKey: string; onClose: () => void }) {
  const { workspace, range } = useView();
  const admin = useIsAdmin();
  const { data, error, refetch } = useQuery({
    queryKey: ['work', workspace, workKey],
    queryFn: () => client.outcome.work({ workspace, work_key: workKey }),
  });
  return (
    <Drawer
      title={workKey.replace(/^[a-z_]+:/, '')}
      sub={workKey.split(':')[0]?.replaceAll('_', ' ')}
      onClose={onClose}
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={240} className="mt-6" /> : null}
      {data ? (
        <>
          <Part title="Usage that reached it">
            <Facts
              facts={[
                ['Spend', <Amount key="cost" value={data.cost} unit="usd" opened />],
                ['Tokens', <Amount key="tokens" value={data.tokens} unit="tokens" opened />],
                ['Requests', inline(data.requests, 'count')],
                ['Sessions', inline(data.sessions, 'count')],
                ['Commits', data.commits.any.map((sha) => sha.slice(0, 9)).join(', ')],
                ['Too low', data.incomplete.join('; ')],
              ]}
            />
          </Part>
          <Part title="What came of it">
            {data.outcomes.length === 0 ? (
              <p className="py-1 text-[13px] text-mute">Nothing is known yet.</p>
            ) : null}
            {data.outcomes.map((outcome) => (
              <p key={outcome.id} className="flex flex-wrap gap-x-3 border-b border-line py-1.5 text-[13px]">
                <span className="font-[550]">{outcome.kind_name}</span>
                <span>{stateWords[outcome.state]}</span>
                <span className="ml-auto text-mute">{moment(outcome.occurred_at, range.time_zone)}</span>
              </p>
            ))}
          </Part>
          <Part title="How it is linked" aside="strongest rule first">
            {data.links.map((link) => (
              <Link key={`${link.from}>${link.to}>${link.rule}`} link={link} admin={admin} />
            ))}
            {data.links.length === 0 ? (
              <p className="py-1 text-[13px] text-mute">By its name alone.</p>
            ) : null}
          </Part>
          {admin ? <LinkByHand from={workKey} /> : null}
        </>
      ) : null}
    </Drawer>
  );
}

type WorkLink = Awaited<ReturnType<typeof client.outcome.work>>['links'][number];

function Link({ link, admin }: { link: WorkLink; admin: boolean }) {
  const { workspace } = useView();
  const turn = (revoked: boolean) => () =>
    client.outcome.setLink({
      workspace,
      from: link.from,
      to: link.to,
      revoked,
      reason: revoked ? 'does not belong together' : 'belongs together after all',
    });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-1.5 text-[13px]">
      <div className={`min-w-0 flex-1 ${link.revoked ? 'line-through' : ''}`}>
        <div className="break-all">
          {link.from} → {link.to}
        </div>
        <div className="text-[12.5px] text-mute">
          {link.rule_name}, {inline(String(link.confidence), 'share')} sure
        </div>
      </div>
      {link.manual ? <Tag>by hand</Tag> : null}
      {admin ? (
        <ActionButton kind="quiet" run={turn(!link.revoked)}>
          {link.revoked ? 'Link again' : 'Part them'}
        </ActionButton>
      ) : null}
    </div>
  );
}

/** A link that no rule finds, with the reason of whoever makes it. */
function LinkByHand({ from }: { from: string }) {
  const { workspace } = useView();
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const link = useChange(
    () => client.outcome.setLink({ workspace, from, to: to.trim(), reason: reason.trim() }),
    () => 'Linked; the figures follow within a minute',
  );
  const send = (event: FormEvent) => {
    event.preventDefault();
    link.mutate(undefined);
  };
  return (
    <Part title="Link it to another work item">
      <form onSubmit={send} className="grid gap-3">
        <Fields>
          <TextField
            label="Work item"
            value={to}
            onChange={setTo}
            placeholder="pull_request:github.com/acme/api#7"
          />
          <TextField label="Why" value={reason} onChange={setReason} />
        </Fields>
        <div className="flex items-center gap-2">
          <Button type="submit" disabled={to.trim().length < 3 || reason.trim() === '' || link.isPending}>
            Link them
          </Button>
          <Refusal error={link.error} />
        </div>
      </form>
    </Part>
  );
}
