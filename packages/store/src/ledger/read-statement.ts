import { type EntryKind, parseUsd } from '@exchequer/model';
import type { Sql } from 'postgres';
import { cursorOf, partsOf } from '../postgres/index.ts';
import type { Statement, StatementAsk, StatementLine } from './record.ts';

interface Row {
  id: string;
  line: number;
  kind: EntryKind;
  posted_on: string;
  occurred_on: string;
  memo: string;
  subject: string;
  amount: string;
  balance: string;
}

export async function accountStatement(sql: Sql, workspace: string, ask: StatementAsk): Promise<Statement> {
  const { account, currency, limit } = ask;
  const [found] = await sql<{ id: string }[]>`
    SELECT id FROM ledger_account
    WHERE workspace = ${workspace} AND key = ${account} AND currency = ${currency}`;
  if (!found) return { opening: 0n, closing: 0n, lines: [], nextCursor: null };
  const [ends, rows] = await Promise.all([endsOf(sql, found.id, ask), linesOf(sql, found.id, ask)]);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    ...ends,
    lines: shown.map(lineOf),
    nextCursor: last ? cursorOf([last.posted_on, last.id, String(last.line)]) : null,
  };
}

async function endsOf(sql: Sql, id: string, { from, to }: StatementAsk) {
  const [row] = await sql<{ opening: string; closing: string }[]>`
    SELECT
      coalesce(sum(p.amount) FILTER (WHERE t.posted_on < ${from ?? '-infinity'}::date), 0) AS opening,
      coalesce(sum(p.amount) FILTER (WHERE t.posted_on < ${to ?? 'infinity'}::date), 0) AS closing
    FROM ledger_postings_on(${id}::bigint) p JOIN ledger_transaction t ON t.id = p.transaction_id`;
  return { opening: parseUsd(row?.opening ?? '0'), closing: parseUsd(row?.closing ?? '0') };
}

function linesOf(sql: Sql, id: string, { from, to, cursor, limit }: StatementAsk) {
  const after = partsOf(cursor, 3);
  return sql<Row[]>`
    SELECT * FROM (
      SELECT t.id, p.line, t.kind, t.posted_on, t.occurred_on, t.memo, t.subject, p.amount,
        sum(p.amount) OVER (ORDER BY t.posted_on, t.id, p.line) AS balance
      FROM ledger_postings_on(${id}::bigint) p JOIN ledger_transaction t ON t.id = p.transaction_id
      WHERE t.posted_on < ${to ?? 'infinity'}::date) l
    WHERE posted_on >= ${from ?? '-infinity'}::date
      ${after ? sql`AND (posted_on, id, line) > (${after[0] as string}::date, ${after[1] as string}::bigint, ${after[2] as string}::int)` : sql``}
    ORDER BY posted_on, id, line LIMIT ${limit + 1}`;
}

const lineOf = (row: Row): StatementLine => ({
  transactionId: row.id,
  line: row.line,
  kind: row.kind,
  postedOn: row.posted_on,
  occurredOn: row.occurred_on,
  memo: row.memo,
  subject: row.subject,
  amount: parseUsd(row.amount),
  balance: parseUsd(row.balance),
});
