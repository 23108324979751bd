import type { BudgetEnvelope } from '@exchequer/model/contract';
import { useState } from 'react';
import { client, faultsOf } from '../../api/client.ts';
import { Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Drawer } from '../../components/drawer.tsx';
import { Field, Fields } from '../../components/field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { moneyExact, readAmount } from '../../format/money.ts';
import { addDays, localDay, startOfDay } from '../../state/calendar.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { useWish } from '../../state/wish.ts';
import { EnvelopePicker } from './envelope-picker.tsx';

interface Props {
  envelopes: readonly BudgetEnvelope[];
  /** The envelope it begins with. */
  chosen: BudgetEnvelope | undefined;
  onClose: () => void;
}

/** Asks the owner of an envelope for more: how much, why, until when. */
export function AskForm({ envelopes, chosen, onClose }: Props) {
  const { workspace } = useView();
  const { settings, now } = useSurroundings();
  const wish = useWish();
  const [envelopeId, setEnvelopeId] = useState(chosen?.id ?? '');
  const [amount, setAmount] = useState('');
  const [kind, setKind] = useState<'temporary' | 'permanent'>('temporary');
  const [lastDay, setLastDay] = useState('');
  const [reason, setReason] = useState('');
  const envelope = envelopes.find((e) => e.id === envelopeId);
  const exact = readAmount(amount);
  const ends = kind === 'temporary' && lastDay ? startOfDay(addDays(lastDay, 1), settings.time_zone) : null;
  const ask = useChange(
    () => {
      const body = {
        workspace,
        envelope_id: envelopeId,
        kind,
        amount: exact ?? '',
        reason: reason.trim(),
        expires_at: ends?.toISOString() ?? null,
      };
      return client.budget.requests.create({ ...body, idempotency_key: wish.keyOf(body) });
    },
    (made) => {
      wish.fulfilled();
      onClose();
      return `${moneyExact(made.amount, made.currency)} asked for on ${made.envelope_name}`;
    },
  );
  const complete = Boolean(envelope && exact && reason.trim());
  const faults = faultsOf(ask.error);
  return (
    <Drawer
      title="Ask for budget"
      sub="It goes to the envelope’s owner. It cannot be changed afterwards, only taken back."
      onClose={onClose}
    >
      <form
        className="mt-5 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) ask.mutate(undefined);
        }}
      >
        <EnvelopePicker
          label="For which envelope"
          envelopes={envelopes}
          value={envelopeId}
          onChange={setEnvelopeId}
          focus={!chosen}
        />
        <Fields>
          <Field label={`How much more, ${envelope?.currency ?? 'USD'}`} error={faults.amount}>
            {(ids) => (
              <input
                {...ids}
                // biome-ignore lint/a11y/noAutofocus: the sheet was opened to type it
                autoFocus={chosen !== undefined}
                className="field w-full"
                inputMode="decimal"
                placeholder="200"
                value={amount}
                onChange={(e) => setAmount(e.target.value)}
              />
            )}
          </Field>
          {kind === 'temporary' ? (
            <Field
              label="Until the end of"
              hint="Left empty, until the period ends. What is unspent then goes back."
              error={faults.expires_at}
            >
              {(ids) => (
                <input
                  {...ids}
                  type="date"
                  className="field w-full"
                  min={localDay(now(), settings.time_zone)}
                  value={lastDay}
                  onChange={(e) => setLastDay(e.target.value)}
                />
              )}
            </Field>
          ) : null}
        </Fields>
        <div>
          <Segmented
            label="For how long"
            value={kind}
            options={[
              { value: 'temporary', name: 'This period only' },
              { value: 'permanent', name: 'For good' },
            ]}
            onChange={setKind}
          />
        </div>
        <Field label="What it is needed for" error={faults.reason}>
          {(ids) => (
            <textarea
              {...ids}
              className="field min-h-20 w-full"
              maxLength={1000}
              placeholder="The migration runs until Friday"
              value={reason}
              onChange={(e) => setReason(e.target.value)}
            />
          )}
        </Field>
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" kind="primary" disabled={!complete || ask.isPending}>
            {ask.isPending
              ? 'Asking'
              : exact
                ? `Ask for ${moneyExact(exact, envelope?.currency ?? 'USD')} more`
                : 'Ask for more'}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Refusal error={ask.error} />
        </div>
      </form>
    </Drawer>
  );
}
