import type { Grant, GrantPlan } from '@exchequer/model/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { Tag } from '../../components/tag.tsx';
import type { GrantsSearch } from '../../state/grants-search.ts';
import { useView } from '../../state/view.ts';
import { IssueForm } from './issue-form.tsx';
import { stateTone } from './words.ts';

/** Who holds a grant, by name. Amounts stand in the drawer, and every reading is told to the holder. */
export function GrantList({
  search,
  plans,
  admin,
}: {
  search: GrantsSearch;
  plans: readonly GrantPlan[];
  admin: boolean;
}) {
  const { workspace, change } = useView();
  const [issuing, setIssuing] = useState(false);
  const [typed, setTyped] = useState(search.search ?? '');
  const list = useInfiniteQuery({
    queryKey: ['grants', workspace, search.search],
    queryFn: ({ pageParam }) =>
      client.grant.list({ workspace, search: search.search ?? '', limit: 25, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: admin,
  });
  if (!admin) return null;
  const grants = list.data?.pages.flatMap((page) => page.grants) ?? [];
  return (
    <Section
      id="grants"
      title="Holders"
      sub="By name, never by amount. Opening a grant is written down where its holder can read it."
      tools={
        <div className="flex flex-wrap items-center gap-2">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              change({ search: typed.trim() || undefined });
            }}
          >
            <input
              className="field"
              type="search"
              placeholder="Find a holder"
              aria-label="Find a holder"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </form>
          <Button kind="primary" onClick={() => setIssuing(!issuing)}>
            {issuing ? 'Cancel' : 'Issue a grant'}
          </Button>
        </div>
      }
    >
      {issuing ? <IssueForm plans={plans} done={() => setIssuing(false)} /> : null}
      {list.error ? <Failure error={list.error} onRetry={() => list.refetch()} /> : null}
      {!list.data && !list.error ? <Skeleton height={120} /> : null}
      {list.data && grants.length === 0 ? <p className="py-2 text-mute">No grant here.</p> : null}
      {grants.length > 0 ? <Table grants={grants} /> : null}
      {list.hasNextPage ? (
        <Button className="mt-3" onClick={() => list.fetchNextPage()} disabled={list.isFetchingNextPage}>
          Show more of {(list.data?.pages[0]?.total ?? 0).toLocaleString('en-US')}
        </Button>
      ) : null}
    </Section>
  );
}

function Table({ grants }: { grants: readonly Grant[] }) {
  const { change } = useView();
  return (
    <table className="table dense cards">
      <thead>
        <tr>
          <th scope="col">Holder</th>
          <th scope="col">Plan</th>
          <th scope="col">State</th>
          <th scope="col">Since</th>
          <th scope="col">Next lot</th>
          <th scope="col">Terms</th>
        </tr>
      </thead>
      <tbody>
        {grants.map((grant) => (
          <tr key={grant.id} data-row className="opens" onClick={() => change({ grant: grant.id })}>
            <td className="head">
              <button
                type="button"
                className="text-left hover:text-accent"
                onClick={() => change({ grant: grant.id })}
              >
                {grant.holder.name}
              </button>
              {grant.holder.kind === 'team' ? <span className="text-mute"> team</span> : null}
            </td>
            <td data-label="Plan">{grant.plan_name}</td>
            <td data-label="State">
              <Tag tone={stateTone(grant.state)}>{grant.state}</Tag>
            </td>
            <td data-label="Since">{grant.starts_on}</td>
            <td data-label="Next lot">{grant.next_lot_on ?? '–'}</td>
            <td data-label="Terms" className="text-mute">
              {grant.jurisdiction}, version {grant.policy_version}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
