import type { CreditView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton, Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Field, Fields } from '../../components/field.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { Tag } from '../../components/tag.tsx';
import { readAmount } from '../../format/money.ts';
import { isZero } from '../../format/sum.ts';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { useWish } from '../../state/wish.ts';
import { useToday } from './month.ts';

/** Credits bought ahead: an asset until used, expensed as they are drawn and never by the calendar. */
export function Credits() {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const [buying, setBuying] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['credits', workspace],
    queryFn: () => client.charge.credits.list({ workspace }),
  });
  return (
    <Section
      id="credits"
      title="Prepaid credits"
      sub="Expensed as they are used, the earliest expiry first. What expires unused is a loss of its own."
      tools={
        admin ? (
          <Button onClick={() => setBuying(!buying)}>{buying ? 'Cancel' : 'Book bought credits'}</Button>
        ) : null
      }
    >
      {buying ? <BuyForm done={() => setBuying(false)} /> : null}
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={80} /> : null}
      {data?.credits.length === 0 ? <p className="py-2 text-mute">No credits were bought yet.</p> : null}
      {data && data.credits.length > 0 ? (
        <table className="table cards">
          <thead>
            <tr>
              <th scope="col">Vendor</th>
              <th scope="col">Bought</th>
              <th scope="col">Usable until</th>
              {['Amount', 'Drawn', 'Expired', 'Left'].map((name) => (
                <th key={name} scope="col" className="n">
                  {name}
                </th>
              ))}
              <th scope="col" />
            </tr>
          </thead>
          <tbody>
            {data.credits.map((credit) => (
              <Row key={credit.id} credit={credit} admin={admin} />
            ))}
          </tbody>
        </table>
      ) : null}
      {data?.runway.map((r) =>
        r.runway_months === null ? null : (
          <p key={`${r.provider} ${r.currency}`} className="mt-2 text-[13px] text-mute">
            {r.provider}: <Money value={r.balance} currency={r.currency} /> left lasts {r.runway_months}{' '}
            months at the pace of the last month (<Money value={r.drawn_last_month} currency={r.currency} />)
            {r.next_expiry ? `; the next credit expires on ${r.next_expiry}` : ''}.
          </p>
        ),
      )}
    </Section>
  );
}

function Row({ credit, admin }: { credit: CreditView; admin: boolean }) {
  const { workspace, change } = useView();
  const today = useToday();
  const money = (value: string) => <Money value={value} currency={credit.currency} />;
  const past = credit.expires_on !== null && credit.expires_on < today && !isZero(credit.balance);
  return (
    <tr>
      <td className="head">
        <button type="button" className="link" onClick={() => change({ subject: credit.id })}>
          {credit.provider}
        </button>{' '}
        {credit.reference ? <span className="text-mute">{credit.reference}</span> : null}{' '}
        {credit.state === 'open' ? null : <Tag>{credit.state}</Tag>}
      </td>
      <td data-label="Bought">{credit.purchased_on}</td>
      <td data-label="Usable until">{credit.expires_on ?? <span className="text-mute">no end</span>}</td>
      <td className="n" data-label="Amount">
        {money(credit.amount)}
      </td>
      <td className="n" data-label="Drawn">
        {money(credit.drawn)}
      </td>
      <td className="n" data-label="Expired">
        {money(credit.expired)}
      </td>
      <td className="n" data-label="Left">
        {money(credit.balance)}
      </td>
      <td className="n">
        {admin && past ? (
          <ActionButton
            run={() =>
              client.charge.credits.expire({
                workspace,
                id: credit.id,
                expired_on: today,
                idempotency_key: `web-expire:${credit.id}:${credit.balance}`,
              })
            }
            done={() => 'The rest is written off'}
          >
            Write off
          </ActionButton>
        ) : null}
      </td>
    </tr>
  );
}

function BuyForm({ done }: { done: () => void }) {
  const { workspace } = useView();
  const today = useToday();
  const [form, setForm] = useState({
    provider: '',
    amount: '',
    purchased: today,
    expires: '',
    reference: '',
  });
  const wish = useWish();
  const amount = readAmount(form.amount);
  const buy = useChange(
    () =>
      client.charge.credits.buy({
        workspace,
        provider: form.provider,
        amount: amount ?? '0',
        purchased_on: form.purchased,
        expires_on: form.expires || null,
        reference: form.reference,
        idempotency_key: wish.keyOf(form),
      }),
    () => 'The credits are booked',
  );
  const input = (field: keyof typeof form, type = 'text', required = true) => ({
    className: 'field w-full',
    type,
    required,
    value: form[field],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [field]: event.target.value }),
  });
  return (
    <form
      className="mb-4 max-w-[720px] rounded-md border border-edge bg-sheet p-4"
      onSubmit={(event) => {
        event.preventDefault();
        buy.mutate(undefined, { onSuccess: done });
      }}
    >
      <Fields>
        <Field label="Vendor" hint="As usage names it, such as anthropic">
          {(ids) => <input {...ids} {...input('provider')} />}
        </Field>
        <Field
          label="Amount, USD"
          error={form.amount !== '' && amount === null ? 'Not an amount, such as 120,000' : null}
        >
          {(ids) => <input {...ids} {...input('amount')} inputMode="decimal" />}
        </Field>
        <Field label="Bought on">{(ids) => <input {...ids} {...input('purchased', 'date')} />}</Field>
        <Field label="Usable until, this day included" hint="Empty: no end">
          {(ids) => <input {...ids} {...input('expires', 'date', false)} />}
        </Field>
        <Field label="Reference" wide>
          {(ids) => <input {...ids} {...input('reference', 'text', false)} />}
        </Field>
      </Fields>
      <div className="mt-3 flex items-center gap-3">
        <Button kind="primary" type="submit" disabled={amount === null || buy.isPending}>
          Book it
        </Button>
        <Refusal error={buy.error} />
      </div>
    </form>
  );
}
