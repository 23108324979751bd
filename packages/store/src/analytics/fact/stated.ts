import { frozenFigures } from '@exchequer/model';
import type { FactTable } from './table.ts';

/**
 * Figures that the company states by month, spread evenly over its days, so that a range of half a
 * month holds half of them. What cannot be divided falls on the month’s last day: whole months are exact.
 * The newest statement holds. What was measured once before AI is not spread: it stands on every day from
 * its month until it is stated anew, so that ratios to it hold in any range.
 */
export const statedDay: FactTable = {
  table: {
    name: 'stated_day',
    columns: [
      'workspace LowCardinality(String)',
      'day Date',
      'team_id LowCardinality(String)',
      'key LowCardinality(String)',
      'amount Decimal(38, 12)',
    ],
    engine: 'MergeTree',
    partitionBy: 'workspace',
    orderBy: 'workspace, day, team_id, key',
    shardBy: 'cityHash64(day)',
  },
  told: [
    'month Date',
    'days UInt8',
    'team_id String',
    'key String',
    'each Decimal(38, 12)',
    'last Decimal(38, 12)',
  ],
  rows: ({ sql, workspace, since, until }) => sql<Record<string, string | number>[]>`
    with newest as (
      select distinct on (key, month, team_id) key, month, team_id, amount,
        extract(day from month + interval '1 month' - interval '1 day')::int as days
      from stated_figure
      where workspace = ${workspace} and month < ${until} and month + interval '1 month' > ${since}::date
      order by key, month, team_id, recorded_at desc
    ), spread as (select *, trunc(amount / days, 12) as part from newest where key <> all(${[...frozenFigures]})
    ), measured as (
      select distinct on (key, month, team_id) key, month, team_id, amount from stated_figure
      where workspace = ${workspace} and month < ${until} and key = any(${[...frozenFigures]})
      order by key, month, team_id, recorded_at desc
    ), lasting as (
      select *, lead(month) over (partition by key, team_id order by month) as next from measured
    )
    select month::text, days, team_id, key, part::text as each, (amount - part * (days - 1))::text as last
    from spread
    union all
    select m::date::text, extract(day from m + interval '1 month' - interval '1 day')::int, team_id, key,
      amount::text, amount::text
    from lasting, generate_series(greatest(month, date_trunc('month', ${since}::date)::date),
      coalesce(next, ${until}::date) - 1, interval '1 month') m`,
  fill: `SELECT at, team_id, key, if(nth + 1 = days, last, each) FROM (
  SELECT t.month + nth AS at, nth, t.days AS days, t.team_id AS team_id, t.key AS key, t.each AS each, t.last AS last
  FROM told AS t ARRAY JOIN range(toUInt64(t.days)) AS nth
) WHERE at >= {since:Date} AND at < {until:Date}`,
};
