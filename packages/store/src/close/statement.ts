import { basisUnits, type Period, periodOf } from '@exchequer/core/close';
import { formatUsd, parseUsd } from '@exchequer/model';
import { type Statement, type StatementView, type UnitKind, unassignedUnit } from '@exchequer/model/contract';
import type { CloseOptions } from './options.ts';
import { chargesIn, type DayRange, transactionsIn } from './range.ts';
import { unitNames } from './unit-names.ts';
import { accountUnit, besideUsage, chargeUnit, expensePostings, unitSums } from './unit-sums.ts';
import { subtreeTotals, totalOf } from './units.ts';
import { closeMark, viewRange } from './view.ts';

export interface StatementAsked {
  kind: UnitKind;
  unit: string;
  period: string;
  view: StatementView;
}

/** The statement of a unit: its usage by model, its shares with their key and basis, and the rest. */
export async function statementOf(
  options: CloseOptions,
  workspace: string,
  { kind, unit, period: key, view }: StatementAsked,
): Promise<Statement> {
  const { sql } = options;
  const period = periodOf(key);
  const mark = await closeMark(sql, workspace, key);
  const range = viewRange(period, view, mark);
  const of = { workspace, kind, unit, range };
  const [names, sums, usage, shared, other] = await Promise.all([
    unitNames(sql, workspace, kind),
    unitSums(sql, workspace, kind, range),
    usageLines(options, of),
    sharedLines(options, of),
    otherLines(options, of),
  ]);
  const mine = sums.get(unit) ?? { usage: 0n, shared: 0n, other: 0n };
  const subtrees = subtreeTotals(sums, names);
  const children = [...subtrees].filter(([child]) => names.parent(child) === unit);
  return {
    ...headOf(options, period, view, mark !== null),
    unit: { kind, key: unit, label: names.label(unit), parent: names.parent(unit) },
    usage,
    shared,
    other,
    totals: {
      usage: formatUsd(mine.usage),
      shared: formatUsd(mine.shared),
      other: formatUsd(mine.other),
      total: formatUsd(totalOf(mine)),
      subtree_total: formatUsd(subtrees.get(unit) ?? 0n),
    },
    children: children.map(([child, total]) => ({
      key: child,
      label: names.label(child),
      subtree_total: formatUsd(total),
    })),
  };
}

const headOf = ({ company, now }: CloseOptions, period: Period, view: StatementView, closed: boolean) => ({
  period: period.key,
  from: period.from,
  to: period.to,
  time_zone: company().timeZone,
  currency: 'USD',
  view,
  state: closed ? ('closed' as const) : ('open' as const),
  snapshot_at: now().toISOString(),
});

interface LinesOf {
  workspace: string;
  kind: UnitKind;
  unit: string;
  range: DayRange;
}

async function usageLines({ sql }: CloseOptions, { workspace, kind, unit, range }: LinesOf) {
  const rows = await sql<Statement['usage']>`
    select c.provider, c.model, sum(c.requests)::text as requests,
      sum(c.uncached_input + c.cache_read + c.cache_write_5m + c.cache_write_30m + c.cache_write_1h
        + c.cache_write_12h + c.cache_write_unknown + c.output)::text as tokens,
      sum(c.amount)::text as charged
    from charge c
    where c.workspace = ${workspace} and ${chargeUnit(sql, kind)} = ${unit} and ${chargesIn(sql, range)}
    group by c.provider, c.model
    having sum(c.amount) <> 0 or sum(c.requests) <> 0
    order by sum(c.amount) desc, c.provider, c.model`;
  return rows.map((row) => ({ ...row, charged: exact(row.charged) }));
}

const exact = (amount: string): string => formatUsd(parseUsd(amount));

type SharedRow = Statement['shared'][number];

async function sharedLines({ sql }: CloseOptions, { workspace, kind, unit, range }: LinesOf) {
  const column = { team: sql`s.team_id`, cost_center: sql`s.cost_center`, purpose: sql`s.purpose` };
  const parts =
    kind === 'project' || kind === 'envelope' || (kind === 'team' && unit === unassignedUnit)
      ? []
      : await sql<SharedRow[]>`
          select s.rule_id, s.rule_name as name, s.pool, s.basis_key as key, s.basis, s.basis_of, '' as basis_unit,
            s.whole::text as whole, s.amount::text as amount, 'txn_' || s.transaction_id as transaction_id
          from allocation_part s join ledger_transaction t on t.id = s.transaction_id
          where s.workspace = ${workspace} and ${column[kind]} = ${unit} and ${transactionsIn(sql, range)}
          order by s.transaction_id, s.part`;
  // A team has no account; what leaves a pool leaves nobody's.
  const pools =
    kind === 'team' && unit !== unassignedUnit
      ? []
      : await sql<SharedRow[]>`
          select t.subject as rule_id, t.memo as name, t.detail->>'pool' as pool, t.detail->>'key' as key,
            '' as basis, '' as basis_of, '' as basis_unit, '0' as whole,
            (sum(p.amount) ${teamsTake(sql, kind)})::text as amount, 'txn_' || t.id as transaction_id
          ${expensePostings(sql, workspace, range)} and t.kind = 'allocation' and ${accountUnit(sql, kind)} = ${unit}
          group by t.id, t.subject, t.memo, t.detail->>'pool', t.detail->>'key'`;
  return [...parts, ...givenAway(parts, pools)].map((row) => ({
    ...row,
    basis_unit: basisUnits[row.key],
    whole: exact(row.whole),
    amount: exact(row.amount),
  }));
}

const teamsTake = (sql: CloseOptions['sql'], kind: UnitKind) =>
  kind === 'team'
    ? sql`- coalesce((select sum(s.amount) from allocation_part s
        where s.transaction_id = t.id and s.team_id <> ''), 0)`
    : sql``;

/** What leaves the unit for others: its side of an entry less the shares that it takes of it. */
function givenAway(parts: readonly SharedRow[], pools: readonly SharedRow[]): SharedRow[] {
  return pools.flatMap((pool) => {
    const taken = parts
      .filter(({ transaction_id }) => transaction_id === pool.transaction_id)
      .reduce((sum, { amount }) => sum + parseUsd(amount), 0n);
    const rest = parseUsd(pool.amount) - taken;
    return rest === 0n ? [] : [{ ...pool, whole: formatUsd(-rest), amount: formatUsd(rest) }];
  });
}

async function otherLines({ sql }: CloseOptions, { workspace, kind, unit, range }: LinesOf) {
  const rows = await sql<Statement['other']>`
    select 'txn_' || t.id as transaction_id, t.kind, t.posted_on, t.memo, a.key as account, p.amount::text as amount
    ${expensePostings(sql, workspace, range)} and ${besideUsage(sql)} and ${accountUnit(sql, kind)} = ${unit}
    order by t.posted_on, t.id, p.line limit 1000`;
  return rows.map((row) => ({ ...row, amount: exact(row.amount) }));
}
