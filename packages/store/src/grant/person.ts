import {
  annualised,
  type Grant,
  type Lot,
  stateOf,
  type TotalPayFigures,
  totalPay,
} from '@exchequer/core/grant';
import { parseUsd } from '@exchequer/model';
import { type PayRow, payOn } from './compensation.ts';
import type { GrantOptions } from './options.ts';
import { todayOf } from './options.ts';
import { loadGrants, loadLots } from './rows.ts';
import { effective, type ViewFacts } from './views.ts';

/** What a person's grants and pay come to. */
export interface PersonGrants {
  grants: Grant[];
  lots: Lot[];
  pay: PayRow | null;
  /** Null where pay is kept in another currency than the grants. */
  total: TotalPayFigures | null;
}

/** Annual amount of the grants that run on a day, paused ones too: a pause is no cut in pay. */
export const annualTokens = (grants: readonly Grant[], day: string): bigint =>
  grants
    .filter((grant) => ['active', 'paused'].includes(stateOf(grant, day)))
    .reduce((sum, grant) => sum + annualised(grant.amount), 0n);

/** Everything of one person. Whoever shows it to somebody else writes that down. */
export async function personGrants(
  options: GrantOptions,
  workspace: string,
  workerId: string,
  { workers }: Pick<ViewFacts, 'workers'>,
): Promise<PersonGrants> {
  const { sql } = options;
  const today = todayOf(options);
  const holder = { kind: 'worker', id: workerId } as const;
  const lots = await loadLots(sql, workspace, { holder });
  const [own, sources, pays] = await Promise.all([
    loadGrants(sql, workspace, { holder }),
    loadGrants(sql, workspace, { ids: [...new Set(lots.map(({ grantId }) => grantId))] }),
    payOn(sql, workspace, today, [workerId]),
  ]);
  const grants = own.map((grant) => effective(grant, workers));
  const known = new Set(own.map(({ id }) => id));
  const pay = pays.get(workerId) ?? null;
  return {
    grants: [...grants, ...sources.filter(({ id }) => !known.has(id))],
    lots,
    pay,
    total: pay && pay.currency === 'USD' ? totalPay(pay, annualTokens(grants, today)) : null,
  };
}

/** What was used on lots of grants that allow personal use, by lot, in a span of days. */
export async function taxableUse(
  { sql }: GrantOptions,
  workspace: string,
  { from, to }: { from: string; to: string },
): Promise<{ grantId: string; workerId: string; amount: bigint }[]> {
  const rows = await sql<{ grant_id: string; worker_id: string; amount: string }[]>`
    select l.grant_id, l.holder_id as worker_id, sum(d.amount) as amount
    from grant_draw d
    join grant_lot l on l.workspace = d.workspace and l.id = d.lot_id
    join grant_given g on g.workspace = l.workspace and g.id = l.grant_id
    where d.workspace = ${workspace} and d.day >= ${from} and d.day < ${to}
      and l.holder_kind = 'worker' and (g.terms ->> 'personalUse')::boolean
    group by 1, 2 having sum(d.amount) <> 0 order by 2, 1`;
  return rows.map(({ grant_id, worker_id, amount }) => ({
    grantId: grant_id,
    workerId: worker_id,
    amount: parseUsd(amount),
  }));
}
