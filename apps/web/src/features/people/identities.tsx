import type { Identity } from '@exchequer/model/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { counted } from '../../format/number.ts';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { validityWords } from './dates.ts';

/** By which names the sources know each worker. */
export function Identities() {
  const { workspace } = useView();
  const [search, setSearch] = useState('');
  const list = useInfiniteQuery({
    queryKey: ['identities', workspace, search],
    queryFn: ({ pageParam }) =>
      client.people.identities.list({ workspace, search, cursor: pageParam, limit: 50 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const identities = list.data?.pages.flatMap((page) => page.identities) ?? [];
  return (
    <Section
      id="identities"
      title="Identities"
      sub="E-mail, account, API key, git author or system user, as sources name them. Taking one back makes its usage unattributed again, as amendments."
      tools={
        <input
          type="search"
          className="field"
          aria-label="Search identities"
          placeholder="Search identities"
          value={search}
          onChange={(e) => setSearch(e.target.value)}
        />
      }
    >
      {list.error ? <Failure error={list.error} onRetry={() => list.refetch()} /> : null}
      {!list.data && !list.error ? <Skeleton height={80} /> : null}
      {list.data && identities.length === 0 ? (
        <p className="py-2 text-mute">
          {search ? 'No identity by that name.' : 'No identity is mapped yet.'}
        </p>
      ) : null}
      {identities.length > 0 ? <IdentityTable identities={identities} /> : null}
      {list.hasNextPage ? (
        <Button className="mt-3" onClick={() => list.fetchNextPage()} disabled={list.isFetchingNextPage}>
          Show more
        </Button>
      ) : null}
    </Section>
  );
}

function IdentityTable({ identities }: { identities: readonly Identity[] }) {
  const { workspace } = useView();
  const admin = useIsAdmin();
  return (
    <table className="table cards">
      <thead>
        <tr>
          <th scope="col">Identity</th>
          <th scope="col">Kind</th>
          <th scope="col">Worker</th>
          <th scope="col">Valid</th>
          {admin ? (
            <th scope="col" className="n">
              <span className="sr-only">Change</span>
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {identities.map((identity) => (
          <tr key={identity.id}>
            <td className="head">
              <code>{identity.value}</code>
            </td>
            <td data-label="Kind">{identity.kind.replace('_', ' ')}</td>
            <td data-label="Worker">{identity.worker_name}</td>
            <td data-label="Valid" className="text-mute">
              {validityWords(identity)}
            </td>
            {admin ? (
              <td className="n">
                <ActionButton
                  kind="quiet"
                  run={() => client.people.identities.unmap({ workspace, id: identity.id })}
                  done={({ rebooked }) =>
                    `Taken back: ${counted(String(rebooked.amended), 'event')} unattributed`
                  }
                >
                  Take back
                </ActionButton>
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
