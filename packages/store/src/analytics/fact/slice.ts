import type { FactAsked } from './table.ts';

/** Persons alike in team, role and currency of pay during the same days. Names nobody. */
export interface StaffSlice {
  from_day: string;
  /** Excluded. */
  to_day: string;
  team_id: string;
  role: string;
  currency: string;
  persons: number;
  /** How many of them began on the first day, and left with the last one. */
  starts: number;
  leaves: number;
  managers: number;
  /** Annual, summed over the persons. */
  base: string;
  bonus: string;
  equity: string;
}

/** Roles that lead others, as titles say it; nothing else that is kept tells who leads whom. */
const leads = '\\y(manager|director|head|lead|vp|chief|president|cto|cfo|ceo|coo|supervisor)\\y';

/**
 * Everybody's time at the company, cut where a person's team, role or pay changes, and summed over
 * those whose days are the same: a company is some thousand rows, however long it goes on.
 */
export function staffSlices({ sql, workspace, since, until }: FactAsked): Promise<StaffSlice[]> {
  return sql<StaffSlice[]>`
    with person as (
      select id, active_from, active_to, greatest(coalesce(active_from, ${since}::date), ${since}::date) as first,
        least(coalesce(active_to, ${until}::date), ${until}::date) as after
      from worker where workspace = ${workspace} and kind = 'person'
    ), edge as (
      select id, first as day from person
      union select id, after from person
      union select m.worker_id, m.valid_from from membership m where m.workspace = ${workspace}
      union select m.worker_id, m.valid_to from membership m where m.workspace = ${workspace}
      union select c.worker_id, c.effective_on from compensation c where c.workspace = ${workspace}
    ), span as (
      select p.*, e.day as from_day, lead(e.day) over (partition by p.id order by e.day) as to_day
      from person p join edge e using (id)
      where e.day >= p.first and e.day <= p.after and p.first < p.after
    ), told as (
      select s.*, coalesce(m.team_id, '') as team_id, coalesce(c.role, '') as role,
        coalesce(c.currency, '') as currency, c.base, c.bonus, c.equity
      from span s
      left join lateral (
        select team_id from membership m where m.workspace = ${workspace} and m.worker_id = s.id
          and (m.valid_from is null or m.valid_from <= s.from_day) and (m.valid_to is null or m.valid_to > s.from_day)
        limit 1) m on true
      left join lateral (
        select role, currency, base, bonus, equity from compensation c
        where c.workspace = ${workspace} and c.worker_id = s.id and c.effective_on <= s.from_day
        order by c.effective_on desc limit 1) c on true
      where s.to_day is not null
    )
    select from_day, to_day, team_id, role, currency, count(*)::int as persons,
      (count(*) filter (where from_day = active_from))::int as starts,
      (count(*) filter (where to_day = active_to))::int as leaves,
      (count(*) filter (where role ~* ${leads}))::int as managers,
      coalesce(sum(base), 0)::text as base, coalesce(sum(bonus), 0)::text as bonus,
      coalesce(sum(equity), 0)::text as equity
    from told group by from_day, to_day, team_id, role, currency`;
}

/** Columns of a slice as the engine takes them in. */
export const sliceColumns = [
  'from_day Date32',
  'to_day Date32',
  'team_id String',
  'role String',
  'currency String',
  'persons Int64',
  'starts Int64',
  'leaves Int64',
  'managers Int64',
  'base Decimal(38, 12)',
  'bonus Decimal(38, 12)',
  'equity Decimal(38, 12)',
] as const;

/** Every day of a slice `t`. */
export const daysOfSlice = 'addDays(t.from_day, number)';
export const slicesByDay = `told AS t ARRAY JOIN range(toUInt32(dateDiff('day', t.from_day, t.to_day))) AS number`;
