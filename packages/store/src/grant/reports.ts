import {
  bandsOf,
  type Cohort,
  foldCohorts,
  type Grant,
  holderKey,
  type Lot,
  percentText,
} from '@exchequer/core/grant';
import { smallestGroup } from '@exchequer/core/metric';
import type { GrantCohorts } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import { type GrantOptions, todayOf } from './options.ts';
import { loadTeams, loadWorkers } from './people.ts';
import { loadPlans } from './plans.ts';
import { loadGrants, loadLots } from './rows.ts';
import { netOf, type ViewFacts, viewBalance } from './views.ts';

/** Everything that views of a workspace's grants draw on. */
export async function loadViewFacts(options: GrantOptions, sql: ISql, workspace: string): Promise<ViewFacts> {
  const today = todayOf(options);
  const [plans, workers, teams] = await Promise.all([
    loadPlans(sql, workspace),
    loadWorkers(sql, workspace, today),
    loadTeams(sql, workspace),
  ]);
  return { today, fiscalStart: options.fiscalStart(), plans, workers, teams };
}

export type CohortKey = 'plan' | 'type' | 'team';

/** One person's lots under one heading. */
interface Member {
  id: string;
  figures: bigint[];
  lots: Lot[];
}

const typeNames = {
  tool_access: 'Tool access',
  pooled_team: 'Pooled team',
  personal_allotment: 'Personal allotment',
};

const tooFew = `Fewer than ${smallestGroup} persons hold grants, or one of them holds most: sums would tell what is theirs.`;

/** Granted, used and expiring by cohort; groups that would tell a person's own are folded. */
export async function grantCohorts(
  options: GrantOptions,
  workspace: string,
  by: CohortKey,
): Promise<GrantCohorts> {
  const { sql } = options;
  const [facts, grants, lots] = await Promise.all([
    loadViewFacts(options, sql, workspace),
    loadGrants(sql, workspace),
    loadLots(sql, workspace),
  ]);
  const cohorts = cohortsBy(by, facts, grants, lots);
  const { total, shown, rest, folded } = foldCohorts(cohorts);
  const row = (key: string, label: string, members: readonly Member[]) => {
    const own = members.flatMap((member) => member.lots);
    const { used, granted } = netOf(own);
    return {
      key,
      label,
      holders: new Set(members.map(({ id }) => id)).size,
      balance: viewBalance(own, facts.today),
      utilisation: percentText(used, granted),
    };
  };
  return {
    by,
    smallest_group: smallestGroup,
    currency: 'USD',
    as_of: facts.today,
    time_zone: options.timeZone(),
    total: total && row('', 'All', total),
    cohorts: [
      ...shown.map(({ key, label, members }) => row(key, label, members)),
      ...(rest ? [row('', 'Other', rest)] : []),
    ],
    bands: total ? utilisationBands(lots) : [],
    folded,
    withheld: total ? null : tooFew,
  };
}

function cohortsBy(
  by: CohortKey,
  { plans, workers }: ViewFacts,
  grants: readonly Grant[],
  lots: readonly Lot[],
): Cohort<Member>[] {
  const byId = new Map(grants.map((grant) => [grant.id, grant]));
  const cohorts = new Map<string, { label: string; members: Map<string, Member> }>();
  for (const lot of lots) {
    const grant = byId.get(lot.grantId);
    // A team's pool is no person; what a person got from one is.
    if (!grant || lot.holder.kind !== 'worker') continue;
    const worker = workers.get(lot.holder.id);
    const [key, label] = {
      plan: [grant.planId, plans.get(grant.planId)?.name ?? grant.planId],
      type: [grant.terms.type, typeNames[grant.terms.type]],
      team: [worker?.teamId ?? '', worker?.teamName || 'No team'],
    }[by] as [string, string];
    const cohort = cohorts.get(key) ?? { label, members: new Map<string, Member>() };
    const member = cohort.members.get(lot.holder.id) ?? { id: lot.holder.id, figures: [], lots: [] };
    member.lots.push(lot);
    cohort.members.set(lot.holder.id, member);
    cohorts.set(key, cohort);
  }
  return [...cohorts].map(([key, { label, members }]) => ({
    key,
    label,
    members: [...members.values()].map((member) => {
      const { granted, used, available } = netOf(member.lots);
      return { ...member, figures: [granted, used, available] };
    }),
  }));
}

function utilisationBands(lots: readonly Lot[]): GrantCohorts['bands'] {
  const byHolder = new Map<string, Lot[]>();
  for (const lot of lots) {
    if (lot.holder.kind !== 'worker') continue;
    const key = holderKey(lot.holder);
    byHolder.set(key, [...(byHolder.get(key) ?? []), lot]);
  }
  const percents = [...byHolder.values()].map((own) => {
    const { granted, used } = netOf(own);
    return Number(percentText(used, granted) ?? '0');
  });
  return bandsOf(percents).map(({ from, to, count }) => ({ from, to, holders: count }));
}
