import type { CheckItem, ClosePlan } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, Minus, OctagonX, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Field } from '../../components/field.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { groupDigits, sentence } from '../../format/number.ts';
import { useIsAdmin, useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import type { Month } from './month.ts';

const marks = {
  ok: { Icon: Check, tone: 'text-good', word: 'done' },
  waived: { Icon: Minus, tone: 'text-mute', word: 'let pass' },
  attention: { Icon: TriangleAlert, tone: 'text-warn', word: 'look at it' },
  blocking: { Icon: OctagonX, tone: 'text-stop', word: 'blocks the close' },
} as const;

/** What stands between a month and its close, each with what to do about it. */
export function Checklist({ month }: { month: Month }) {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const plan = useQuery({
    queryKey: ['close-plan', workspace, month.key],
    queryFn: () => client.ledger.periods.plan({ workspace, period: month.key }),
  });
  const open = plan.data?.items.filter((item) => item.state === 'blocking').length ?? 0;
  return (
    <Section
      id="close"
      title={`Close ${month.name}`}
      sub={
        plan.data
          ? open === 0
            ? 'Nothing blocks the close. A closed month never changes; what is learned later is a new entry.'
            : `${open} of ${plan.data.items.length} points still block the close.`
          : 'A closed month never changes; what is learned later is a new entry.'
      }
    >
      {plan.error ? <Failure error={plan.error} onRetry={() => plan.refetch()} /> : null}
      {!plan.data && !plan.error ? <Skeleton height={280} /> : null}
      {plan.data ? (
        <>
          <ul>
            {plan.data.items.map((item) => (
              <Item key={item.key} item={item} month={month} admin={admin} />
            ))}
          </ul>
          {admin ? <CloseForm plan={plan.data} month={month} /> : null}
        </>
      ) : null}
    </Section>
  );
}

function Item({ item, month, admin }: { item: CheckItem; month: Month; admin: boolean }) {
  const [waiving, setWaiving] = useState(false);
  const { Icon, tone, word } = marks[item.state];
  const settled = item.state === 'ok';
  return (
    <li className="grid grid-cols-[20px_minmax(0,1fr)_auto] gap-x-3 border-b border-line py-2">
      <Icon size={15} className={`mt-0.5 ${tone}`} aria-label={word} />
      <div className="min-w-0">
        <p>
          <span className={settled ? '' : 'font-[560]'}>{item.title}</span>
          {settled ? null : <span className={`ml-2 text-[12.5px] ${tone}`}>{word}</span>}
        </p>
        <p className="text-[13px] text-mute">
          {sentence(item.detail)}
          {settled || item.fix === '' ? '' : ` ${item.fix}`}{' '}
          {settled || item.link === null ? null : <Lead link={item.link} />}
        </p>
        {item.waiver ? (
          <p className="text-[13px] text-mute">
            Let pass by {item.waiver.approver}: {item.waiver.reason}
          </p>
        ) : null}
        {waiving ? <WaiveForm item={item} month={month} done={() => setWaiving(false)} /> : null}
      </div>
      <div className="text-right text-[13px]">
        {item.amount === null ? (
          item.count === '0' ? null : (
            groupDigits(item.count)
          )
        ) : (
          <Money value={item.amount} currency="USD" />
        )}
        {admin && item.waivable && !settled && item.state !== 'waived' && !waiving ? (
          <div>
            <Button kind="quiet" onClick={() => setWaiving(true)}>
              Let it pass
            </Button>
          </div>
        ) : null}
      </div>
    </li>
  );
}

/** Addresses of the app are followed inside it. */
function Lead({ link }: { link: string }) {
  const { workspace } = useView();
  const address = link.startsWith('/w/') ? link : `/w/${workspace}${link.startsWith('/') ? '' : '/'}${link}`;
  return (
    <Link to={address as never} className="link">
      Go there
    </Link>
  );
}

function WaiveForm({ item, month, done }: { item: CheckItem; month: Month; done: () => void }) {
  const { workspace } = useView();
  const { session } = useSurroundings();
  const [reason, setReason] = useState('');
  const [approver, setApprover] = useState(session.actor.name);
  const waive = useChange(
    () => client.ledger.periods.waive({ workspace, period: month.key, item: item.key, reason, approver }),
    () => `${item.title}: let pass`,
  );
  return (
    <form
      className="mt-2 flex max-w-[640px] flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        waive.mutate(undefined, { onSuccess: done });
      }}
    >
      <Field label="Reason, kept with the close">
        {(ids) => (
          <input
            {...ids}
            className="field w-72 max-w-full"
            required
            minLength={3}
            value={reason}
            onChange={(e) => setReason(e.target.value)}
          />
        )}
      </Field>
      <Field label="Approved by">
        {(ids) => (
          <input
            {...ids}
            className="field"
            required
            value={approver}
            onChange={(e) => setApprover(e.target.value)}
          />
        )}
      </Field>
      <Button kind="primary" type="submit" disabled={waive.isPending}>
        Let it pass
      </Button>
      <Button kind="quiet" onClick={done}>
        Cancel
      </Button>
      <Refusal error={waive.error} />
    </form>
  );
}

function CloseForm({ plan, month }: { plan: ClosePlan; month: Month }) {
  const { workspace } = useView();
  const { session } = useSurroundings();
  const [approver, setApprover] = useState(session.actor.name);
  const [note, setNote] = useState('');
  const close = useChange(
    () =>
      client.ledger.periods.close({
        workspace,
        period: month.key,
        approver,
        note,
        idempotency_key: `web-close:${month.key}`,
      }),
    (record) => `${month.name} is closed; expense ${record.totals.expense} USD`,
  );
  return (
    <form
      className="mt-4 flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        close.mutate(undefined);
      }}
    >
      <Field label="Approved by">
        {(ids) => (
          <input
            {...ids}
            className="field"
            required
            value={approver}
            onChange={(e) => setApprover(e.target.value)}
          />
        )}
      </Field>
      <Field label="Note">
        {(ids) => (
          <input
            {...ids}
            className="field w-72 max-w-full"
            value={note}
            onChange={(e) => setNote(e.target.value)}
          />
        )}
      </Field>
      <Button kind="primary" type="submit" disabled={!plan.closable || close.isPending}>
        {close.isPending ? 'Closing' : `Close ${month.name} for good`}
      </Button>
      <Refusal error={close.error} />
    </form>
  );
}
