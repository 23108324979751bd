import type { BudgetEnvelope, BudgetRequest } from '@exchequer/model/contract';
import { useState } from 'react';
import { client, faultsOf } from '../../api/client.ts';
import { useChange } from '../../components/action.tsx';
import { Drawer } from '../../components/drawer.tsx';
import { Field, Fields } from '../../components/field.tsx';
import { FormFoot } from '../../components/form-foot.tsx';
import { TextField } from '../../components/text-field.tsx';
import { moneyExact, readAmount } from '../../format/money.ts';
import { addDays, localDay, startOfDay } from '../../state/calendar.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { useWish } from '../../state/wish.ts';
import { EnvelopePicker } from './envelope-picker.tsx';
import { ForHowLong } from './for-how-long.tsx';

interface Props {
  envelopes: readonly BudgetEnvelope[];
  /** The envelope it begins with. */
  chosen: BudgetEnvelope | undefined;
  onClose: () => void;
}

interface Asked {
  envelope_id: string;
  amount: string;
  kind: BudgetRequest['kind'];
  /** The last day it is needed, as typed; empty for the whole period. */
  lastDay: string;
  reason: string;
}

/** Sends the request. A repeat after a lost answer is the same wish. */
function useAsking(asked: Asked, onClose: () => void) {
  const { workspace } = useView();
  const { settings } = useSurroundings();
  const wish = useWish();
  return useChange(
    () => {
      const ends =
        asked.kind === 'temporary' && asked.lastDay
          ? startOfDay(addDays(asked.lastDay, 1), settings.time_zone).toISOString()
          : null;
      const body = {
        workspace,
        envelope_id: asked.envelope_id,
        kind: asked.kind,
        amount: readAmount(asked.amount) ?? '',
        reason: asked.reason.trim(),
        expires_at: ends,
      };
      return client.budget.requests.create({ ...body, idempotency_key: wish.keyOf(body) });
    },
    (made) => {
      wish.fulfilled();
      onClose();
      return `${moneyExact(made.amount, made.currency)} asked for on ${made.envelope_name}`;
    },
  );
}

/** Asks for more on an envelope: how much, why, until when. */
export function AskForm({ envelopes, chosen, onClose }: Props) {
  const [asked, setAsked] = useState<Asked>({
    envelope_id: chosen?.id ?? '',
    amount: '',
    kind: 'temporary',
    lastDay: '',
    reason: '',
  });
  const edit = (part: Partial<Asked>) => setAsked({ ...asked, ...part });
  const ask = useAsking(asked, onClose);
  const envelope = envelopes.find((e) => e.id === asked.envelope_id);
  const currency = envelope?.currency ?? 'USD';
  const exact = readAmount(asked.amount);
  const ready = Boolean(envelope && exact && asked.reason.trim());
  return (
    <Drawer
      title="Ask for budget"
      sub="An admin other than you answers it. It cannot be changed afterwards, only taken back."
      onClose={onClose}
    >
      <form
        className="mt-5 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) ask.mutate(undefined);
        }}
      >
        <EnvelopePicker
          label="For which envelope"
          envelopes={envelopes}
          value={asked.envelope_id}
          onChange={(envelope_id) => edit({ envelope_id })}
          focus={!chosen}
        />
        <AskedFields
          asked={asked}
          edit={edit}
          currency={currency}
          faults={faultsOf(ask.error)}
          focus={chosen !== undefined}
        />
        <FormFoot ready={ready} pending={ask.isPending} error={ask.error} onCancel={onClose}>
          {exact ? `Ask for ${moneyExact(exact, currency)} more` : 'Ask for more'}
        </FormFoot>
      </form>
    </Drawer>
  );
}

function AskedFields({
  asked,
  edit,
  currency,
  faults,
  focus,
}: {
  asked: Asked;
  edit: (part: Partial<Asked>) => void;
  currency: string;
  faults: Readonly<Record<string, string>>;
  focus: boolean;
}) {
  const { settings, now } = useSurroundings();
  return (
    <>
      <Fields>
        <TextField
          label={`How much more, ${currency}`}
          value={asked.amount}
          onChange={(amount) => edit({ amount })}
          error={faults.amount}
          placeholder="200"
          decimal
          focus={focus}
        />
        {asked.kind === 'temporary' ? (
          <TextField
            label="Until the end of"
            hint="Left empty, until the period ends. What is unspent then goes back."
            value={asked.lastDay}
            onChange={(lastDay) => edit({ lastDay })}
            error={faults.expires_at}
            type="date"
            least={localDay(now(), settings.time_zone)}
          />
        ) : null}
      </Fields>
      <ForHowLong value={asked.kind} onChange={(kind) => edit({ kind })} />
      <Field label="What it is needed for" error={faults.reason}>
        {(ids) => (
          <textarea
            {...ids}
            className="field min-h-20 w-full"
            maxLength={1000}
            placeholder="The migration runs until Friday"
            value={asked.reason}
            onChange={(e) => edit({ reason: e.target.value })}
          />
        )}
      </Field>
    </>
  );
}
