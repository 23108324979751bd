import { parseUsd } from '@exchequer/model';
import type { BooksAsked } from './booked.ts';

export interface RegisteredAgent {
  readonly id: string;
  readonly name: string;
  readonly hasOwner: boolean;
  /** Has a key that is neither expired nor revoked. */
  readonly hasKey: boolean;
}

const letters = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Whether an agent's name tells whose it is: what is said of it would be said of that person. */
export const isNamedAfter = (agent: string, owner: string): boolean =>
  letters(owner).length > 2 && letters(agent).includes(letters(owner));

/**
 * All persons, and the agents who are active on the last of the days; agents that are named after their
 * owner are left out, since advice names nobody.
 */
export async function readRegistered({
  sql,
  workspace,
  to,
}: BooksAsked): Promise<{ persons: string[]; agents: RegisteredAgent[] }> {
  const rows = await sql<
    {
      id: string;
      kind: string;
      name: string;
      owned: boolean;
      keyed: boolean;
      active: boolean;
      owner: string | null;
    }[]
  >`
    select w.id, w.kind, w.name,
      (select o.name from worker o where o.workspace = w.workspace and o.id = w.owner_id) as owner,
      w.owner_id is not null and exists (select 1 from worker o where o.workspace = w.workspace and o.id = w.owner_id
        and (o.active_to is null or o.active_to >= ${to})) as owned,
      exists (select 1 from gate_key k where k.workspace = w.workspace and k.worker_id = w.id
        and k.revoked_at is null and (k.expires_at is null or k.expires_at >= ${to})) as keyed,
      (w.active_from is null or w.active_from < ${to}) and (w.active_to is null or w.active_to >= ${to}) as active
    from worker w where w.workspace = ${workspace} order by w.id`;
  return {
    persons: rows.filter(({ kind }) => kind === 'person').map(({ id }) => id),
    agents: rows
      .filter(({ kind, active }) => kind === 'agent' && active)
      .filter(({ name, owner }) => owner === null || !isNamedAfter(name, owner))
      .map(({ id, name, owned, keyed }) => ({ id, name, hasOwner: owned, hasKey: keyed })),
  };
}

export const teamNames = async ({ sql, workspace }: BooksAsked): Promise<ReadonlyMap<string, string>> =>
  new Map(
    (await sql<{ id: string; name: string }[]>`select id, name from team where workspace = ${workspace}`).map(
      ({ id, name }) => [id, name],
    ),
  );

/** Calls that reached gateways over the days and those that budgets refused; null where none passed one. */
export async function readRefused(
  { sql, workspace, from, to }: BooksAsked,
  zone: string,
): Promise<{ requests: number; refused: number } | null> {
  const [row] = await sql<{ requests: string | null; refused: string | null }[]>`
    select sum(requests)::text as requests,
      sum(coalesce((refused ->> 'budget-exhausted')::bigint, 0))::text as refused
    from gate_minute where workspace = ${workspace}
      and (minute at time zone ${zone})::date >= ${from} and (minute at time zone ${zone})::date < ${to}`;
  return row?.requests ? { requests: Number(row.requests), refused: Number(row.refused ?? 0) } : null;
}

export interface PlanGrants {
  readonly id: string;
  readonly name: string;
  /** Of grants that hold on the day, over a year. */
  readonly annual: bigint;
  readonly holders: number;
  /** Share of what is left that the next period keeps, in thousandths. */
  readonly rolloverPermille: number;
  readonly personalUse: boolean;
  /** Used over the days from lots of grants whose terms allow personal use. */
  readonly personalUsed: bigint;
  /** Moved between persons over the days, and how often. */
  readonly moved: bigint;
  readonly moves: number;
}

