import type { MyBudget } from '@exchequer/model/contract';
import { useState } from 'react';
import { client, faultsOf } from '../../api/client.ts';
import { useChange } from '../../components/action.tsx';
import { Drawer } from '../../components/drawer.tsx';
import { Field, Fields } from '../../components/field.tsx';
import { FormFoot } from '../../components/form-foot.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { TextField } from '../../components/text-field.tsx';
import { moneyExact, readAmount } from '../../format/money.ts';
import { useView } from '../../state/view.ts';
import { useWish } from '../../state/wish.ts';

interface Asked {
  envelope: string;
  amount: string;
  how: 'temporary' | 'permanent';
  reason: string;
}

/** Sends the request. A repeat after a lost answer is the same wish. */
function useAsking(form: Asked, onClose: () => void) {
  const { workspace } = useView();
  const wish = useWish();
  return useChange(
    (_: undefined) =>
      client.me.requestMore({
        workspace,
        envelope_id: form.envelope,
        amount: readAmount(form.amount) ?? '',
        permanent: form.how === 'permanent',
        reason: form.reason.trim(),
        idempotency_key: wish.keyOf(form),
      }),
    () => {
      wish.fulfilled();
      onClose();
      return 'Asked. You will see the answer in what is left';
    },
  );
}

/** Asks whoever answers for the envelope for a larger budget. */
export function AskMore({ envelopes, onClose }: { envelopes: MyBudget['envelopes']; onClose: () => void }) {
  const [form, setForm] = useState<Asked>({
    envelope: envelopes[0]?.id ?? '',
    amount: '',
    how: 'temporary',
    reason: '',
  });
  const edit = (part: Partial<Asked>) => setForm({ ...form, ...part });
  const ask = useAsking(form, onClose);
  const amount = readAmount(form.amount);
  const currency = envelopes.find(({ id }) => id === form.envelope)?.currency ?? 'USD';
  const ready = amount !== null && form.reason.trim() !== '';
  return (
    <Drawer title="Ask for more" sub="Whoever answers for the envelope decides." onClose={onClose}>
      <form
        className="mt-5 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) ask.mutate(undefined);
        }}
      >
        <AskedFields
          form={form}
          edit={edit}
          envelopes={envelopes}
          currency={currency}
          faults={faultsOf(ask.error)}
        />
        <FormFoot ready={ready} pending={ask.isPending} error={ask.error} onCancel={onClose}>
          {amount ? `Ask for ${moneyExact(amount, currency)} more` : 'Ask for more'}
        </FormFoot>
      </form>
    </Drawer>
  );
}

function AskedFields({
  form,
  edit,
  envelopes,
  currency,
  faults,
}: {
  form: Asked;
  edit: (part: Partial<Asked>) => void;
  envelopes: MyBudget['envelopes'];
  currency: string;
  faults: Readonly<Record<string, string>>;
}) {
  return (
    <>
      <Fields>
        <Field label="For">
          {(ids) => (
            <select
              {...ids}
              className="field w-full"
              value={form.envelope}
              onChange={(e) => edit({ envelope: e.target.value })}
            >
              {envelopes.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <TextField
          label={`How much more, ${currency}`}
          value={form.amount}
          onChange={(amount) => edit({ amount })}
          error={faults.amount}
          placeholder="50"
          decimal
          focus
        />
      </Fields>
      <Segmented
        label="For how long"
        value={form.how}
        options={[
          { value: 'temporary', name: 'This period only' },
          { value: 'permanent', name: 'From now on' },
        ]}
        onChange={(how) => edit({ how })}
      />
      <TextField
        label="What it is needed for"
        value={form.reason}
        onChange={(reason) => edit({ reason })}
        error={faults.reason}
        placeholder="The migration runs until Friday"
      />
    </>
  );
}
