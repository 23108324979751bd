import { type Period, periodsBetween } from '@exchequer/core/close';
import { localDate } from '@exchequer/core/metric';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { CloseRecord, LedgerPeriod } from '@exchequer/model/contract';
import { closedThrough } from '../ledger/index.ts';
import type { CloseOptions } from './options.ts';
import { expensePostings } from './unit-sums.ts';

/** Every month from the first posting to today, newest first. */
export async function ledgerPeriods(
  options: CloseOptions,
  workspace: string,
): Promise<{ items: LedgerPeriod[]; closed_through: string | null }> {
  const { sql, now, company } = options;
  const today = localDate(now().getTime(), company().timeZone);
  const [closed, [span], records, expenses] = await Promise.all([
    closedThrough(sql, workspace, 'financial'),
    sql<{ first: string | null; last: string | null }[]>`
      select min(posted_on) as first, max(posted_on) as last from ledger_transaction
      where workspace = ${workspace} and book = 'financial'`,
    sql<{ period: string; body: CloseRecord }[]>`
      select period, body from close_record where workspace = ${workspace}`,
    sql<{ month: string; amount: string }[]>`
      select to_char(t.posted_on, 'YYYY-MM') as month, sum(p.amount)::text as amount
      ${expensePostings(sql, workspace, { from: '0001-01-01', to: '9999-12-31', by: 'posted' })}
      group by 1`,
  ]);
  const last = span?.last && span.last > today ? span.last : today;
  const months = periodsBetween(span?.first ?? today, last);
  const record = new Map(records.map(({ period, body }) => [period, body]));
  const expense = new Map(expenses.map(({ month, amount }) => [month, parseUsd(amount)]));
  const next = months.find(({ lastDay }) => closed === null || lastDay > closed);
  const items = months.map((period) => ({
    period: period.key,
    state: isClosed(period, closed) ? ('closed' as const) : ('open' as const),
    next: period.key === next?.key && period.to <= today,
    from: period.from,
    to: period.to,
    expense: formatUsd(expense.get(period.key) ?? 0n),
    closed_at: record.get(period.key)?.closed_at ?? null,
    closed_by: record.get(period.key)?.closed_by ?? null,
  }));
  return { items: items.reverse(), closed_through: closed };
}

const isClosed = ({ lastDay }: Period, closed: string | null): boolean =>
  closed !== null && lastDay <= closed;
