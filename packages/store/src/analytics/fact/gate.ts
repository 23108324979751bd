import type { FactTable } from './table.ts';

const counts = ['requests Int64', 'denied Int64'];
const amounts = ['budget_limit', 'budget_spent', 'capped_spend'].map((name) => `${name} Decimal(38, 12)`);

/**
 * What the gate and budgets did, by company day: calls that reached gateways and were refused, limits
 * of company budgets spread over the days of their period, what was charged to them, and what was
 * charged under any budget that stops at its limit. Budgets in other currencies are left out.
 */
export const gateDay: FactTable = {
  table: {
    name: 'gate_day',
    columns: [
      'workspace LowCardinality(String)',
      'day Date',
      'about LowCardinality(String)',
      ...counts,
      ...amounts,
    ],
    engine: 'MergeTree',
    partitionBy: 'workspace',
    orderBy: 'workspace, day, about',
    shardBy: 'cityHash64(day)',
  },
  told: ['day Date', 'about String', ...counts, ...amounts],
  rows: ({ sql, workspace, since, until, timeZone }) => sql<Record<string, string>[]>`
    with recursive tree as (
      select id, id as root, enforcement = 'hard' as hard, kind = 'company' as company from envelope
      where workspace = ${workspace} and parent_id is null and currency = 'USD'
      union all
      select e.id, t.root, t.hard or e.enforcement = 'hard', t.company from envelope e
      join tree t on e.parent_id = t.id where e.workspace = ${workspace}
    ), passed as (
      select minute as at, requests, refused from gate_minute where workspace = ${workspace}
      union all
      select quarter, requests, refused from gate_quarter where workspace = ${workspace}
    ), calls as (
      select (at at time zone ${timeZone})::date as day, sum(requests) as requests,
        sum((select coalesce(sum(value::bigint), 0) from jsonb_each_text(refused))) as denied
      from passed group by 1
    ), limits as (
      select d::date as day, sum(p.base_limit / (p.ends_on - p.starts_on + 1)) as budget_limit
      from envelope_period p join tree t on t.id = p.envelope_id and t.company and t.id = t.root,
        generate_series(greatest(p.starts_on, ${since}::date), least(p.ends_on, ${until}::date - 1), interval '1 day') d
      where p.workspace = ${workspace} group by 1
    ), spent as (
      select c.occurred_on as day, sum(c.amount) filter (where t.company) as budget_spent,
        sum(c.amount) filter (where t.hard) as capped_spend
      from charge c join tree t on t.id = c.envelope_id where c.workspace = ${workspace} group by 1
    ), told as (
      select day, 'calls' as about, requests, denied, 0::numeric as budget_limit, 0::numeric as budget_spent,
        0::numeric as capped_spend from calls
      union all
      select day, 'budget', 0, 0, round(coalesce(budget_limit, 0), 12), coalesce(budget_spent, 0),
        coalesce(capped_spend, 0) from limits full join spent using (day)
    )
    select day::text, about, requests::text, denied::text, budget_limit::text, budget_spent::text,
      capped_spend::text from told where day >= ${since} and day < ${until}`,
  fill: 'SELECT t.day, t.about, t.requests, t.denied, t.budget_limit, t.budget_spent, t.capped_spend FROM told AS t',
};
