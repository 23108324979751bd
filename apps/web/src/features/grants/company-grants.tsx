import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Empty, Failure, Skeleton } from '../../components/empty.tsx';
import { HeroCell, HeroLine, HeroName, HeroNote, HeroValue } from '../../components/hero-line.tsx';
import { Money } from '../../components/money.tsx';
import { PageTitle } from '../../components/section.tsx';
import { sumOf } from '../../format/sum.ts';
import { useScopes } from '../../state/context.tsx';
import type { GrantsSearch } from '../../state/grants-search.ts';
import { useView } from '../../state/view.ts';
import { Cohorts } from './cohorts.tsx';
import { GrantList } from './grant-list.tsx';
import { Pay } from './pay.tsx';
import { PlanForm } from './plan-form.tsx';
import { Plans } from './plans.tsx';
import { Stress } from './stress.tsx';
import { Timeline } from './timeline.tsx';
import { Transfers } from './transfers.tsx';

/** The company's grants: what was promised, what became of it, and what it would cost if prices move. */
export function CompanyGrants({ search }: { search: GrantsSearch }) {
  const { workspace } = useView();
  const { scopes } = useScopes();
  const admin = scopes.includes('admin');
  const by = search.cohorts ?? 'plan';
  const cohorts = useQuery({
    queryKey: ['grant-cohorts', workspace, by],
    queryFn: () => client.grant.cohorts({ workspace, by }),
  });
  const plans = useQuery({
    queryKey: ['grant-plans', workspace],
    queryFn: () => client.grant.plans.list({ workspace }),
  });
  const error = cohorts.error ?? plans.error;
  if (error)
    return <Failure error={error} onRetry={() => Promise.all([cohorts.refetch(), plans.refetch()])} />;
  if (!cohorts.data || !plans.data) return <Skeleton height={420} />;
  const none = plans.data.length === 0;
  const active = plans.data.reduce((sum, plan) => sum + plan.active_grants, 0);
  return (
    <>
      <PageTitle
        title={
          none
            ? 'No grants yet'
            : `${active.toLocaleString('en-US')} grants run, under ${plans.data.length} ${plans.data.length === 1 ? 'plan' : 'plans'}`
        }
      >
        A grant is access for business use, in dollars at cost. It is no cash, does not vest, and returns to
        the pool when someone leaves. Persons are never compared.
      </PageTitle>
      {none ? (
        <Empty title="Grants make the fourth part of pay a budget line">
          A plan says how much, how often, and what becomes of what is not used. Start with a monthly one: the
          suggestions below avoid hoarding and month-end burning.
        </Empty>
      ) : (
        <>
          <Heroes cohorts={cohorts.data} />
          <Timeline />
          <Cohorts cohorts={cohorts.data} />
        </>
      )}
      <Plans plans={plans.data} admin={admin} />
      {admin ? <PlanForm open={none} /> : null}
      {none ? null : <GrantList search={search} plans={plans.data} admin={admin} />}
      {none ? null : <Transfers admin={admin} />}
      {scopes.includes('compensation') ? <Pay /> : null}
      {none ? null : <Stress />}
    </>
  );
}

function Heroes({ cohorts }: { cohorts: Awaited<ReturnType<typeof client.grant.cohorts>> }) {
  const total = cohorts.total?.balance ?? null;
  const why = cohorts.withheld ?? 'folded, to protect persons';
  const used = cohorts.total?.utilisation ?? null;
  const cells: readonly (readonly [name: string, value: string | null, note: string])[] = [
    ['Granted so far', total?.granted ?? null, `${cohorts.total?.holders ?? 'few'} holders`],
    ['Used', total?.used ?? null, used === null ? '' : `${used} % of it`],
    ['Still to use', total?.available ?? null, 'in open lots'],
    ['Expiring', total?.expiring_soon ?? null, 'within 30 days'],
    ['Returned or expired', total ? sumOf([total.returned, total.expired]) : null, 'to pools, or lapsed'],
  ];
  return (
    <HeroLine label="Grants">
      {cells.map(([name, value, note]) => (
        <HeroCell key={name}>
          <HeroName>{name}</HeroName>
          <HeroValue>
            <Money value={value} currency={cohorts.currency} />
          </HeroValue>
          <HeroNote>{value === null ? why : note}</HeroNote>
        </HeroCell>
      ))}
    </HeroLine>
  );
}
