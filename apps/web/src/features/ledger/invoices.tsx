import type { InvoiceView } from '@exchequer/model/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
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
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { useWish } from '../../state/wish.ts';
import { lastDay, useMonth, useToday } from './month.ts';

const states = { open: 'to pay', part_paid: 'part paid', paid: 'paid', void: 'taken back' } as const;

/** What vendors asked for, matched with what was metered and accrued. */
export function Invoices() {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const [adding, setAdding] = useState(false);
  const list = useInfiniteQuery({
    queryKey: ['invoices', workspace],
    queryFn: ({ pageParam }) => client.charge.invoices.list({ workspace, limit: 25, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const invoices = list.data?.pages.flatMap((page) => page.invoices) ?? [];
  return (
    <Section
      id="invoices"
      title="Invoices"
      sub="An invoice replaces the accrual of its days. The rest is variance, an expense of its own."
      tools={
        admin ? (
          <Button onClick={() => setAdding(!adding)}>{adding ? 'Cancel' : 'Book an invoice'}</Button>
        ) : null
      }
    >
      {adding ? <InvoiceForm done={() => setAdding(false)} /> : null}
      {list.error ? <Failure error={list.error} onRetry={() => list.refetch()} /> : null}
      {!list.data && !list.error ? <Skeleton height={80} /> : null}
      {list.data && invoices.length === 0 ? (
        <p className="py-2 text-mute">No invoice was booked yet.</p>
      ) : null}
      {invoices.map((invoice) => (
        <Row key={invoice.id} invoice={invoice} admin={admin} />
      ))}
      {list.hasNextPage ? (
        <Button className="mt-3" onClick={() => list.fetchNextPage()} disabled={list.isFetchingNextPage}>
          Show more
        </Button>
      ) : null}
    </Section>
  );
}

function Row({ invoice, admin }: { invoice: InvoiceView; admin: boolean }) {
  const { workspace, change } = useView();
  const today = useToday();
  const [open, setOpen] = useState(false);
  const money = (value: string) => <Money value={value} currency={invoice.currency} />;
  return (
    <div className="border-b border-line py-2 text-[13px]">
      <div className="flex flex-wrap items-baseline justify-between gap-x-5 gap-y-1">
        <span className="min-w-0">
          <button type="button" className="link" onClick={() => change({ txn: invoice.transaction_id })}>
            {invoice.provider} {invoice.number}
          </button>{' '}
          <Tag tone={invoice.state === 'paid' ? 'good' : 'plain'}>{states[invoice.state]}</Tag>
          <span className="block text-[12.5px] text-mute">
            {invoice.period_from} to {invoice.period_to} · received {invoice.invoiced_on}
            {invoice.due_on ? ` · due ${invoice.due_on}` : ''}
          </span>
        </span>
        <span className="flex items-center gap-3">
          <span className="text-right">
            <b className="font-[560]">{money(invoice.amount)}</b>
            <span className="block text-[12.5px] text-mute">variance {money(invoice.variance)}</span>
          </span>
          <Button kind="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Hide the match' : 'Show the match'}
          </Button>
          {admin && (invoice.state === 'open' || invoice.state === 'part_paid') ? (
            <ActionButton
              run={() =>
                client.charge.invoices.pay({
                  workspace,
                  id: invoice.id,
                  paid_on: today,
                  idempotency_key: `web-pay:${invoice.id}:${invoice.paid}`,
                })
              }
              done={() => `${invoice.provider} ${invoice.number} is paid`}
            >
              Book payment
            </ActionButton>
          ) : null}
        </span>
      </div>
      {open ? <Match id={invoice.id} /> : null}
    </div>
  );
}

/** Metered, accrued and invoiced side by side. */
function Match({ id }: { id: string }) {
  const { workspace } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['invoice-match', workspace, id],
    queryFn: () => client.charge.invoices.match({ workspace, id }),
  });
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton height={40} />;
  const cells = [
    ['Metered', data.metered],
    ['From credits', data.prepaid],
    ['Accrued', data.accrued],
    ['By hand', data.accrued_manually],
    ['Invoiced', data.invoiced],
    ['Difference', data.difference],
  ] as const;
  return (
    <dl className="mt-2 grid grid-cols-6 gap-x-4 max-sm:grid-cols-2">
      {cells.map(([name, value]) => (
        <div key={name}>
          <dt className="text-[12.5px] text-mute">{name}</dt>
          <dd>
            <Money value={value} currency={data.invoice.currency} opened />
            {name === 'Difference' && data.difference_percent !== null ? (
              <span className="text-mute"> {data.difference_percent} %</span>
            ) : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function InvoiceForm({ done }: { done: () => void }) {
  const { workspace } = useView();
  const month = useMonth();
  const today = useToday();
  const [form, setForm] = useState({
    provider: '',
    number: '',
    amount: '',
    from: month.from,
    to: lastDay(month),
    received: today,
    due: '',
  });
  const wish = useWish();
  const amount = readAmount(form.amount);
  const record = useChange(
    () =>
      client.charge.invoices.record({
        workspace,
        provider: form.provider,
        number: form.number,
        amount: amount ?? '0',
        period_from: form.from,
        period_to: form.to,
        invoiced_on: form.received,
        due_on: form.due || null,
        idempotency_key: wish.keyOf(form),
      }),
    ({ invoice }) => `Booked; the variance is ${invoice.variance} ${invoice.currency}`,
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
        record.mutate(undefined, { onSuccess: done });
      }}
    >
      <Fields>
        <Field label="Vendor" hint="As usage names it, such as openai">
          {(ids) => <input {...ids} {...input('provider')} />}
        </Field>
        <Field label="Number">{(ids) => <input {...ids} {...input('number')} />}</Field>
        <Field
          label="Amount, USD"
          error={form.amount !== '' && amount === null ? 'Not an amount, such as 7,550' : null}
        >
          {(ids) => <input {...ids} {...input('amount')} inputMode="decimal" />}
        </Field>
        <Field label="Received on">{(ids) => <input {...ids} {...input('received', 'date')} />}</Field>
        <Field label="For usage from">{(ids) => <input {...ids} {...input('from', 'date')} />}</Field>
        <Field label="to, this day included">{(ids) => <input {...ids} {...input('to', 'date')} />}</Field>
        <Field label="Due on">{(ids) => <input {...ids} {...input('due', 'date', false)} />}</Field>
      </Fields>
      <div className="mt-3 flex items-center gap-3">
        <Button kind="primary" type="submit" disabled={amount === null || record.isPending}>
          Book it
        </Button>
        <Refusal error={record.error} />
      </div>
    </form>
  );
}
