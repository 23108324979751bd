import type { LedgerTransaction } from '@exchequer/model/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { Tag } from '../../components/tag.tsx';
import { type LedgerSearch, ledgerBooks } from '../../state/ledger-search.ts';
import { useView } from '../../state/view.ts';
import type { Month } from './month.ts';
import { kindName } from './words.ts';

const bookNames = { financial: 'Financial book', budget: 'Budget book' } as const;

/** Every entry of the month, newest first; each opens down to its postings and up to its usage. */
export function Transactions({ month, search }: { month: Month; search: LedgerSearch }) {
  const { workspace, change } = useView();
  const book = search.book ?? 'financial';
  const { account, subject } = search;
  // What is asked for by what it is about is shown whatever its month.
  const range = subject ? {} : { from: month.from, to: month.to };
  const list = useInfiniteQuery({
    queryKey: ['ledger-transactions', workspace, month.key, book, account, subject],
    queryFn: ({ pageParam }) =>
      client.ledger.transactions({
        workspace,
        book,
        account,
        subject,
        ...range,
        limit: 25,
        cursor: pageParam,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section
      id="transactions"
      title="Transactions"
      sub="Double entry: every transaction sums to zero, and none is ever changed."
      tools={
        <Segmented
          label="Book"
          value={book}
          options={ledgerBooks.map((value) => ({ value, name: bookNames[value] }))}
          onChange={(next) => change({ book: next === 'financial' ? undefined : next })}
        />
      }
    >
      <Narrowed account={account} subject={subject} />
      {list.error ? <Failure error={list.error} onRetry={() => list.refetch()} /> : null}
      {!list.data && !list.error ? <Skeleton height={240} /> : null}
      {list.data && items.length === 0 ? <p className="py-2 text-mute">No transactions here.</p> : null}
      {items.length > 0 ? <Table items={items} /> : null}
      {list.hasNextPage ? (
        <Button className="mt-3" onClick={() => list.fetchNextPage()} disabled={list.isFetchingNextPage}>
          {list.isFetchingNextPage ? 'Reading' : 'Show more'}
        </Button>
      ) : null}
    </Section>
  );
}

function Narrowed({ account, subject }: { account: string | undefined; subject: string | undefined }) {
  const { change } = useView();
  if (!account && !subject) return null;
  return (
    <p className="flex flex-wrap items-center gap-2 py-1.5 text-[13px]">
      <span className="text-mute">{account ? 'Account' : 'About'}</span>
      <code>{account ?? subject}</code>
      <Button kind="quiet" onClick={() => change({ account: undefined, subject: undefined })}>
        Show all
      </Button>
    </p>
  );
}

function Table({ items }: { items: readonly LedgerTransaction[] }) {
  const { change } = useView();
  return (
    <table className="table dense cards">
      <thead>
        <tr>
          <th scope="col">Posted</th>
          <th scope="col">Kind</th>
          <th scope="col">About</th>
          <th scope="col" className="n">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id} data-row className="opens" onClick={() => change({ txn: item.id })}>
            <td className="head whitespace-nowrap">
              <button type="button" className="hover:text-accent" onClick={() => change({ txn: item.id })}>
                {item.posted_on}
              </button>
              {item.late ? (
                <span className="ml-2">
                  <Tag tone="warn" title={`It happened on ${item.occurred_on}, which was closed`}>
                    late
                  </Tag>
                </span>
              ) : null}
            </td>
            <td data-label="Kind" className="whitespace-nowrap">
              {kindName(item.kind)}
              {item.reversed_by ? <span className="text-mute"> · reversed</span> : null}
            </td>
            <td data-label="About">{item.memo}</td>
            <td className="n" data-label="Amount">
              {item.amounts.map((amount) => (
                <div key={amount.currency}>
                  <Money value={amount.amount} currency={amount.currency} />
                </div>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
