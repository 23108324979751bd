import { aggregateRule } from '@exchequer/model';
import type { BooksAsked } from './booked.ts';

export interface RoleStops {
  readonly role: string;
  readonly calls: number;
  readonly people: number;
}

/**
 * Calls that budgets and limits stopped, by role: sums behind which five persons with such a call stand, one
 * of whom has no more than the largest share that may be shown. Never whose. Null where no call was counted.
 */
export async function readRoleStops(
  { sql, workspace, from, to }: BooksAsked,
  zone: string,
): Promise<RoleStops[] | null> {
  const rows = await sql<{ role: string; calls: string; people: string; most: string }[]>`
    with held as (
      select distinct on (worker_id) worker_id, role from compensation
      where workspace = ${workspace} and effective_on < ${to} and role <> '' order by worker_id, effective_on desc
    ), stopped as (
      select s.worker_id, sum(s.calls) as calls from gate_stop s
      where s.workspace = ${workspace} and (s.minute at time zone ${zone})::date >= ${from}
        and (s.minute at time zone ${zone})::date < ${to} group by s.worker_id
    )
    select h.role, sum(s.calls)::text as calls, count(*)::text as people, max(s.calls)::text as most
    from stopped s join held h using (worker_id) group by h.role order by h.role`;
  const passed = await sql`
    select 1 from gate_minute where workspace = ${workspace} and requests > 0
      and (minute at time zone ${zone})::date >= ${from} and (minute at time zone ${zone})::date < ${to} limit 1`;
  if (passed.length === 0) return null;
  return rows
    .map(({ role, calls, people, most }) => ({
      ...{ role, calls: Number(calls), people: Number(people), most: Number(most) },
    }))
    .filter(
      ({ calls, people, most }) =>
        people >= aggregateRule.fewestPersons && most * 100 <= calls * aggregateRule.largestSharePercent,
    )
    .map(({ role, calls, people }) => ({ role, calls, people }));
}
