import { useLocation } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { useChange } from '../../components/action.tsx';
import { Field, Fields } from '../../components/field.tsx';
import { FormFoot } from '../../components/form-foot.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

const boundaries = ['gpu', 'server', 'rack', 'building'] as const;
const amount = /^\d{1,12}(\.\d{1,6})?$/;

const empty = {
  ...{ pool: '', from: '', gpus: '', price: '', months: '36', hour: '', kwh: '', pue: '1.3', ops: '' },
  ...{ cap: '', sellable: '', perMillion: '' },
};
type Draft = typeof empty;

/** States what a pool of own GPUs costs from a day on. What was stated before holds for the days before. */
export function PoolCost() {
  const hash = useLocation({ select: (l) => l.hash });
  return (
    <details id="pool-cost" className="mt-3 scroll-mt-4 text-[13px]" open={hash === 'pool-cost'}>
      <summary className="text-mute hover:text-ink">State what a pool costs</summary>
      <CostForm />
    </details>
  );
}

/** Fields of the form, in their order. */
const texts: readonly {
  name: keyof Draft;
  label: string;
  hint?: string;
  placeholder?: string;
  decimal?: boolean;
  type?: 'date';
}[] = [
  { name: 'pool', label: 'Pool', placeholder: 'h100', hint: 'As its scrapes name it.' },
  { name: 'from', label: 'From', type: 'date' },
  { name: 'gpus', label: 'GPUs', decimal: true },
  {
    name: 'price',
    label: 'Price of one GPU with its part of the server, $',
    hint: 'Bought: written off over the months beside it.',
    decimal: true,
  },
  { name: 'months', label: 'Months of depreciation', decimal: true },
  { name: 'hour', label: 'Rent of a GPU-hour, $', hint: 'Rented: instead of a price.', decimal: true },
  { name: 'kwh', label: 'Power, $ per kWh', decimal: true },
  {
    name: 'pue',
    label: 'PUE',
    hint: 'Power of the building over power of its machines, from 1.',
    decimal: true,
  },
  { name: 'ops', label: 'Operations, $ per month', decimal: true },
  { name: 'cap', label: 'Most watts the pool may draw', hint: 'For the loss of idle watts.', decimal: true },
  { name: 'sellable', label: 'Share of idle capacity that could be used, %', decimal: true },
  { name: 'perMillion', label: 'What it would earn or save, $ per million tokens', decimal: true },
];

const or0 = (text: string): string => (text.trim() === '' ? '0' : text.trim());
const plain = (text: string): boolean => text.trim() === '' || amount.test(text.trim());

const isReady = ({ pool, gpus, months, price, hour, kwh, ops, perMillion, cap, pue, sellable }: Draft) =>
  pool.trim() !== '' &&
  /^[1-9]\d{0,5}$/.test(gpus.trim()) &&
  /^\d{1,3}$/.test(months.trim()) &&
  [price, hour, kwh, ops, perMillion, cap].every(plain) &&
  Number(pue) >= 1 &&
  Number(pue) <= 5 &&
  Number(or0(sellable)) <= 100;

function CostForm() {
  const { workspace } = useView();
  const { now } = useSurroundings();
  const [draft, setDraft] = useState<Draft>({ ...empty, from: now().toISOString().slice(0, 10) });
  const [boundary, setBoundary] = useState<(typeof boundaries)[number]>('server');
  const set = (name: keyof Draft) => (text: string) => setDraft((before) => ({ ...before, [name]: text }));
  const state = useChange(
    () =>
      client.factory.setCost({
        ...{ workspace, pool: draft.pool.trim(), valid_from: draft.from, gpus: Number(draft.gpus) },
        ...{ gpu_price: or0(draft.price), depreciation_months: Number(draft.months) },
        ...{ gpu_hour: or0(draft.hour), power_per_kwh: or0(draft.kwh), pue: Number(draft.pue) },
        ...{ ops_per_month: or0(draft.ops), cap_watts: Number(or0(draft.cap)) },
        ...{ sellable_share: Number(or0(draft.sellable)) / 100, price_per_million: or0(draft.perMillion) },
        ...{ boundary, quality_parity: 'unknown' },
      }),
    (cost) => `The pool ${cost.pool} costs that from ${cost.valid_from} on`,
  );
  const ready = isReady(draft);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (ready) state.mutate(undefined);
  };
  return (
    <form onSubmit={send} className="mt-3 grid max-w-[760px] gap-3">
      <Fields>
        {texts.map(({ name, ...field }) => (
          <TextField key={name} {...field} value={draft[name]} onChange={set(name)} />
        ))}
        <BoundaryField boundary={boundary} onChange={setBoundary} />
      </Fields>
      <FormFoot
        ready={ready}
        pending={state.isPending}
        error={state.error}
        cancel="Clear"
        onCancel={() => setDraft({ ...empty, from: draft.from })}
      >
        State it
      </FormFoot>
    </form>
  );
}

type Boundary = (typeof boundaries)[number];

function BoundaryField({ boundary, onChange }: { boundary: Boundary; onChange: (one: Boundary) => void }) {
  return (
    <Field label="Where power is measured">
      {(ids) => (
        <select
          {...ids}
          className="field w-full"
          value={boundary}
          onChange={(event) => onChange(event.target.value as Boundary)}
        >
          {boundaries.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
