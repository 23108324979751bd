import type { LedgerTransactionDetail } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Part } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { counted } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { purposeName } from './words.ts';

/** From a transaction back up: the charges it books, and under each the calls it was summed from. */
export function UsageOf({ transaction }: { transaction: LedgerTransactionDetail }) {
  const { workspace } = useView();
  const { id, usage } = transaction;
  const charges = useQuery({
    queryKey: ['charges-of', workspace, id],
    queryFn: () => client.charge.charges.list({ workspace, transaction_id: id, limit: 100 }),
    enabled: usage !== null,
  });
  if (usage === null) return null;
  return (
    <Part title="The usage behind it" aside={`${usage.provider}, ${usage.day}`}>
      {charges.error ? <Failure error={charges.error} onRetry={() => charges.refetch()} /> : null}
      {!charges.data && !charges.error ? <Skeleton height={80} /> : null}
      {charges.data?.charges.map((charge) => (
        <Charge
          key={charge.id}
          id={charge.id}
          title={`${charge.model}${charge.project ? `, ${charge.project}` : ''}`}
          note={`${purposeName(charge.purpose)} · ${charge.cost_center} · ${counted(charge.requests, 'request')}`}
          amount={charge.amount}
        />
      ))}
      {charges.data?.next_cursor ? (
        <p className="py-1 text-[12.5px] text-mute">The first 100 charges are shown.</p>
      ) : null}
    </Part>
  );
}

function Charge({ id, title, note, amount }: { id: string; title: string; note: string; amount: string }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="border-b border-line py-1.5 text-[13px]">
      <div className="flex items-baseline justify-between gap-3">
        <span className="min-w-0">
          {title}
          <span className="block text-[12.5px] text-mute">{note}</span>
        </span>
        <span className="text-right">
          <Money value={amount} currency="USD" opened />
          <span className="block">
            <Button kind="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? 'Hide the calls' : 'Show the calls'}
            </Button>
          </span>
        </span>
      </div>
      {open ? <Calls charge={id} /> : null}
    </div>
  );
}

function Calls({ charge }: { charge: string }) {
  const { workspace, change } = useView();
  const { settings } = useSurroundings();
  const calls = useQuery({
    queryKey: ['calls-of', workspace, charge],
    queryFn: () => client.charge.charges.events({ workspace, id: charge, limit: 50 }),
  });
  if (calls.error) return <Failure error={calls.error} onRetry={() => calls.refetch()} />;
  if (!calls.data) return <Skeleton height={60} />;
  return (
    <table className="table dense mt-1">
      <tbody>
        {calls.data.events.map((event) => (
          <tr key={`${event.id} ${event.reason} ${event.amount}`}>
            <td>
              <button
                type="button"
                className="link"
                onClick={() => change({ event: event.id, txn: undefined })}
              >
                {moment(event.occurred_at, settings.time_zone, true)}
              </button>
            </td>
            <td className="text-mute">{event.source}</td>
            <td className="n">
              <Money value={event.amount} currency="USD" opened />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
