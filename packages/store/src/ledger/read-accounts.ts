import { parseUsd } from '@exchequer/model';
import type { PendingQuery, Row, Sql } from 'postgres';
import { cursorOf, partsOf } from '../postgres/index.ts';
import type { AccountBalance, AccountFilter, AccountSum, DailySum, Page, SumFilter } from './record.ts';

export async function accounts(
  sql: Sql,
  workspace: string,
  { book, account = '', cursor, limit }: AccountFilter,
): Promise<Page<AccountBalance>> {
  const after = partsOf(cursor, 2);
  const rows = await sql<{ key: string; currency: string; balance: string }[]>`
    SELECT key, currency, balance FROM ledger_account
    WHERE workspace = ${workspace} AND book = ${book} AND starts_with(key, ${account})
      ${after ? sql`AND (key, currency) > (${after[0] as string}, ${after[1] as string})` : sql``}
    ORDER BY key, currency LIMIT ${limit + 1}`;
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => ({ ...row, balance: parseUsd(row.balance) })),
    nextCursor: last ? cursorOf([last.key, last.currency]) : null,
  };
}

export async function accountSums(sql: Sql, workspace: string, filter: SumFilter): Promise<AccountSum[]> {
  const rows = await sql<{ key: string; currency: string; debit: string; credit: string }[]>`
    SELECT a.key, a.currency, coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0) AS debit,
      coalesce(-sum(p.amount) FILTER (WHERE p.amount < 0), 0) AS credit
    ${postings(sql, workspace, filter)} ${within(sql, sql`t.posted_on`, filter)}
    GROUP BY a.id ORDER BY a.key, a.currency`;
  return rows.map((row) => ({ ...row, debit: parseUsd(row.debit), credit: parseUsd(row.credit) }));
}

export async function dailySums(
  sql: Sql,
  workspace: string,
  by: 'occurred' | 'posted',
  filter: SumFilter,
): Promise<DailySum[]> {
  const day = by === 'occurred' ? sql`t.occurred_on` : sql`t.posted_on`;
  const rows = await sql<{ day: string; key: string; currency: string; amount: string }[]>`
    SELECT ${day} AS day, a.key, a.currency, sum(p.amount) AS amount
    ${postings(sql, workspace, filter)} ${within(sql, day, filter)}
    GROUP BY 1, a.id ORDER BY 1, a.key, a.currency`;
  return rows.map((row) => ({ ...row, amount: parseUsd(row.amount) }));
}

type Fragment = PendingQuery<Row[]>;

/** Lines `p` of transactions `t` on accounts `a`; where few accounts are meant, the index leads to them. */
const postings = (sql: Sql, workspace: string, { book, account = '' }: SumFilter): Fragment => sql`
  FROM ledger_transaction t
  CROSS JOIN LATERAL unnest(t.accounts, t.amounts) AS p (account_id, amount)
  JOIN ledger_account a ON a.id = p.account_id
  WHERE t.workspace = ${workspace} AND t.book = ${book} AND starts_with(a.key, ${account})
    ${
      account === ''
        ? sql``
        : sql`AND t.accounts && ARRAY(SELECT id FROM ledger_account
            WHERE workspace = ${workspace} AND book = ${book} AND starts_with(key, ${account}))`
    }`;

const within = (sql: Sql, day: Fragment, { from, to, kinds, knownAt }: SumFilter): Fragment => sql`
  ${from ? sql`AND ${day} >= ${from}::date` : sql``}
  ${to ? sql`AND ${day} < ${to}::date` : sql``}
  ${kinds ? sql`AND t.kind = ANY (${[...kinds]}::text[])` : sql``}
  ${knownAt ? sql`AND t.recorded_at <= ${knownAt}::timestamptz` : sql``}`;
