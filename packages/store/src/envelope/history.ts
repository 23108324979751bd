import { formatUsd, type Pocket, parseUsd } from '@exchequer/model';
import type { EnvelopeChangeEntry, EnvelopeTransaction } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import { cursorOf, partsOf } from '../postgres/index.ts';

export interface TransactionPage {
  periodKey?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

interface LineRow {
  id: string;
  kind: string;
  occurred_on: string;
  posted_on: string;
  recorded_at: Date;
  memo: string;
  subject: string;
  account: string;
  amount: string;
}

/** Transactions that touched an envelope, newest first, each with its lines on that envelope alone. */
export async function envelopeTransactions(
  sql: ISql,
  workspace: string,
  envelopeId: string,
  { periodKey, cursor, limit }: TransactionPage,
): Promise<{ transactions: EnvelopeTransaction[]; next_cursor: string | null }> {
  const place = `envelope/${envelopeId}/${periodKey === undefined ? '' : `${periodKey}/`}`;
  const before = partsOf(cursor, 1)?.[0] ?? null;
  const rows = await sql<LineRow[]>`
    with account as materialized (
      select id, key from ledger_account where workspace = ${workspace} and starts_with(key, ${place})
    ), page as (
      select id from ledger_transaction
      where accounts && array(select id from account) and (${before}::bigint is null or id < ${before}::bigint)
      order by 1 desc limit ${limit + 1}
    )
    select t.id, t.kind, t.occurred_on, t.posted_on, t.recorded_at, t.memo, t.subject, a.key as account, p.amount
    from page join ledger_transaction t on t.id = page.id
    join ledger_posting p on p.transaction_id = t.id join account a on a.id = p.account_id
    order by t.id desc, p.line`;
  const transactions = new Map<string, EnvelopeTransaction>();
  for (const row of rows) {
    const transaction = transactions.get(row.id) ?? headOf(row);
    transactions.set(row.id, transaction);
    const pocket = row.account.split('/')[3] as Pocket;
    transaction.lines.push({ pocket, amount: formatUsd(parseUsd(row.amount)) });
  }
  const all = [...transactions];
  const last = all.length > limit ? all[limit - 1] : undefined;
  return {
    transactions: all.slice(0, limit).map(([, transaction]) => transaction),
    next_cursor: last ? cursorOf([last[0]]) : null,
  };
}

const headOf = (row: LineRow): EnvelopeTransaction => ({
  id: `txn_${row.id}`,
  kind: row.kind,
  occurred_on: row.occurred_on,
  posted_on: row.posted_on,
  recorded_at: row.recorded_at.toISOString(),
  memo: row.memo,
  subject: row.subject,
  period_key: row.account.split('/')[2] ?? '',
  lines: [],
});

/** Versions of an envelope, newest first. */
export async function envelopeChanges(
  sql: ISql,
  workspace: string,
  envelopeId: string,
): Promise<EnvelopeChangeEntry[]> {
  const rows = await sql<(Omit<EnvelopeChangeEntry, 'at'> & { at: Date })[]>`
    select version, at, by_id, by_name, action, changes from envelope_change
    where workspace = ${workspace} and envelope_id = ${envelopeId} order by version desc limit 200`;
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
