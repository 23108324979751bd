import type { FactTable } from './table.ts';

const counted = ['decisions', 'acted', 'by_ai', 'reversed', 'inputs', 'inputs_ready', 'forecast'] as const;
const summed = [...counted, 'brier_sum', 'judgement_minutes', 'execution_minutes'] as const;
const sums = summed.map((name) => `${name} Int64`);

/**
 * Decisions by the company day of their last moment: when they were acted on or given up, else when
 * they were decided or the signal came. The newest version of each counts. An input is ready when it
 * came from a connected source and was no older than agreed; a chance is compared in permille.
 */
export const decisionDay: FactTable = {
  table: {
    name: 'decision_day',
    columns: ['workspace LowCardinality(String)', 'day Date', 'team_id LowCardinality(String)', ...sums],
    engine: 'MergeTree',
    partitionBy: 'workspace',
    orderBy: 'workspace, day, team_id',
    shardBy: 'cityHash64(day)',
  },
  told: ['day Date', 'team_id String', ...sums],
  rows: ({ sql, workspace, since, until, timeZone }) => sql<Record<string, string>[]>`
    with newest as (
      select distinct on (id) * from decision_version where workspace = ${workspace}
      order by id, version desc
    ), told as (
      select n.*, (coalesce(acted_at, dropped_at, decided_at, signal_at) at time zone ${timeZone})::date as on_day,
        coalesce(decided_at, acted_at, now()) as used_at
      from newest n
    ), input as (
      select t.id, count(*) as inputs, count(*) filter (where (i ->> 'live')::boolean and (
          i ->> 'fresh_within_seconds' is null or i ->> 'as_of' is not null and
          t.used_at - (i ->> 'as_of')::timestamptz <= make_interval(secs => (i ->> 'fresh_within_seconds')::float8)
        )) as ready, bool_or((i ->> 'by_ai')::boolean) as by_ai
      from told t, jsonb_array_elements(t.inputs) i group by t.id
    )
    select on_day::text as day, t.team_id, count(*)::text as decisions,
      count(acted_at)::text as acted,
      (count(*) filter (where acted_at is not null and i.by_ai))::text as by_ai,
      (count(*) filter (where acted_at is not null and reversed_at is not null
        and reversed_at <= acted_at + interval '90 days'))::text as reversed,
      coalesce(sum(i.inputs), 0)::text as inputs, coalesce(sum(i.ready), 0)::text as inputs_ready,
      (count(*) filter (where stated_permille is not null and turned_out is not null))::text as forecast,
      coalesce(sum((stated_permille - case when turned_out then 1000 else 0 end) ^ 2)
        filter (where stated_permille is not null and turned_out is not null), 0)::bigint::text as brier_sum,
      sum(judgement_minutes)::text as judgement_minutes, sum(execution_minutes)::text as execution_minutes
    from told t left join input i using (id)
    where on_day >= ${since} and on_day < ${until}
    group by on_day, t.team_id`,
  fill: `SELECT t.day, t.team_id, ${summed.map((name) => `t.${name}`).join(', ')} FROM told AS t`,
};
