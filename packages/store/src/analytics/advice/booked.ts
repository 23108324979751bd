import { parseUsd } from '@exchequer/model';
import type { Sql } from 'postgres';

/** What is asked of the books: company days, `to` excluded. */
export interface BooksAsked {
  readonly sql: Sql;
  readonly workspace: string;
  readonly from: string;
  readonly to: string;
}

/** An envelope in its present period, with what was charged under it and below it, by day. */
export interface EnvelopeDays {
  readonly id: string;
  readonly name: string;
  readonly startsOn: string;
  /** Last day, included. */
  readonly endsOn: string;
  readonly limit: bigint;
  readonly spend: ReadonlyMap<string, bigint>;
}

/** Envelopes with a limit whose period has begun and not ended, the largest first. */
export async function readEnvelopeDays(
  { sql, workspace, to }: BooksAsked,
  since: string,
): Promise<EnvelopeDays[]> {
  const rows = await sql<
    {
      id: string;
      name: string;
      starts: string;
      ends: string;
      limit: string;
      days: string[];
      costs: string[];
    }[]
  >`
    with recursive open as (
      select e.id, e.name, p.starts_on, p.ends_on, p.base_limit from envelope e
      join envelope_period p on p.workspace = e.workspace and p.envelope_id = e.id
      where e.workspace = ${workspace} and e.state = 'active' and e.currency = 'USD' and e.enforcement <> 'record'
        and e.kind not in ('person', 'agent') and p.base_limit > 0
        and p.starts_on < ${to} and p.ends_on >= ${to}
      order by p.base_limit desc limit 25
    ), below as (
      select id as root, id from open
      union all
      select b.root, e.id from below b join envelope e on e.workspace = ${workspace} and e.parent_id = b.id
    ), spent as (
      select b.root, c.occurred_on as day, sum(c.amount) as cost from below b
      join charge c on c.workspace = ${workspace} and c.envelope_id = b.id
      where c.occurred_on >= ${since} and c.occurred_on < ${to} group by 1, 2
    )
    select o.id, o.name, o.starts_on::text as starts, o.ends_on::text as ends, o.base_limit::text as "limit",
      coalesce(array_agg(s.day::text) filter (where s.day is not null), '{}') as days,
      coalesce(array_agg(s.cost::text) filter (where s.day is not null), '{}') as costs
    from open o left join spent s on s.root = o.id group by o.id, o.name, o.starts_on, o.ends_on, o.base_limit order by o.base_limit desc`;
  return rows.map(({ id, name, starts, ends, limit, days, costs }) => ({
    ...{ id, name, startsOn: starts, endsOn: ends, limit: parseUsd(limit) },
    spend: new Map(days.map((day, at) => [day, parseUsd(costs[at] ?? '0')])),
  }));
}

/** The envelope that holds the company's spend of a month; null where it is kept by other periods, or by several. */
export async function readCompanyMonth({ sql, workspace, to }: BooksAsked): Promise<string | null> {
  const rows = await sql<{ id: string }[]>`
    select e.id from envelope e join envelope_period p on p.workspace = e.workspace and p.envelope_id = e.id
    where e.workspace = ${workspace} and e.state = 'active' and e.currency = 'USD' and e.parent_id is null
      and e.enforcement <> 'record' and p.base_limit > 0 and p.starts_on <= ${to}::date - 1 and p.ends_on >= ${to}::date - 1
      and p.ends_on - p.starts_on between 27 and 30
    limit 2`;
  return rows.length === 1 ? (rows[0]?.id ?? null) : null;
}

export interface CreditDraws {
  readonly id: string;
  readonly provider: string;
  readonly reference: string;
  readonly balance: bigint;
  readonly expires: string | null;
  /** Drawn on each day of the days asked; days without are left out. */
  readonly draws: readonly bigint[];
  /** Spend with the provider over the days that no credit paid. */
  readonly unfunded: bigint;
}

