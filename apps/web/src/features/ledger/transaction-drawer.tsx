import type { LedgerTransactionDetail } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Drawer, Facts, Part } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Field } from '../../components/field.tsx';
import { Money } from '../../components/money.tsx';
import { moment } from '../../format/time.ts';
import { useIsAdmin, useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { UsageOf } from './usage-of.tsx';
import { kindName } from './words.ts';

/** One transaction: its postings below it, the usage it books above it. */
export function TransactionDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { workspace } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['ledger-transaction', workspace, id],
    queryFn: () => client.ledger.transaction({ workspace, id }),
  });
  return (
    <Drawer
      title={data ? kindName(data.kind) : id}
      sub={data ? `${id} · ${data.book} book` : undefined}
      onClose={onClose}
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={320} className="mt-6" /> : null}
      {data ? <Body transaction={data} /> : null}
    </Drawer>
  );
}

function Body({ transaction }: { transaction: LedgerTransactionDetail }) {
  const { settings } = useSurroundings();
  const { change } = useView();
  const admin = useIsAdmin();
  const link = (id: string | null) =>
    id === null ? null : (
      <button type="button" className="link" onClick={() => change({ txn: id })}>
        {id}
      </button>
    );
  return (
    <>
      <p className="mt-4">{transaction.memo}</p>
      <div className="mt-3">
        <Facts
          facts={[
            ['Posted on', transaction.posted_on],
            ['Happened on', `${transaction.occurred_on}${transaction.late ? ', a closed day' : ''}`],
            ['Recorded', moment(transaction.recorded_at, settings.time_zone, true)],
            ['About', <code key="s">{transaction.subject}</code>],
            ['Reverses', link(transaction.reverses)],
            ['Reversed by', link(transaction.reversed_by)],
            ...Object.entries(transaction.detail)
              .filter(([, value]) => value !== true && value !== transaction.subject)
              .map(([name, value]) => [name.replaceAll('_', ' '), String(value ?? '')] as const),
          ]}
        />
      </div>
      <Postings transaction={transaction} />
      <UsageOf transaction={transaction} />
      <Part title="Proof">
        <Facts
          facts={[
            [
              'Cause',
              <code key="c" className="break-all">
                {transaction.command_key}
              </code>,
            ],
            [
              'Digest',
              <code key="d" className="break-all">
                {transaction.digest}
              </code>,
            ],
            [
              'Chain',
              transaction.seal
                ? `link ${transaction.seal.id}, ${moment(transaction.seal.sealed_at, settings.time_zone, true)}`
                : 'not sealed yet',
            ],
          ]}
        />
      </Part>
      {admin &&
      transaction.book === 'financial' &&
      transaction.usage === null &&
      !transaction.reversed_by &&
      !transaction.reverses ? (
        <Reverse id={transaction.id} />
      ) : null}
    </>
  );
}

function Postings({ transaction: { postings } }: { transaction: LedgerTransactionDetail }) {
  const { change } = useView();
  const side = (amount: string, currency: string, debit: boolean) =>
    amount.startsWith('-') === debit ? null : (
      <Money value={amount.replace('-', '')} currency={currency} opened />
    );
  return (
    <Part title="Postings" aside="sum to zero">
      <table className="table dense">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col" className="n">
              Debit
            </th>
            <th scope="col" className="n">
              Credit
            </th>
          </tr>
        </thead>
        <tbody>
          {postings.map((posting) => (
            <tr key={posting.line}>
              <td>
                <button
                  type="button"
                  className="link text-left"
                  onClick={() => change({ account: posting.account, txn: undefined })}
                >
                  <code className="break-all">{posting.account}</code>
                </button>
              </td>
              <td className="n">{side(posting.amount, posting.currency, true)}</td>
              <td className="n">{side(posting.amount, posting.currency, false)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}

function Reverse({ id }: { id: string }) {
  const { workspace } = useView();
  const { session } = useSurroundings();
  const [reason, setReason] = useState('');
  const reverse = useChange(
    () =>
      client.ledger.reverse({
        workspace,
        id,
        reason,
        approver: session.actor.name,
        idempotency_key: `web-reverse:${id}`,
      }),
    (done) => `Taken back by ${done.transaction_id}`,
  );
  return (
    <Part title="Take it back">
      <form
        className="flex flex-wrap items-end gap-3 pt-1"
        onSubmit={(event) => {
          event.preventDefault();
          reverse.mutate(undefined);
        }}
      >
        <Field
          label="Reason, printed beside the entry"
          hint="Posts the opposite on today’s date. Nothing is deleted."
        >
          {(ids) => (
            <input
              {...ids}
              className="field w-72 max-w-full"
              required
              minLength={3}
              value={reason}
              onChange={(e) => setReason(e.target.value)}
            />
          )}
        </Field>
        <Button kind="stop" type="submit" disabled={reverse.isPending}>
          Reverse it
        </Button>
        <Refusal error={reverse.error} />
      </form>
    </Part>
  );
}
