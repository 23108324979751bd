import type { BudgetEnvelope, BudgetRequest } from '@exchequer/model/contract';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton, Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Fields } from '../../components/field.tsx';
import { FormFoot } from '../../components/form-foot.tsx';
import { Money } from '../../components/money.tsx';
import { TextField } from '../../components/text-field.tsx';
import { moneyExact, readAmount } from '../../format/money.ts';
import { ago, moment } from '../../format/time.ts';
import { addDays, bucketWords, localDay, startOfDay } from '../../state/calendar.ts';
import { useIsAdmin, useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { ForHowLong } from './for-how-long.tsx';

/** For how long a request gives more: this period, until a day, or for good. */
export function untilWords(request: BudgetRequest, timeZone: string): string {
  if (request.kind === 'permanent') return 'for good';
  if (!request.expires_at) return 'for this period';
  const end = new Date(request.expires_at);
  const day = localDay(end, timeZone);
  // Midnight belongs to the day before: nobody says "until the 21st, 00:00".
  if (startOfDay(day, timeZone).getTime() === end.getTime())
    return `until the end of ${bucketWords(addDays(day, -1), 'day')}`;
  return `until ${moment(request.expires_at, timeZone)}`;
}

/** One that waits: who asks, how much, why, until when; answered with one tap. */
export function RequestCard({
  request,
  envelope,
}: {
  request: BudgetRequest;
  envelope: BudgetEnvelope | undefined;
}) {
  const { now, session, settings } = useSurroundings();
  const { change } = useView();
  const admin = useIsAdmin();
  const { actor } = session;
  const mine = [actor.id, actor.worker_id].includes(request.requested_by_id);
  return (
    <li className="border-b border-line py-3" data-request={request.id}>
      <p>
        <span className="font-[560]">{request.requested_by_name}</span> asks for{' '}
        <span className="font-[560]">
          <Money value={request.amount} currency={request.currency} opened />
        </span>{' '}
        more on{' '}
        <button
          type="button"
          className="link text-left"
          onClick={() => change({ envelope: request.envelope_id })}
        >
          {request.envelope_name}
        </button>
        , {untilWords(request, settings.time_zone)}.
      </p>
      <p className="mt-0.5 text-[13px]">“{request.reason}”</p>
      <p className="mt-0.5 mb-2 text-[12.5px] text-mute">
        Asked {ago(request.requested_at, now())}
        {envelope?.balance ? (
          <>
            {' · '}
            <Money value={envelope.balance.free} currency={envelope.currency} /> of{' '}
            <Money value={envelope.balance.limit} currency={envelope.currency} /> free now
          </>
        ) : null}
      </p>
      {mine ? <OwnRequest request={request} /> : admin ? <Answer request={request} /> : <NotYours />}
    </li>
  );
}

function OwnRequest({ request }: { request: BudgetRequest }) {
  const { workspace } = useView();
  return (
    <div className="flex flex-wrap items-center gap-3 text-[13px] text-mute">
      You asked for this; somebody else answers it.
      <ActionButton
        kind="quiet"
        run={() => client.budget.requests.withdraw({ workspace, id: request.id })}
        done={() => 'Your request is taken back'}
      >
        Take it back
      </ActionButton>
    </div>
  );
}

const NotYours = () => <p className="text-[13px] text-mute">An admin answers it.</p>;

type Mode = 'tap' | 'decline' | 'change';

function given(answered: BudgetRequest): string {
  if (answered.state === 'declined') return `${answered.requested_by_name}’s request is declined`;
  const amount = moneyExact(answered.approved_amount ?? answered.amount, answered.currency);
  return `${answered.envelope_name} has ${amount} more${answered.kind === 'permanent' ? ', for good' : ''}`;
}

/** Approve as asked with one tap; decline with a note; or give less, or for another time. */
function Answer({ request }: { request: BudgetRequest }) {
  const { workspace } = useView();
  const [mode, setMode] = useState<Mode>('tap');
  const approve = useChange(
    () => client.budget.requests.decide({ workspace, id: request.id, decision: 'approve' }),
    given,
  );
  if (mode === 'decline') return <Decline request={request} onBack={() => setMode('tap')} />;
  if (mode === 'change') return <GiveOther request={request} onBack={() => setMode('tap')} />;
  return (
    <>
      <div className="flex flex-wrap gap-2 max-sm:grid max-sm:grid-cols-2">
        <Button
          kind="primary"
          className="justify-center max-sm:col-span-2 max-sm:min-h-11"
          disabled={approve.isPending}
          onClick={() => approve.mutate(undefined)}
        >
          {approve.isPending ? 'Working' : `Approve ${moneyExact(request.amount, request.currency)}`}
        </Button>
        <Button className="justify-center max-sm:min-h-11" onClick={() => setMode('decline')}>
          Decline
        </Button>
        <Button kind="quiet" className="justify-center max-sm:min-h-11" onClick={() => setMode('change')}>
          Give otherwise
        </Button>
      </div>
      <Refusal error={approve.error} />
    </>
  );
}

function Decline({ request, onBack }: { request: BudgetRequest; onBack: () => void }) {
  const { workspace } = useView();
  const [note, setNote] = useState('');
  const decline = useChange(
    () => client.budget.requests.decide({ workspace, id: request.id, decision: 'decline', note }),
    given,
  );
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (note.trim()) decline.mutate(undefined);
      }}
    >
      <TextField
        label="Why not, for the one who asked"
        hint="They read it beside their request."
        value={note}
        onChange={setNote}
        focus
      />
      <FormFoot
        kind="stop"
        ready={note.trim() !== ''}
        pending={decline.isPending}
        error={decline.error}
        cancel="Back"
        onCancel={onBack}
      >
        Decline
      </FormFoot>
    </form>
  );
}

/** Gives less than asked, or for this period what was asked for good. */
function GiveOther({ request, onBack }: { request: BudgetRequest; onBack: () => void }) {
  const { workspace } = useView();
  const [amount, setAmount] = useState(request.amount);
  const [kind, setKind] = useState(request.kind);
  const [note, setNote] = useState('');
  const exact = readAmount(amount);
  const give = useChange(
    () =>
      client.budget.requests.decide({
        workspace,
        id: request.id,
        decision: 'approve',
        amount: exact ?? undefined,
        kind,
        note,
      }),
    given,
  );
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (exact) give.mutate(undefined);
      }}
    >
      <Fields>
        <TextField
          label={`Amount, ${request.currency}`}
          error={exact ? null : 'An amount such as 200 or 99.50'}
          value={amount}
          onChange={setAmount}
          decimal
          focus
        />
        <TextField label="Note" value={note} onChange={setNote} />
      </Fields>
      <ForHowLong value={kind} onChange={setKind} />
      <FormFoot
        ready={exact !== null}
        pending={give.isPending}
        error={give.error}
        cancel="Back"
        onCancel={onBack}
      >
        Approve {exact ? moneyExact(exact, request.currency) : ''}
      </FormFoot>
    </form>
  );
}
