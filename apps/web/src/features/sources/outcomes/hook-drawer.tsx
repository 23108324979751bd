import { type OutcomeSourceView, vendorsWithOwnSecret } from '@exchequer/model/contract';
import { useState } from 'react';
import { client } from '../../../api/client.ts';
import { Refusal, useChange } from '../../../components/action.tsx';
import { Button } from '../../../components/button.tsx';
import { Drawer, Facts, Part } from '../../../components/drawer.tsx';
import { Skeleton } from '../../../components/empty.tsx';
import { SecretOnce } from '../../../components/secret-once.tsx';
import { groupDigits } from '../../../format/number.ts';
import { moment } from '../../../format/time.ts';
import { useIsAdmin } from '../../../state/context.tsx';
import { useView } from '../../../state/view.ts';
import { useOutcomeSources } from './reads.ts';
import { SecretForm } from './secret-form.tsx';
import { Steps } from './steps.tsx';
import { wayName } from './ways.ts';

/** One vendor’s source opened: how its deliveries do, where it delivers to, its secret, its end. */
export function HookDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const admin = useIsAdmin();
  const sources = useOutcomeSources();
  const source = sources.data?.find((one) => one.id === id);
  return (
    <Drawer
      title={source?.name ?? 'A source of outcomes'}
      sub={source ? `Delivers from ${wayName(source.vendor)}` : undefined}
      onClose={onClose}
    >
      {!sources.data ? <Skeleton height={120} className="mt-5" /> : null}
      {sources.data && !source ? (
        <p className="mt-5 text-mute">There is no such source here; it may have been removed.</p>
      ) : null}
      {source ? <Health source={source} /> : null}
      {source && admin ? <Address source={source} onClose={onClose} /> : null}
    </Drawer>
  );
}

function Health({ source }: { source: OutcomeSourceView }) {
  const { range } = useView();
  const at = (instant: string | null) => (instant ? moment(instant, range.time_zone) : 'none yet');
  return (
    <Part title="Deliveries of the last 30 days">
      <Facts
        facts={[
          ['Last delivery', at(source.last_delivery_at)],
          ['Last taken in', at(source.last_taken_at)],
          ['Accepted', groupDigits(source.taken)],
          [
            'Duplicate',
            source.repeated === '0' ? 'none' : `${groupDigits(source.repeated)}, each counted once`,
          ],
          [
            'Passed over',
            source.ignored === '0' ? 'none' : `${groupDigits(source.ignored)}, which say nothing of outcomes`,
          ],
          ['Refused', groupDigits(source.refused)],
          ['Held', groupDigits(source.held)],
          ['Last refused', source.last_refusal],
        ]}
      />
    </Part>
  );
}

function Address({ source, onClose }: { source: OutcomeSourceView; onClose: () => void }) {
  const theirs = vendorsWithOwnSecret.includes(source.vendor);
  return (
    <>
      <Part title={`At ${wayName(source.vendor)}`}>
        <Steps source={source} />
      </Part>
      <Part title="Secret">
        {theirs ? <SecretForm source={source} onDone={onClose} /> : <Rotate source={source} />}
      </Part>
      <Part title="End it">
        <Remove source={source} onClose={onClose} />
      </Part>
    </>
  );
}

function Rotate({ source }: { source: OutcomeSourceView }) {
  const { workspace } = useView();
  const rotate = useChange(() => client.outcome.sources.rotate({ workspace, id: source.id }));
  if (rotate.data) {
    return (
      <SecretOnce name={`A new secret of ${source.name}`} secret={rotate.data.secret} onTaken={rotate.reset}>
        <p className="mt-2 text-[13px] text-mute">
          Set it at the vendor within a day; until then the old one holds too.
        </p>
      </SecretOnce>
    );
  }
  return (
    <div className="mt-2 text-[13px]">
      <p className="mb-2 text-mute">
        It was shown once. A new one holds at once, and the old one for a day more.
      </p>
      <Button disabled={rotate.isPending} onClick={() => rotate.mutate(undefined)}>
        Make a new secret
      </Button>
      <Refusal error={rotate.error} />
    </div>
  );
}

function Remove({ source, onClose }: { source: OutcomeSourceView; onClose: () => void }) {
  const { workspace } = useView();
  const [sure, setSure] = useState(false);
  const remove = useChange(
    () => client.outcome.sources.remove({ workspace, id: source.id }),
    () => `${source.name} delivers no more; what it told of stays`,
  );
  return (
    <div className="mt-2 text-[13px]">
      <p className="mb-2 text-mute">
        Its address refuses everything from then on. What it told of stays counted.
      </p>
      {sure ? (
        <span className="flex flex-wrap gap-2">
          <Button
            kind="stop"
            disabled={remove.isPending}
            onClick={() => remove.mutate(undefined, { onSuccess: onClose })}
          >
            Remove {source.name}
          </Button>
          <Button kind="quiet" onClick={() => setSure(false)}>
            Keep it
          </Button>
        </span>
      ) : (
        <Button onClick={() => setSure(true)}>Remove this source</Button>
      )}
      <Refusal error={remove.error} />
    </div>
  );
}
