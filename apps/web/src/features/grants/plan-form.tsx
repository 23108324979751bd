import type { GrantBasis, GrantType } from '@exchequer/model/contract';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Field, Fields } from '../../components/field.tsx';
import { readAmount } from '../../format/money.ts';
import { useView } from '../../state/view.ts';
import { typeNames } from './words.ts';

const bases = {
  fixed: 'A fixed amount a month',
  daily_allowance: 'An allowance per working day',
  share_of_base: 'A share of base pay',
} as const;
type Basis = keyof typeof bases;

const hints: Record<Basis, string> = {
  fixed: 'Dollars a month, such as 500',
  daily_allowance: 'Dollars a working day, such as 100',
  share_of_base: 'Percent of base pay a year, such as 50',
};

function basisOf(kind: Basis, typed: string): GrantBasis | null {
  const amount = readAmount(typed.replace('%', ''));
  if (amount === null) return null;
  if (kind === 'fixed') return { kind, amount, per: 'month' };
  if (kind === 'daily_allowance') return { kind, amount };
  const share = Number(amount) / 100;
  return share <= 1 ? { kind, share: share.toFixed(4) } : null;
}

const first = {
  name: '',
  type: 'personal_allotment' as GrantType,
  basis: 'fixed' as Basis,
  amount: '',
  cadence: 'monthly' as const,
  percent: '25',
  personal: false,
  jurisdiction: 'US',
};

/** A new plan. The suggestions are the steady design: monthly lots, a quarter carried over once, the rest pooled. */
export function PlanForm({ open: opened }: { open: boolean }) {
  const { workspace } = useView();
  const [open, setOpen] = useState(opened);
  const [form, setForm] = useState(first);
  const basis = basisOf(form.basis, form.amount);
  const put = useChange(
    () =>
      client.grant.plans.put({
        workspace,
        name: form.name,
        type: form.type,
        basis: basis ?? { kind: 'fixed', amount: '0', per: 'month' },
        cadence: form.cadence,
        rollover: { percent: Number(form.percent) || 0, cap: null },
        personal_use: form.personal,
        jurisdiction: form.jurisdiction,
      }),
    (plan) => `The plan ${plan.name} is ready to be granted`,
  );
  if (!open) {
    return (
      <Button className="mt-3" onClick={() => setOpen(true)}>
        New plan
      </Button>
    );
  }
  const set = (fields: Partial<typeof form>) => setForm({ ...form, ...fields });
  const wrong = form.amount !== '' && basis === null ? `Not readable: ${hints[form.basis]}` : null;
  return (
    <form
      className="mt-3 max-w-[760px] rounded-md border border-edge bg-sheet p-4"
      onSubmit={(event) => {
        event.preventDefault();
        put.mutate(undefined, {
          onSuccess: () => {
            setForm(first);
            setOpen(false);
          },
        });
      }}
    >
      <PlanFields form={form} set={set} wrong={wrong} />
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <Button kind="primary" type="submit" disabled={basis === null || put.isPending}>
          Add the plan
        </Button>
        <Button kind="quiet" onClick={() => setOpen(false)}>
          Cancel
        </Button>
        <Refusal error={put.error} />
      </div>
    </form>
  );
}

interface Part {
  form: typeof first;
  set: (fields: Partial<typeof first>) => void;
}

function PlanFields({ form, set, wrong }: Part & { wrong: string | null }) {
  const text = (field: 'name' | 'amount' | 'percent' | 'jurisdiction') => ({
    className: 'field w-full',
    required: true,
    value: form[field],
    onChange: (e: { target: { value: string } }) => set({ [field]: e.target.value }),
  });
  return (
    <Fields>
      <Field label="Name">{(ids) => <input {...ids} {...text('name')} />}</Field>
      <Selects form={form} set={set} />
      <Field label="Amount" hint={hints[form.basis]} error={wrong}>
        {(ids) => <input {...ids} {...text('amount')} inputMode="decimal" />}
      </Field>
      <Field
        label="Carried over once, percent"
        hint="The rest goes to the team pool. Use-it-or-lose-it makes month-end burning."
      >
        {(ids) => <input {...ids} {...text('percent')} inputMode="numeric" />}
      </Field>
      <Field label="Jurisdiction" hint="Two capital letters, such as US, GB or PL">
        {(ids) => <input {...ids} {...text('jurisdiction')} maxLength={2} />}
      </Field>
      <label className="col-span-full flex items-baseline gap-2 text-[13px]">
        <input
          type="checkbox"
          checked={form.personal}
          onChange={(e) => set({ personal: e.target.checked })}
        />
        <span>
          May be used privately.{' '}
          <span className="text-mute">
            Then it is wages unless counsel says otherwise, and papers state the taxable amount.
          </span>
        </span>
      </label>
    </Fields>
  );
}

function Selects({ form, set }: Part) {
  const options = (names: Readonly<Record<string, string>>) =>
    Object.entries(names).map(([value, name]) => (
      <option key={value} value={value}>
        {name}
      </option>
    ));
  return (
    <>
      <Field label="Type">
        {(ids) => (
          <select
            {...ids}
            className="field w-full"
            value={form.type}
            onChange={(e) => set({ type: e.target.value as GrantType })}
          >
            {options(typeNames)}
          </select>
        )}
      </Field>
      <Field label="Amount comes from">
        {(ids) => (
          <select
            {...ids}
            className="field w-full"
            value={form.basis}
            onChange={(e) => set({ basis: e.target.value as Basis })}
          >
            {options(bases)}
          </select>
        )}
      </Field>
    </>
  );
}
