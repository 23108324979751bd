import type { WorkItem } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { Amount } from '../../components/amount.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { Tag } from '../../components/tag.tsx';
import { type ValueSearch, type WorkKind, workKinds } from '../../state/value-search.ts';
import { useView } from '../../state/view.ts';
import { outcomeWords } from './words.ts';

const names: Record<WorkKind, string> = {
  ticket: 'Tickets',
  branch: 'Branches',
  pull_request: 'Pull requests',
  workflow: 'Workflows',
  commit: 'Commits',
};

const shownItems = 25;

/** Work items with the usage that reached them, dearest first. */
export function Works() {
  const { workspace, range, change } = useView();
  const search: ValueSearch = useSearch({ strict: false });
  const kind = search.works ?? 'ticket';
  const { data, error, refetch } = useQuery({
    queryKey: ['works', workspace, range, kind],
    queryFn: () => client.outcome.works({ workspace, range, kind, limit: shownItems }),
  });
  return (
    <div className="mt-8">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-3">
        <h3 className="font-[560]">What it was spent on</h3>
        <Segmented
          label="Work items"
          value={kind}
          options={workKinds.map((value) => ({ value, name: names[value] }))}
          onChange={(works) => change({ works: works === 'ticket' ? undefined : works }, { replace: true })}
        />
      </div>
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={120} /> : null}
      {data?.items.length === 0 ? (
        <p className="border-t border-line py-3 text-[13px] text-mute">
          No usage of this range reached any of these. Deliveries of outcomes, such as merged pull requests,
          bring the links.
        </p>
      ) : null}
      {data && data.items.length > 0 ? (
        <>
          <ItemTable items={data.items} onOpen={(work) => change({ work })} />
          {data.next_cursor ? (
            <p className="mt-2 text-[12.5px] text-mute">
              The {shownItems} dearest. <code>exchequer work list</code> lists all.
            </p>
          ) : null}
        </>
      ) : null}
    </div>
  );
}

function ItemTable({ items, onOpen }: { items: readonly WorkItem[]; onOpen: (key: string) => void }) {
  return (
    <table className="table cards border-t border-ink" aria-label="Work items">
      <thead>
        <tr>
          <th scope="col">Work item</th>
          <th scope="col" className="n">
            Spend
          </th>
          <th scope="col" className="n">
            Tokens
          </th>
          <th scope="col" className="n">
            Requests
          </th>
          <th scope="col" className="n">
            Commits
          </th>
          <th scope="col">What came of it</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.work_key} data-row className="opens">
            <td className="head">
              <button
                type="button"
                data-opens
                className="text-left hover:text-accent"
                onClick={() => onOpen(item.work_key)}
              >
                {item.work_key.replace(/^[a-z_]+:/, '')}
              </button>{' '}
              {item.incomplete.length > 0 ? (
                <Tag tone="warn" title={item.incomplete.join('; ')}>
                  incomplete
                </Tag>
              ) : null}
            </td>
            <td className="n" data-label="Spend">
              <Amount value={item.cost} unit="usd" />
            </td>
            <td className="n" data-label="Tokens">
              <Amount value={item.tokens} unit="tokens" />
            </td>
            <td className="n" data-label="Requests">
              <Amount value={item.requests} unit="count" />
            </td>
            <td className="n" data-label="Commits">
              {item.commits.any.length}
            </td>
            <td className="prose text-[13px] text-mute">{outcomeWords(item.outcomes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