/** Credits that are not used up, of the company's currency. */
export async function readCreditDraws({ sql, workspace, from, to }: BooksAsked): Promise<CreditDraws[]> {
  const rows = await sql<
    {
      id: string;
      provider: string;
      reference: string;
      balance: string;
      expires: string | null;
      draws: string[];
      unfunded: string;
    }[]
  >`
    select c.id, c.provider, c.reference, a.balance::text as balance, c.expires_on::text as expires,
      array(select sum(f.amount)::text from charge_funding f where f.workspace = c.workspace and f.source = c.id
        and f.occurred_on >= ${from} and f.occurred_on < ${to} group by f.occurred_on) as draws,
      (select coalesce(sum(f.amount), 0)::text from charge_funding f where f.workspace = c.workspace
        and f.provider = c.provider and f.source = 'accrued' and f.occurred_on >= ${from} and f.occurred_on < ${to}) as unfunded
    from prepaid_credit c
    join ledger_account a on a.workspace = c.workspace and a.currency = c.currency and a.key = c.account_key
    where c.workspace = ${workspace} and c.currency = 'USD' and a.balance > 0 and c.purchased_on < ${to}
    order by c.expires_on nulls last, c.id`;
  return rows.map((row) => ({
    ...{ id: row.id, provider: row.provider, reference: row.reference, expires: row.expires },
    ...{ balance: parseUsd(row.balance), unfunded: parseUsd(row.unfunded) },
    draws: row.draws.map((amount) => parseUsd(amount)),
  }));
}

export interface InvoiceRow {
  readonly id: string;
  readonly provider: string;
  readonly reference: string;
  readonly month: string;
  readonly invoiced: bigint;
  readonly metered: bigint;
}

/** Invoices of periods that ended within the days and were not reversed, against what was metered and not prepaid. */
export async function readInvoices({ sql, workspace, from, to }: BooksAsked): Promise<InvoiceRow[]> {
  const rows = await sql<
    Record<'id' | 'provider' | 'reference' | 'month' | 'invoiced' | 'metered', string>[]
  >`
    select i.id, i.provider, i.number as reference, i.period_from::text as month, i.amount::text as invoiced,
      ((select coalesce(sum(c.amount), 0) from charge c where c.workspace = i.workspace and c.provider = i.provider
          and c.kind = 'usage' and c.occurred_on between i.period_from and i.period_to)
        - (select coalesce(sum(f.amount), 0) from charge_funding f where f.workspace = i.workspace
          and f.provider = i.provider and f.source <> 'accrued' and f.occurred_on between i.period_from and i.period_to)
      )::text as metered
    from invoice i
    where i.workspace = ${workspace} and i.currency = 'USD' and i.period_to >= ${from} and i.period_to < ${to}
      and not exists (select 1 from ledger_transaction t join ledger_transaction r on r.reverses = t.id
        where t.workspace = i.workspace and t.subject = i.id and t.kind = 'invoice')
    order by i.period_from, i.id`;
  return rows.map(({ invoiced, metered, ...row }) => ({
    ...row,
    invoiced: parseUsd(invoiced),
    metered: parseUsd(metered),
  }));
}

/** Charged usage of the last month that is not closed, and the part of it without a purpose; null where none is open. */
export async function readPurposes({
  sql,
  workspace,
  to,
}: BooksAsked): Promise<{ period: string; cost: bigint; untagged: bigint } | null> {
  const [row] = await sql<{ period: string; cost: string; untagged: string }[]>`
    select to_char(occurred_on, 'YYYY-MM') as period, sum(amount)::text as cost,
      coalesce(sum(amount) filter (where purpose in ('', 'untagged')), 0)::text as untagged
    from charge
    where workspace = ${workspace} and occurred_on < ${to} and occurred_on >= ${to}::date - interval '62 days'
      and occurred_on > coalesce((select max(closed_through) from ledger_close l
        where l.workspace = ${workspace} and l.book = 'financial'), '0001-01-01')
    group by 1 having sum(amount) > 0 order by 1 desc limit 1`;
  return row ? { period: row.period, cost: parseUsd(row.cost), untagged: parseUsd(row.untagged) } : null;
}
