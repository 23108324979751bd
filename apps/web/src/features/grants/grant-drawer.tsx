import type { Grant } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton, Refusal, useChange } from '../../components/action.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { Drawer, Facts, Part } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Field } from '../../components/field.tsx';
import { Money } from '../../components/money.tsx';
import { localDay } from '../../state/calendar.ts';
import { useScopes, useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { Flags } from './flags.tsx';
import { Lots } from './lots.tsx';
import { cadenceNames, rolloverWords, transferNames, typeNames } from './words.ts';

/** One grant: terms, balance, lots and flags for counsel. */
export function GrantDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { workspace } = useView();
  const { scopes } = useScopes();
  const { data, error, refetch } = useQuery({
    queryKey: ['grant', workspace, id],
    queryFn: () => client.grant.get({ workspace, id }),
  });
  return (
    <Drawer
      title={data ? data.grant.holder.name : 'Grant'}
      sub={data ? `${data.grant.plan_name} · ${typeNames[data.grant.type]}` : undefined}
      onClose={onClose}
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={320} className="mt-6" /> : null}
      {data ? (
        <>
          <Terms grant={data.grant} />
          <Part title="Lots" aside="the earliest expiry is used first">
            <Lots lots={data.lots} currency={data.grant.currency} />
          </Part>
          <Part title="Papers">
            <a className={buttonClass()} href={data.term_sheet_pdf}>
              <Download size={14} aria-hidden /> Term sheet, PDF
            </a>
          </Part>
          <Flags flags={data.flags} />
          {scopes.includes('admin') && data.grant.state !== 'ended' ? <Change grant={data.grant} /> : null}
        </>
      ) : null}
    </Drawer>
  );
}

function Terms({ grant }: { grant: Grant }) {
  const { balance, currency } = grant;
  const money = (value: string | undefined) =>
    value === undefined ? '' : <Money value={value} currency={currency} opened />;
  return (
    <div className="mt-5">
      <Facts
        facts={[
          ['State', grant.state],
          ['Runs', `${grant.starts_on}${grant.ends_on ? ` until ${grant.ends_on}` : ', without an end'}`],
          ['A year', grant.annual_amount === null ? grant.withheld : money(grant.annual_amount)],
          ['Granted so far', money(balance?.granted)],
          ['Used', money(balance?.used)],
          ['Left', money(balance?.available)],
          ['Expiring soon', money(balance?.expiring_soon)],
          ['Next lot', grant.next_lot_on ?? ''],
          [
            'Terms',
            `${cadenceNames[grant.cadence]}; ${rolloverWords(grant)}; ${transferNames[grant.transfer]}`,
          ],
          ['Use', grant.personal_use ? 'business and personal: wages' : 'business only: access, not wages'],
          ['Wording', `${grant.jurisdiction}, version ${grant.policy_version}`],
          ['Pauses', grant.pauses.map((p) => `${p.from} to ${p.to ?? 'now'}: ${p.reason}`).join('; ')],
        ]}
      />
    </div>
  );
}

function Change({ grant }: { grant: Grant }) {
  const { workspace } = useView();
  const { now, settings } = useSurroundings();
  const [reason, setReason] = useState('');
  const [endsOn, setEndsOn] = useState(localDay(now(), settings.time_zone));
  const end = useChange(
    (_: undefined) => client.grant.end({ workspace, id: grant.id, ends_on: endsOn, reason }),
    () => 'The grant ends; what is left goes back to the pool',
  );
  return (
    <Part title="Change it">
      <div className="flex flex-wrap items-end gap-3 pt-1">
        <Field label="Reason">
          {(ids) => (
            <input
              {...ids}
              className="field w-64 max-w-full"
              value={reason}
              onChange={(e) => setReason(e.target.value)}
            />
          )}
        </Field>
        {grant.state === 'paused' ? (
          <ActionButton
            run={() => client.grant.resume({ workspace, id: grant.id })}
            done={() => 'The grant runs again'}
          >
            Resume
          </ActionButton>
        ) : (
          <ActionButton
            disabled={reason.trim() === ''}
            run={() => client.grant.pause({ workspace, id: grant.id, reason })}
            done={() => 'Paused; what accrued stays'}
          >
            Pause
          </ActionButton>
        )}
      </div>
      <div className="mt-3 flex flex-wrap items-end gap-3">
        <Field label="Last day is before">
          {(ids) => (
            <input
              {...ids}
              type="date"
              className="field"
              value={endsOn}
              onChange={(e) => setEndsOn(e.target.value)}
            />
          )}
        </Field>
        <Button
          kind="stop"
          disabled={reason.trim() === '' || end.isPending}
          onClick={() => end.mutate(undefined)}
        >
          End it
        </Button>
        <Refusal error={end.error} />
      </div>
    </Part>
  );
}
