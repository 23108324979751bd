import type { RerateResult } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Refusal, useChange } from '../../components/action.tsx';
import { Amount } from '../../components/amount.tsx';
import { Button } from '../../components/button.tsx';
import { Snippet } from '../../components/copy.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { addDecimals } from '../../components/stack.ts';
import { counted, inline } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

type Unpriced = Awaited<ReturnType<typeof client.source.unpriced>>[number];

/** Models without a price: never $0, but in suspense until someone prices them. */
export function Unpriced() {
  const { workspace } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['unpriced', workspace],
    queryFn: () => client.source.unpriced({ workspace }),
  });
  return (
    <Section
      id="unpriced"
      title="Unpriced models"
      sub="Their tokens count, their cost stands in suspense at the worst case. A price re-rates what is booked already, as amendments."
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={60} /> : null}
      {data?.length === 0 ? <p className="py-2 text-mute">Every model has a price.</p> : null}
      {data?.map((model) => (
        <Model key={`${model.provider}${model.model}${model.service_tier}`} model={model} />
      ))}
    </Section>
  );
}

function Model({ model }: { model: Unpriced }) {
  const { range } = useView();
  const admin = useIsAdmin();
  const [open, setOpen] = useState(false);
  return (
    <div className="border-b border-line py-3">
      <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1">
        <span className="font-[560]">{model.model}</span>
        <span className="text-[13px] text-mute">
          {[model.provider, model.service_tier === 'standard' ? '' : model.service_tier]
            .filter(Boolean)
            .join(', ')}{' '}
          · {counted(model.requests, 'request')} · <Amount value={model.tokens} unit="tokens" /> tokens · last{' '}
          {moment(model.last_seen_at, range.time_zone)}
        </span>
        <span className="ml-auto text-[13px]">
          up to <Amount value={model.suspense} unit="usd" /> in suspense
        </span>
      </div>
      <div className="mt-2 grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2 max-sm:grid-cols-1">
        <Snippet code={model.command} label="The command that prices it" />
        {admin && !open ? (
          <Button className="mt-1.5" onClick={() => setOpen(true)}>
            Set a price here
          </Button>
        ) : null}
      </div>
      {open ? <SetPrice model={model} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

const classes = [
  ['uncached_input', 'Input'],
  ['cache_read', 'Cache read'],
  ['cache_write_5m', 'Cache write'],
  ['output', 'Output'],
] as const;

/** What the price changed in what was booked already. */
function pricedWords(model: string, { items }: RerateResult): string {
  const amended = items.reduce((sum, item) => sum + (item.amended ?? 0), 0);
  const change = addDecimals(items.map((item) => item.cost_change));
  const cost =
    change && Number(change) !== 0
      ? `, spend ${Number(change) > 0 ? 'up' : 'down'} ${inline(change.replace('-', ''), 'usd')}`
      : '';
  return `${model} is priced: ${counted(String(amended), 'event')} re-rated${cost}`;
}

function SetPrice({ model, onClose }: { model: Unpriced; onClose: () => void }) {
  const [prices, setPrices] = useState<Record<string, string>>({});
  const set = useChange(
    () =>
      client.price.set({
        provider: model.provider,
        model: model.model,
        service_tier: model.service_tier,
        usd_per_million: Object.fromEntries(Object.entries(prices).filter(([, v]) => v !== '')),
        source: 'entered by hand',
      }),
    ({ rerated }) => pricedWords(model.model, rerated),
  );
  const complete = Boolean(prices.uncached_input && prices.output);
  return (
    <form
      className="mt-3 flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate(undefined);
      }}
    >
      {classes.map(([key, name]) => (
        <label key={key} className="text-[12.5px] text-mute">
          {name}, $ per million
          <input
            className="field mt-0.5 block w-36"
            inputMode="decimal"
            pattern="\d+(\.\d{1,12})?"
            title="A decimal number such as 0.5"
            value={prices[key] ?? ''}
            onChange={(e) => setPrices({ ...prices, [key]: e.target.value.trim() })}
          />
        </label>
      ))}
      <Button type="submit" kind="primary" disabled={!complete || set.isPending}>
        {set.isPending ? 'Pricing' : 'Set the price'}
      </Button>
      <Button kind="quiet" onClick={onClose}>
        Cancel
      </Button>
      <div className="w-full">
        <Refusal error={set.error} />
      </div>
    </form>
  );
}
