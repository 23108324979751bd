import { type Book, books, type EntryKind, type PostingDraft, parseUsd } from '@exchequer/model';
import type { Sql } from 'postgres';
import { cursorOf, partsOf } from '../postgres/index.ts';
import type { CurrencyAmount, Page, TransactionFilter, TransactionRecord, TransactionRow } from './record.ts';

interface Row {
  id: string;
  book: Book;
  kind: EntryKind;
  occurred_on: string;
  posted_on: string;
  recorded_at: Date;
  memo: string;
  subject: string;
  command_key: string;
  detail: TransactionRow['detail'] | null;
  reverses: string | null;
  reversed_by: string | null;
}

/** Reading a day range per book lets the index give each book's rows in order. */
export async function transactions(
  sql: Sql,
  workspace: string,
  filter: TransactionFilter,
): Promise<Page<TransactionRow>> {
  const { book, kind, subject, from, to, limit } = filter;
  const after = partsOf(filter.cursor, 2);
  const accounts = filter.account ? await fewAccounts(sql, workspace, filter.account) : null;
  const rows = await sql<Row[]>`
    SELECT t.* FROM unnest(${book ? [book] : [...books]}::text[]) AS b (book)
    CROSS JOIN LATERAL (
      SELECT ${columns(sql)} FROM ledger_transaction t
      WHERE t.workspace = ${workspace} AND t.book = b.book
        ${from ? sql`AND t.posted_on >= ${from}::date` : sql``}
        ${to ? sql`AND t.posted_on < ${to}::date` : sql``}
        ${after ? sql`AND (t.posted_on, t.id) < (${after[0] as string}::date, ${after[1] as string}::bigint)` : sql``}
        ${kind ? sql`AND t.kind = ${kind}` : sql``}
        ${subject ? sql`AND t.subject = ${subject}` : sql``}
        ${filter.account ? postsTo(sql, filter.account, accounts) : sql``}
      ORDER BY t.posted_on DESC, t.id DESC LIMIT ${limit + 1}) t
    ORDER BY t.posted_on DESC, t.id DESC LIMIT ${limit + 1}`;
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const amounts = await debits(sql, shown);
  return {
    items: shown.map((row) => transactionOf(row, amounts.get(row.id) ?? [])),
    nextCursor: last ? cursorOf([last.posted_on, last.id]) : null,
  };
}

const columns = (sql: Sql) => sql`
  t.id, t.book, t.kind, t.occurred_on, t.posted_on, t.recorded_at, t.memo, t.subject, t.command_key,
  t.detail, t.reverses, (SELECT r.id FROM ledger_transaction r WHERE r.reverses = t.id) AS reversed_by`;

/** Ids of the accounts with a prefix; null when they are many. */
async function fewAccounts(sql: Sql, workspace: string, prefix: string): Promise<string[] | null> {
  const few = 100;
  const rows = await sql<{ id: string }[]>`
    SELECT id FROM ledger_account WHERE workspace = ${workspace} AND starts_with(key, ${prefix})
    LIMIT ${few + 1}`;
  return rows.length > few ? null : rows.map(({ id }) => id);
}

/** Few accounts lead to their transactions; for many, each transaction is asked for its accounts. */
const postsTo = (sql: Sql, prefix: string, accounts: string[] | null) =>
  accounts
    ? sql`AND t.accounts && ${accounts}::bigint[]`
    : sql`AND EXISTS (
        SELECT FROM ledger_account a WHERE a.id = ANY (t.accounts) AND starts_with(a.key, ${prefix}))`;

async function debits(sql: Sql, rows: readonly Row[]): Promise<Map<string, CurrencyAmount[]>> {
  const sums = await sql<{ id: string; currency: string; amount: string }[]>`
    SELECT p.transaction_id AS id, a.currency, sum(p.amount) AS amount
    FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
    WHERE p.transaction_id = ANY (${rows.map(({ id }) => id)}::bigint[]) AND p.amount > 0
    GROUP BY 1, 2 ORDER BY 1, 2`;
  const amounts = new Map<string, CurrencyAmount[]>();
  for (const { id, currency, amount } of sums) {
    amounts.set(id, [...(amounts.get(id) ?? []), { currency, amount: parseUsd(amount) }]);
  }
  return amounts;
}

const transactionOf = (row: Row, amounts: CurrencyAmount[]): TransactionRow => ({
  id: row.id,
  book: row.book,
  kind: row.kind,
  occurredOn: row.occurred_on,
  postedOn: row.posted_on,
  recordedAt: row.recorded_at,
  memo: row.memo,
  subject: row.subject,
  commandKey: row.command_key,
  detail: row.detail ?? {},
  amounts,
  reverses: row.reverses,
  reversedBy: row.reversed_by,
});

export async function transaction(
  sql: Sql,
  workspace: string,
  id: string,
): Promise<TransactionRecord | null> {
  if (!/^\d{1,18}$/.test(id)) return null;
  const [row] = await sql<(Row & { digest: string })[]>`
    SELECT ${columns(sql)}, encode(t.digest, 'hex') AS digest FROM ledger_transaction t
    WHERE t.id = ${id}::bigint AND t.workspace = ${workspace}`;
  if (!row) return null;
  const [postings, seals, amounts] = await Promise.all([
    postingsOf(sql, id),
    sql<{ id: string; hash: string; sealed_at: Date }[]>`
      SELECT id, encode(hash, 'hex') AS hash, sealed_at FROM ledger_seal
      WHERE first_transaction <= ${id}::bigint AND last_transaction >= ${id}::bigint`,
    debits(sql, [row]),
  ]);
  const [seal] = seals;
  return {
    ...transactionOf(row, amounts.get(id) ?? []),
    digest: row.digest,
    postings,
    seal: seal ? { id: seal.id, hash: seal.hash, sealedAt: seal.sealed_at } : null,
  };
}

async function postingsOf(sql: Sql, id: string): Promise<(PostingDraft & { line: number })[]> {
  const rows = await sql<{ line: number; key: string; currency: string; amount: string }[]>`
    SELECT p.line, a.key, a.currency, p.amount
    FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
    WHERE p.transaction_id = ${id}::bigint ORDER BY p.line`;
  return rows.map((row) => ({ ...row, amount: parseUsd(row.amount) }));
}
