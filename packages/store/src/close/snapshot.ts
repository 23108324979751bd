import { createHash } from 'node:crypto';
import type { Period } from '@exchequer/core/close';
import { formatUsd, parseUsd } from '@exchequer/model';
import { type CloseRecord, unitKinds } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import { glJournal } from './gl-journal.ts';
import { expensePostings, unitSums } from './unit-sums.ts';

/** Sums that a month's record keeps: its expense, and balances at its end. */
export async function bookTotals(
  sql: ISql,
  workspace: string,
  period: Period,
): Promise<CloseRecord['totals']> {
  const range = { from: period.from, to: period.to, by: 'posted' as const };
  const [[expense], purposes, balances, [counted]] = await Promise.all([
    sql<{ all: string; usage: string }[]>`
      select coalesce(sum(p.amount), 0)::text as all,
        coalesce(sum(p.amount) filter (where t.detail->>'usage' = 'true'), 0)::text as usage
      ${expensePostings(sql, workspace, range)}`,
    sql<{ purpose: string; amount: string }[]>`
      select split_part(a.key, '/', 2) as purpose, sum(p.amount)::text as amount
      ${expensePostings(sql, workspace, range)} and split_part(a.key, '/', 1) = 'expense'
      group by 1 having sum(p.amount) <> 0 order by 1`,
    sql<{ root: string; amount: string }[]>`
      select split_part(a.key, '/', 1) as root, sum(p.amount)::text as amount
      from ledger_transaction t
      join ledger_posting p on p.transaction_id = t.id
      join ledger_account a on a.id = p.account_id
      where t.workspace = ${workspace} and t.book = 'financial' and t.posted_on < ${period.to}
      group by 1`,
    sql<{ n: string }[]>`
      select count(*)::text as n from ledger_transaction
      where workspace = ${workspace} and book = 'financial' and posted_on >= ${period.from} and posted_on < ${period.to}`,
  ]);
  const balance = (root: string) => exact(balances.find((row) => row.root === root)?.amount ?? '0');
  return {
    expense: exact(expense?.all ?? '0'),
    usage: exact(expense?.usage ?? '0'),
    by_purpose: purposes.map(({ purpose, amount }) => ({ purpose, amount: exact(amount) })),
    prepaid: balance('prepaid'),
    accrued: balance('accrued'),
    payable: balance('payable'),
    suspense: balance('suspense'),
    variance: balance('variance'),
    breakage: balance('breakage'),
    transactions: counted?.n ?? '0',
  };
}

const exact = (amount: string): string => formatUsd(parseUsd(amount));

/**
 * Digests of what a month's reports say by the day of posting. Names and maps, which may change, are
 * no part of them, so that a closed month gives the same digests for ever.
 */
export async function reportDigests(
  sql: ISql,
  workspace: string,
  period: Period,
): Promise<CloseRecord['digests']> {
  const range = { from: period.from, to: period.to, by: 'posted' as const };
  return {
    trial_balance: await trialBalanceDigest(sql, workspace, period),
    statements: await statementsDigest(sql, workspace, range),
    general_ledger: await journalDigest(sql, workspace, range),
  };
}

async function trialBalanceDigest(sql: ISql, workspace: string, { to }: Period): Promise<string> {
  const hash = createHash('sha256');
  const query = sql<{ key: string; currency: string; debit: string; credit: string }[]>`
    select a.key, a.currency, sum(greatest(p.amount, 0))::text as debit, sum(greatest(-p.amount, 0))::text as credit
    from ledger_transaction t
    join ledger_posting p on p.transaction_id = t.id
    join ledger_account a on a.id = p.account_id
    where t.workspace = ${workspace} and t.book = 'financial' and t.posted_on < ${to}
    group by a.key, a.currency order by a.key collate "C", a.currency collate "C"`;
  for await (const rows of query.cursor(2_000)) {
    for (const { key, currency, debit, credit } of rows) {
      hash.update(`${JSON.stringify([key, currency, exact(debit), exact(credit)])}\n`);
    }
  }
  return hash.digest('hex');
}

type Range = { from: string; to: string; by: 'posted' };

async function statementsDigest(sql: ISql, workspace: string, range: Range): Promise<string> {
  const hash = createHash('sha256');
  for (const kind of unitKinds) {
    const sums = await unitSums(sql, workspace, kind, range);
    const lines = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, { usage, shared, other }] of lines) {
      hash.update(`${JSON.stringify([kind, key, formatUsd(usage), formatUsd(shared), formatUsd(other)])}\n`);
    }
  }
  return hash.digest('hex');
}

async function journalDigest(sql: ISql, workspace: string, range: Range): Promise<string> {
  const hash = createHash('sha256');
  const asked = { workspace, range, detail: 'lines', amounts: 'exact' } as const;
  for await (const line of glJournal(sql, asked)) {
    hash.update(
      `${JSON.stringify([line.transactionId, line.account, line.currency, formatUsd(line.amount), line.digest])}\n`,
    );
  }
  return hash.digest('hex');
}
