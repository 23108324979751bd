import type { BudgetEnvelope } from '@exchequer/model/contract';
import { useState } from 'react';
import { client, faultsOf } from '../../api/client.ts';
import { Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Drawer } from '../../components/drawer.tsx';
import { Field, Fields } from '../../components/field.tsx';
import { moneyExact, readAmount } from '../../format/money.ts';
import { useView } from '../../state/view.ts';
import { useWish } from '../../state/wish.ts';
import { EnvelopePicker } from './envelope-picker.tsx';

/** Moves free money of the current period from one envelope to another. */
export function MoveForm({
  from,
  envelopes,
  onClose,
}: {
  from: BudgetEnvelope;
  envelopes: readonly BudgetEnvelope[];
  onClose: () => void;
}) {
  const { workspace } = useView();
  const wish = useWish();
  const [toId, setToId] = useState('');
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const exact = readAmount(amount);
  const to = envelopes.find((e) => e.id === toId);
  const free = from.balance?.free ?? '0';
  const move = useChange(
    () => {
      const body = { workspace, from_id: from.id, to_id: toId, amount: exact ?? '', reason: reason.trim() };
      return client.budget.envelopes.move({ ...body, idempotency_key: wish.keyOf(body) });
    },
    (moved) => {
      wish.fulfilled();
      onClose();
      return `${moneyExact(exact ?? '0', from.currency)} moved from ${moved.from.name} to ${moved.to.name}`;
    },
  );
  const complete = Boolean(exact && to && reason.trim());
  const faults = faultsOf(move.error);
  const others = envelopes.filter((e) => e.id !== from.id && e.currency === from.currency && e.balance);
  return (
    <Drawer
      title={`Move money out of ${from.name}`}
      sub={`${moneyExact(free, from.currency)} is free there in this period. The limits of later periods stay.`}
      onClose={onClose}
    >
      <form
        className="mt-5 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) move.mutate(undefined);
        }}
      >
        <EnvelopePicker label="To which envelope" envelopes={others} value={toId} onChange={setToId} focus />
        <Fields>
          <Field
            label={`Amount, ${from.currency}`}
            hint={`At most ${moneyExact(free, from.currency)}`}
            error={faults.amount}
          >
            {(ids) => (
              <input
                {...ids}
                className="field w-full"
                inputMode="decimal"
                value={amount}
                onChange={(e) => setAmount(e.target.value)}
              />
            )}
          </Field>
          <Field label="Why" error={faults.reason}>
            {(ids) => (
              <input
                {...ids}
                className="field w-full"
                maxLength={1000}
                value={reason}
                onChange={(e) => setReason(e.target.value)}
              />
            )}
          </Field>
        </Fields>
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" kind="primary" disabled={!complete || move.isPending}>
            {exact && to ? `Move ${moneyExact(exact, from.currency)} to ${to.name}` : 'Move'}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Refusal error={move.error} />
        </div>
      </form>
    </Drawer>
  );
}
