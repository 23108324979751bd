import type { Workspace } from '@exchequer/model/contract';
import { todayOf } from '@exchequer/store/grant';
import type { ApiContext } from './context.ts';

/** What every paper carries: under which wording, where, by whose days, and as of which transaction. */
export async function marksOf(
  { services }: ApiContext,
  workspace: Workspace,
  { version, jurisdiction }: { version: string; jurisdiction: string },
) {
  const [row] = await services.sql<{ id: string | null }[]>`
    select max(id)::text as id from ledger_transaction where workspace = ${workspace}`;
  const { company_name: company, time_zone } = services.settings.current();
  return {
    company,
    workspace,
    policy_version: version,
    jurisdiction,
    time_zone,
    snapshot: `txn_${row?.id ?? '0'}`,
    made_on: todayOf(services.grants),
  };
}
