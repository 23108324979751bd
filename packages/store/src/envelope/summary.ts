import { runwayDays } from '@exchequer/core/envelope';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { BudgetEnvelope, BudgetSummary, UncoveredDay } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import type { BudgetState } from './list.ts';
import type { BudgetOptions } from './options.ts';

interface Totals {
  committed: bigint;
  spent: bigint;
  held: bigint;
  free: bigint;
  overdrawn: bigint;
  rate: bigint;
}

const none: Totals = { committed: 0n, spent: 0n, held: 0n, free: 0n, overdrawn: 0n, rate: 0n };

/** The heroes of the budgets page: sums over the roots, since each carries the spend of all below it. */
export async function summarise(
  options: BudgetOptions,
  workspace: string,
  { shown }: BudgetState,
): Promise<BudgetSummary> {
  const active = shown.filter(({ state }) => state === 'active');
  const totals = new Map<string, Totals>();
  for (const root of active.filter(({ parent_id }) => parent_id === null)) {
    totals.set(root.currency, addRoot(totals.get(root.currency) ?? none, root));
  }
  const [uncovered] = await options.sql<{ amount: string; since: string | null }[]>`
    select coalesce(sum(uncovered), 0) as amount, min(occurred_on) as since
    from budget_usage where workspace = ${workspace} and uncovered <> 0`;
  return {
    as_of: options.now().toISOString(),
    time_zone: options.timeZone(),
    envelopes: active.length,
    open_requests: active.reduce((sum, { open_requests }) => sum + open_requests, 0),
    over_budget: active.filter(isOver).length,
    totals: [...totals].map(([currency, total]) => totalView(currency, total)),
    uncovered: {
      amount: formatUsd(parseUsd(uncovered?.amount ?? '0')),
      since: uncovered?.since ?? null,
    },
  };
}

/** Overdrawn, or with the whole limit spent. */
export const isOver = ({ balance }: Pick<BudgetEnvelope, 'balance'>): boolean =>
  balance !== null &&
  (parseUsd(balance.overdrawn) > 0n ||
    (parseUsd(balance.limit) > 0n && parseUsd(balance.spent) >= parseUsd(balance.limit)));

function addRoot(total: Totals, { balance }: BudgetEnvelope): Totals {
  if (!balance) return total;
  return {
    committed: total.committed + parseUsd(balance.limit),
    spent: total.spent + parseUsd(balance.spent),
    held: total.held + parseUsd(balance.reserved) + parseUsd(balance.leased),
    free: total.free + parseUsd(balance.free),
    overdrawn: total.overdrawn + parseUsd(balance.overdrawn),
    rate: total.rate + parseUsd(balance.daily_spend),
  };
}

const totalView = (currency: string, total: Totals) => ({
  currency,
  committed: formatUsd(total.committed),
  spent: formatUsd(total.spent),
  held: formatUsd(total.held),
  free: formatUsd(total.free),
  overdrawn: formatUsd(total.overdrawn),
  daily_spend: formatUsd(total.rate),
  days_left: runwayDays(total.free, total.rate),
});

/** Usage that no envelope pays for, by day and team. */
export async function uncoveredUsage(
  sql: ISql,
  workspace: string,
  { from = null, to = null }: { from?: string | null; to?: string | null },
): Promise<{ total: string; days: UncoveredDay[] }> {
  const rows = await sql<
    { date: string; team_id: string; team_name: string | null; currency: string; amount: string }[]
  >`
    select u.occurred_on as date, u.team_id, t.name as team_name, u.currency, sum(u.uncovered) as amount
    from budget_usage u left join team t on t.workspace = u.workspace and t.id = u.team_id
    where u.workspace = ${workspace} and u.uncovered <> 0
      and (${from}::date is null or u.occurred_on >= ${from}::date)
      and (${to}::date is null or u.occurred_on < ${to}::date)
    group by 1, 2, 3, 4 having sum(u.uncovered) <> 0 order by 1, 3 nulls last, 2, 4`;
  const total = rows.reduce((sum, { amount }) => sum + parseUsd(amount), 0n);
  const days = rows.map(({ date, team_id: id, team_name: name, currency, amount }) => ({
    date,
    team_id: id || null,
    team_name: id ? (name ?? id) : 'unattributed',
    currency,
    amount: formatUsd(parseUsd(amount)),
  }));
  return { total: formatUsd(total), days };
}
