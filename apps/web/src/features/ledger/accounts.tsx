import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { isZero } from '../../format/sum.ts';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { lastDay, type Month } from './month.ts';

/** Trial balance at the end of the month, and how our accounts are called in the company's own books. */
export function Accounts({ month }: { month: Month }) {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const accounts = useQuery({
    queryKey: ['trial-balance', workspace, month.key],
    queryFn: () => client.ledger.accounts({ workspace, book: 'financial', at: lastDay(month) }),
  });
  const map = useQuery({
    queryKey: ['gl-accounts', workspace],
    queryFn: () => client.ledger.glAccounts.list({ workspace }),
  });
  const [editing, setEditing] = useState(false);
  const shown = accounts.data?.items.filter((item) => !isZero(item.debit) || !isZero(item.credit)) ?? [];
  return (
    <Section
      id="accounts"
      title="Trial balance"
      sub={`Accounts of the financial book at the end of ${lastDay(month)}. Debits equal credits.`}
      tools={
        admin && map.data && !editing ? (
          <Button onClick={() => setEditing(true)}>
            {map.data.items.length === 0 ? 'Map to your chart of accounts' : 'Edit the map of accounts'}
          </Button>
        ) : null
      }
    >
      {editing && map.data ? <MapForm map={map.data.items} done={() => setEditing(false)} /> : null}
      {accounts.error ? <Failure error={accounts.error} onRetry={() => accounts.refetch()} /> : null}
      {!accounts.data && !accounts.error ? <Skeleton height={160} /> : null}
      {accounts.data && shown.length === 0 ? <p className="py-2 text-mute">Nothing is booked yet.</p> : null}
      {shown.length > 0 ? (
        <Balances
          items={shown}
          totals={accounts.data?.totals ?? []}
          unmapped={map.data?.items.length ? map.data.unmapped : []}
        />
      ) : null}
    </Section>
  );
}

type Trial = Awaited<ReturnType<typeof client.ledger.accounts>>;

function Balances({
  items,
  totals,
  unmapped,
}: Pick<Trial, 'items' | 'totals'> & { unmapped: readonly string[] }) {
  const { change } = useView();
  return (
    <table className="table dense cards">
      <thead>
        <tr>
          <th scope="col">Account</th>
          {['Debits', 'Credits', 'Balance'].map((name) => (
            <th key={name} scope="col" className="n">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={`${item.account} ${item.currency}`}>
            <td className="head">
              <button
                type="button"
                className="link text-left"
                onClick={() => change({ account: item.account })}
              >
                <code className="break-all">{item.account}</code>
              </button>
              {unmapped.includes(item.account) ? (
                <span className="ml-2 text-[12.5px] text-warn">not mapped</span>
              ) : null}
            </td>
            {(['debit', 'credit', 'balance'] as const).map((side) => (
              <td key={side} className="n" data-label={side}>
                <Money value={item[side]} currency={item.currency} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        {totals.map((total) => (
          <tr key={total.currency} className="total">
            <td className="head">All, {total.currency}</td>
            <td className="n" data-label="debit">
              <Money value={total.debit} currency={total.currency} />
            </td>
            <td className="n" data-label="credit">
              <Money value={total.credit} currency={total.currency} />
            </td>
            <td />
          </tr>
        ))}
      </tfoot>
    </table>
  );
}

interface Line {
  pattern: string;
  number: string;
  name: string;
  cost_center: string;
}

const write = (lines: readonly Line[]) =>
  lines.map((l) => [l.pattern, l.number, l.name, l.cost_center].join('; ').replace(/[; ]+$/, '')).join('\n');

const read = (text: string): Line[] =>
  text
    .split('\n')
    .map((line) => line.split(';').map((part) => part.trim()))
    .filter(([pattern]) => pattern)
    .map(([pattern = '', number = '', name = '', cost_center = '']) => ({
      pattern,
      number,
      name,
      cost_center,
    }));

const example =
  'expense/cost_of_revenue/*; 5100; AI usage, cost of revenue\nprepaid/*; 1450; Prepaid AI\naccrued/*; 2150; Accrued AI';

function MapForm({ map, done }: { map: readonly Line[]; done: () => void }) {
  const { workspace } = useView();
  const [text, setText] = useState(write(map));
  const put = useChange(
    () => client.ledger.glAccounts.put({ workspace, items: read(text) }),
    (result) =>
      result.unmapped.length === 0
        ? 'Every account is mapped'
        : `${result.unmapped.length} accounts are not mapped yet`,
  );
  return (
    <form
      className="mb-4"
      onSubmit={(event) => {
        event.preventDefault();
        put.mutate(undefined, { onSuccess: done });
      }}
    >
      <label className="block text-[13px] text-mute" htmlFor="gl-map">
        One line per account: ours (with * at the end for all below it); your number; your name; cost centre
      </label>
      <textarea
        id="gl-map"
        className="field mt-1 w-full font-mono text-[12.5px]"
        rows={8}
        placeholder={example}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="mt-2 flex items-center gap-3">
        <Button kind="primary" type="submit" disabled={put.isPending}>
          Save the map
        </Button>
        <Button kind="quiet" onClick={done}>
          Cancel
        </Button>
        <Refusal error={put.error} />
      </div>
    </form>
  );
}
