import { useSearch } from '@tanstack/react-router';
import { Empty } from '../../components/empty.tsx';
import { readsReports, useScopes } from '../../state/context.tsx';
import type { GrantsSearch } from '../../state/grants-search.ts';
import { useView } from '../../state/view.ts';
import { CompanyGrants } from './company-grants.tsx';
import { GrantDrawer } from './grant-drawer.tsx';
import { OwnGrants } from './own-grants.tsx';

/** A person sees their own grants; who reads reports sees cohorts; pay is seen with its own scope. */
export function GrantsPage() {
  const view = useView();
  const search: GrantsSearch = useSearch({ strict: false });
  const { scopes, workerId } = useScopes();
  const reads = readsReports(scopes);
  if (!reads && workerId === null) {
    return (
      <Empty title="Nothing to show here">
        Your sign-in is not tied to a person. Ask an admin for a link of your own:{' '}
        <code>exchequer login --worker you@example.com</code>
      </Empty>
    );
  }
  return (
    <>
      {reads ? <CompanyGrants search={search} /> : null}
      {workerId === null ? null : <OwnGrants alone={!reads} />}
      {search.grant ? (
        <GrantDrawer id={search.grant} onClose={() => view.change({ grant: undefined })} />
      ) : null}
    </>
  );
}