/** Plans with grants. A working day's amount counts 250 times a year. */
export async function readPlanGrants({ sql, workspace, from, to }: BooksAsked): Promise<PlanGrants[]> {
  const rows = await sql<
    (Record<'id' | 'name' | 'annual' | 'holders' | 'rollover' | 'used' | 'moved' | 'moves', string> & {
      personal: boolean;
    })[]
  >`
    select p.id, p.name,
      coalesce(sum(case g.amount_per when 'year' then g.amount else g.amount * 250 end)
        filter (where g.starts_on < ${to} and (g.ends_on is null or g.ends_on >= ${to})), 0)::text as annual,
      count(distinct g.holder_id)::text as holders,
      coalesce((p.terms -> 'rollover' ->> 'percent')::int, 0)::text as rollover,
      coalesce((p.terms ->> 'personalUse')::boolean, false) as personal,
      (select coalesce(sum(d.amount), 0) from grant_draw d join grant_lot l on l.workspace = d.workspace and l.id = d.lot_id
        join grant_given o on o.workspace = l.workspace and o.id = l.grant_id
        where d.workspace = ${workspace} and o.plan_id = p.id and coalesce((o.terms ->> 'personalUse')::boolean, false)
          and d.day >= ${from} and d.day < ${to})::text as used,
      (select coalesce(sum(t.amount), 0) from grant_transfer t where t.workspace = ${workspace} and t.state = 'done'
        and t.from_kind = 'worker' and t.decided_at >= ${from} and t.decided_at < ${to} and exists (
          select 1 from grant_given o where o.workspace = t.workspace and o.plan_id = p.id and o.holder_id = t.from_id))::text as moved,
      (select count(*) from grant_transfer t where t.workspace = ${workspace} and t.state = 'done'
        and t.from_kind = 'worker' and t.decided_at >= ${from} and t.decided_at < ${to} and exists (
          select 1 from grant_given o where o.workspace = t.workspace and o.plan_id = p.id and o.holder_id = t.from_id))::text as moves
    from grant_plan p join grant_given g on g.workspace = p.workspace and g.plan_id = p.id
    where p.workspace = ${workspace} and p.currency = 'USD'
    group by p.workspace, p.id, p.name, p.terms order by p.id`;
  return rows.map((row) => ({
    ...{ id: row.id, name: row.name, holders: Number(row.holders), personalUse: row.personal },
    ...{ annual: parseUsd(row.annual), rolloverPermille: Number(row.rollover) * 10 },
    ...{ personalUsed: parseUsd(row.used), moved: parseUsd(row.moved), moves: Number(row.moves) },
  }));
}

export interface DecisionKind {
  readonly kind: string;
  readonly decisions: number;
  readonly p90Seconds: number | null;
  readonly inputs: number;
  readonly stale: number;
}

/** Decisions of the days by kind: those acted on, and how old or unconnected their inputs were. */
export async function readDecisionKinds(
  { sql, workspace, from, to }: BooksAsked,
  zone: string,
): Promise<DecisionKind[]> {
  const rows = await sql<
    { kind: string; decisions: string; p90: number | null; inputs: string; stale: string }[]
  >`
    with newest as (
      select distinct on (id) * from decision_version where workspace = ${workspace} order by id, version desc
    ), told as (
      select *, coalesce(decided_at, acted_at, dropped_at) as used_at from newest
      where (signal_at at time zone ${zone})::date >= ${from} and (signal_at at time zone ${zone})::date < ${to}
    ), input as (
      select t.id, count(*) as inputs, count(*) filter (where not (coalesce((i ->> 'live')::boolean, false) and (
        i ->> 'fresh_within_seconds' is null or (i ->> 'as_of' is not null and
          t.used_at - (i ->> 'as_of')::timestamptz <= make_interval(secs => (i ->> 'fresh_within_seconds')::float8))))) as stale
      from told t, jsonb_array_elements(t.inputs) i where t.used_at is not null group by t.id
    )
    select t.kind, count(*)::text as decisions,
      percentile_disc(0.9) within group (order by extract(epoch from t.acted_at - t.signal_at)) as p90,
      coalesce(sum(i.inputs), 0)::text as inputs, coalesce(sum(i.stale), 0)::text as stale
    from told t left join input i on i.id = t.id group by t.kind order by t.kind`;
  return rows.map(({ kind, decisions, p90, inputs, stale }) => ({
    kind,
    ...{ decisions: Number(decisions), inputs: Number(inputs), stale: Number(stale) },
    p90Seconds: p90 === null ? null : Number(p90),
  }));
}

/** The newest statement of a figure for the company or summed over teams, of months that touch the days; null where none is. */
export async function readStatedSum(
  { sql, workspace, from, to }: BooksAsked,
  key: string,
): Promise<bigint | null> {
  const [row] = await sql<{ amount: string | null }[]>`
    select sum(amount)::text as amount from (
      select distinct on (month, team_id) amount from stated_figure
      where workspace = ${workspace} and key = ${key}
        and month >= date_trunc('month', ${from}::date) and month < ${to}
      order by month, team_id, recorded_at desc
    ) s`;
  return row?.amount ? parseUsd(row.amount) : null;
}

/** The newest statement of a figure for the company, as decimal text; null where it was never stated. */
export async function readStatedNewest(
  { sql, workspace, to }: Pick<BooksAsked, 'sql' | 'workspace' | 'to'>,
  key: string,
): Promise<string | null> {
  const [row] = await sql<{ amount: string }[]>`
    select trim_scale(amount)::text as amount from stated_figure
    where workspace = ${workspace} and key = ${key} and team_id = '' and month < ${to}
    order by month desc, recorded_at desc limit 1`;
  return row?.amount ?? null;
}
