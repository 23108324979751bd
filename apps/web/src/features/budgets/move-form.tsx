import type { BudgetEnvelope } from '@exchequer/model/contract';
import { useState } from 'react';
import { client, faultsOf } from '../../api/client.ts';
import { useChange } from '../../components/action.tsx';
import { Drawer } from '../../components/drawer.tsx';
import { Fields } from '../../components/field.tsx';
import { FormFoot } from '../../components/form-foot.tsx';
import { TextField } from '../../components/text-field.tsx';
import { moneyExact, readAmount } from '../../format/money.ts';
import { useView } from '../../state/view.ts';
import { useWish } from '../../state/wish.ts';
import { EnvelopePicker } from './envelope-picker.tsx';

interface Props {
  from: BudgetEnvelope;
  envelopes: readonly BudgetEnvelope[];
  onClose: () => void;
}

/** Moves free money of the current period from one envelope to another. */
export function MoveForm({ from, envelopes, onClose }: Props) {
  const [toId, setToId] = useState('');
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const exact = readAmount(amount);
  const move = useMove(
    { from_id: from.id, to_id: toId, amount: exact ?? '', reason: reason.trim() },
    onClose,
  );
  const others = envelopes.filter((e) => e.id !== from.id && e.currency === from.currency && e.balance);
  const to = others.find((e) => e.id === toId);
  const ready = Boolean(exact && to && reason.trim());
  const faults = faultsOf(move.error);
  const free = moneyExact(from.balance?.free ?? '0', from.currency);
  return (
    <Drawer
      title={`Move money out of ${from.name}`}
      sub={`${free} is free there in this period. The limits of later periods stay.`}
      onClose={onClose}
    >
      <form
        className="mt-5 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) move.mutate(undefined);
        }}
      >
        <EnvelopePicker label="To which envelope" envelopes={others} value={toId} onChange={setToId} focus />
        <Fields>
          <TextField
            label={`Amount, ${from.currency}`}
            hint={`At most ${free}`}
            error={faults.amount}
            value={amount}
            onChange={setAmount}
            decimal
          />
          <TextField label="Why" error={faults.reason} value={reason} onChange={setReason} />
        </Fields>
        <FormFoot ready={ready} pending={move.isPending} error={move.error} onCancel={onClose}>
          {exact && to ? `Move ${moneyExact(exact, from.currency)} to ${to.name}` : 'Move'}
        </FormFoot>
      </form>
    </Drawer>
  );
}

interface Move {
  from_id: string;
  to_id: string;
  amount: string;
  reason: string;
}

/** Sends the move. A repeat after a lost answer is the same wish and moves nothing twice. */
function useMove(wished: Move, onClose: () => void) {
  const { workspace } = useView();
  const wish = useWish();
  return useChange(
    () => {
      const body = { workspace, ...wished };
      return client.budget.envelopes.move({ ...body, idempotency_key: wish.keyOf(body) });
    },
    ({ from, to }) => {
      wish.fulfilled();
      onClose();
      return `${moneyExact(wished.amount, from.currency)} moved from ${from.name} to ${to.name}`;
    },
  );
}
