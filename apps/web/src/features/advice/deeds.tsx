import type { RecommendationDetail } from '@exchequer/model/contract';
import { type ReactNode, useCallback, useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { FormFoot } from '../../components/form-foot.tsx';
import { TextField } from '../../components/text-field.tsx';
import { WorkerPicker } from '../../components/worker-picker.tsx';
import { readAmount } from '../../format/money.ts';
import { useWorkspace } from '../../state/view.ts';

type Form = 'none' | 'apply' | 'assign' | 'snooze' | 'dismiss';

/** What the reader may do with it now. */
export function Deeds({ one }: { one: RecommendationDetail }) {
  const workspace = useWorkspace();
  const [form, setForm] = useState<Form>('none');
  const close = useCallback(() => setForm('none'), []);
  const may = (verb: RecommendationDetail['may'][number]) => one.may.includes(verb);
  const asked = { workspace, id: one.id };
  if (one.may.length === 0 || form !== 'none') return <FormOf form={form} one={one} onClose={close} />;
  const canApply = may('apply') || may('finish');
  return (
    <div className="mt-5 flex flex-wrap gap-2 max-sm:[&_button]:min-h-11" data-deeds>
      {canApply && one.action.asks === 'nothing' ? (
        <ActionButton kind="primary" run={() => client.advice.apply(asked)} done={() => 'Applied'}>
          {one.action.verb}
        </ActionButton>
      ) : null}
      {canApply && one.action.asks === 'amount' ? (
        <Button kind="primary" onClick={() => setForm('apply')}>
          {one.action.verb}
        </Button>
      ) : null}
      {may('undo') ? (
        <ActionButton kind="stop" run={() => client.advice.undo(asked)} done={() => 'Taken back'}>
          Undo
        </ActionButton>
      ) : null}
      {may('assign') ? <Button onClick={() => setForm('assign')}>Assign</Button> : null}
      {may('snooze') ? <Button onClick={() => setForm('snooze')}>Put off</Button> : null}
      {may('dismiss') ? (
        <Button kind="quiet" onClick={() => setForm('dismiss')}>
          Dismiss
        </Button>
      ) : null}
    </div>
  );
}

interface FormProps {
  one: RecommendationDetail;
  onClose: () => void;
}

function FormOf({ form, ...props }: FormProps & { form: Form }) {
  if (form === 'apply') return <ApplyForm {...props} />;
  if (form === 'assign') return <AssignForm {...props} />;
  if (form === 'snooze') return <SnoozeForm {...props} />;
  return form === 'dismiss' ? <DismissForm {...props} /> : null;
}

function Frame({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  return (
    <form
      className="mt-5 grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

function ApplyForm({ one, onClose }: FormProps) {
  const workspace = useWorkspace();
  const [amount, setAmount] = useState('');
  const exact = readAmount(amount);
  const apply = useChange(
    () => client.advice.apply({ workspace, id: one.id, amount: exact ?? undefined }),
    () => 'Applied',
  );
  return (
    <Frame onSubmit={() => exact && apply.mutate(undefined, { onSuccess: onClose })}>
      <TextField
        label={one.action.kind === 'price-row' ? 'Price of one token, in dollars' : 'New limit, in dollars'}
        hint={one.refusal?.fix}
        value={amount}
        onChange={setAmount}
        decimal
        focus
      />
      <FormFoot ready={exact !== null} pending={apply.isPending} error={apply.error} onCancel={onClose}>
        {one.action.verb}
      </FormFoot>
    </Frame>
  );
}

function AssignForm({ one, onClose }: FormProps) {
  const workspace = useWorkspace();
  const [worker, setWorker] = useState('');
  const assign = useChange(
    () => client.advice.assign({ workspace, id: one.id, worker_id: worker }),
    (after) => `With ${after.assignee?.name ?? 'them'}`,
  );
  return (
    <Frame onSubmit={() => worker && assign.mutate(undefined, { onSuccess: onClose })}>
      <WorkerPicker label="Who sees to it" kind="person" name="" onChange={setWorker} />
      <FormFoot ready={worker !== ''} pending={assign.isPending} error={assign.error} onCancel={onClose}>
        Assign
      </FormFoot>
    </Frame>
  );
}

function SnoozeForm({ one, onClose }: FormProps) {
  const workspace = useWorkspace();
  const [days, setDays] = useState('14');
  const [reason, setReason] = useState('');
  const count = Number(days);
  const isReady = Number.isInteger(count) && count >= 1 && count <= 365;
  const snooze = useChange(
    () => client.advice.snooze({ workspace, id: one.id, days: count, reason }),
    () => 'Put off',
  );
  return (
    <Frame onSubmit={() => isReady && snooze.mutate(undefined, { onSuccess: onClose })}>
      <TextField
        label="For how many days"
        hint="It comes back sooner when its amount doubles."
        value={days}
        onChange={setDays}
        decimal
        focus
      />
      <TextField label="Why" value={reason} onChange={setReason} />
      <FormFoot ready={isReady} pending={snooze.isPending} error={snooze.error} onCancel={onClose}>
        Put off
      </FormFoot>
    </Frame>
  );
}

function DismissForm({ one, onClose }: FormProps) {
  const workspace = useWorkspace();
  const [reason, setReason] = useState('');
  const isReady = reason.trim() !== '';
  const dismiss = useChange(
    () => client.advice.dismiss({ workspace, id: one.id, reason }),
    () => 'Dismissed',
  );
  return (
    <Frame onSubmit={() => isReady && dismiss.mutate(undefined, { onSuccess: onClose })}>
      <TextField
        label="Why not"
        hint="It is kept with the recommendation, which comes back only when its amount doubles."
        value={reason}
        onChange={setReason}
        focus
      />
      <FormFoot
        ready={isReady}
        pending={dismiss.isPending}
        error={dismiss.error}
        onCancel={onClose}
        kind="stop"
      >
        Dismiss
      </FormFoot>
    </Frame>
  );
}
