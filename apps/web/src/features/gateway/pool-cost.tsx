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
  const dollars = { decimal: true } as const;
  return (
    <form onSubmit={send} className="mt-3 grid max-w-[760px] gap-3">
      <Fields>
        <TextField
          label="Pool"
          value={draft.pool}
          onChange={set('pool')}
          placeholder="h100"
          hint="As its scrapes name it."
        />
        <TextField label="From" type="date" value={draft.from} onChange={set('from')} />
        <TextField label="GPUs" value={draft.gpus} onChange={set('gpus')} decimal />
        <TextField
          label="Price of one GPU with its part of the server, $"
          value={draft.price}
          onChange={set('price')}
          {...dollars}
          hint="Bought: written off over the months below."
        />
        <TextField label="Months of depreciation" value={draft.months} onChange={set('months')} decimal />
        <TextField
          label="Rent of a GPU-hour, $"
          value={draft.hour}
          onChange={set('hour')}
          {...dollars}
          hint="Rented: instead of a price."
        />
        <TextField label="Power, $ per kWh" value={draft.kwh} onChange={set('kwh')} {...dollars} />
        <TextField
          label="PUE"
          value={draft.pue}
          onChange={set('pue')}
          decimal
          hint="Power of the building over power of its machines, from 1."
        />
        <TextField label="Operations, $ per month" value={draft.ops} onChange={set('ops')} {...dollars} />
        <TextField
          label="Most watts the pool may draw"
          value={draft.cap}
          onChange={set('cap')}
          decimal
          hint="For the loss of idle watts."
        />
        <TextField
          label="Share of idle capacity that could be used, %"
          value={draft.sellable}
          onChange={set('sellable')}
          decimal
        />
        <TextField
          label="What it would earn or save, $ per million tokens"
          value={draft.perMillion}
          onChange={set('perMillion')}
          {...dollars}
        />
        <Field label="Where power is measured">
          {(ids) => (
            <select
              {...ids}
              className="field w-full"
              value={boundary}
              onChange={(event) => setBoundary(event.target.value as typeof boundary)}
            >
              {boundaries.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          )}
        </Field>
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
