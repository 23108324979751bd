import { expenseRoots } from '@exchequer/core/close';
import { parseUsd } from '@exchequer/model';
import { type UnitKind, unassignedUnit } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import { chargesIn, type DayRange, transactionsIn } from './range.ts';

/** What a unit is charged. */
export interface UnitSums {
  usage: bigint;
  shared: bigint;
  other: bigint;
}

type SumRow = { unit: string; amount: string };

/**
 * The expense of a range by unit: every charge and every posting on an expense account stands in
 * exactly one unit, `unassigned` among them, so that the units sum to the expense of the ledger.
 */
export async function unitSums(
  sql: ISql,
  workspace: string,
  kind: UnitKind,
  range: DayRange,
): Promise<Map<string, UnitSums>> {
  const [usage, shared, other] = await Promise.all([
    usageSums(sql, workspace, kind, range),
    sharedSums(sql, workspace, kind, range),
    otherSums(sql, workspace, kind, range),
  ]);
  const sums = new Map<string, UnitSums>();
  const add = (rows: readonly SumRow[], part: keyof UnitSums) => {
    for (const { unit, amount } of rows) {
      const known = sums.get(unit) ?? { usage: 0n, shared: 0n, other: 0n };
      sums.set(unit, { ...known, [part]: known[part] + parseUsd(amount) });
    }
  };
  add(usage, 'usage');
  add(shared, 'shared');
  add(other, 'other');
  return sums;
}

/** Column of a charge that names its unit; '' and null are nobody's. */
export function chargeUnit(sql: ISql, kind: UnitKind) {
  const columns = {
    team: sql`c.team_id`,
    cost_center: sql`c.cost_center`,
    purpose: sql`c.purpose`,
    project: sql`c.project`,
    envelope: sql`c.envelope_id`,
  };
  return sql`coalesce(nullif(${columns[kind]}, ''), ${unassignedUnit})`;
}

/** Unit of an expense account: its cost centre or purpose; nothing else is told by an account. */
export function accountUnit(sql: ISql, kind: UnitKind) {
  const place = { cost_center: 3, purpose: 2, team: 0, project: 0, envelope: 0 }[kind];
  if (place === 0) return sql`${unassignedUnit}::text`;
  return sql`case when split_part(a.key, '/', 1) = 'expense'
    then replace(replace(split_part(a.key, '/', ${place}), '%2F', '/'), '%25', '%')
    else ${unassignedUnit} end`;
}

const usageSums = (sql: ISql, workspace: string, kind: UnitKind, range: DayRange) => sql<SumRow[]>`
  select ${chargeUnit(sql, kind)} as unit, sum(c.amount)::text as amount
  from charge c where c.workspace = ${workspace} and ${chargesIn(sql, range)}
  group by 1`;

/** Postings on expense accounts in a range. */
export const expensePostings = (sql: ISql, workspace: string, range: DayRange) => sql`
  from ledger_transaction t
  join ledger_posting p on p.transaction_id = t.id
  join ledger_account a on a.id = p.account_id
  where t.workspace = ${workspace} and t.book = 'financial' and ${transactionsIn(sql, range)}
    and split_part(a.key, '/', 1) = any (${expenseRoots as unknown as string[]})`;

/** True of entries that are neither usage, which has charges, nor a sharing out. */
export const besideUsage = (sql: ISql) =>
  sql`t.detail->>'usage' is distinct from 'true' and t.kind <> 'allocation'`;

const otherSums = (sql: ISql, workspace: string, kind: UnitKind, range: DayRange) => sql<SumRow[]>`
  select ${accountUnit(sql, kind)} as unit, sum(p.amount)::text as amount
  ${expensePostings(sql, workspace, range)} and ${besideUsage(sql)}
  group by 1`;

function sharedSums(sql: ISql, workspace: string, kind: UnitKind, range: DayRange) {
  if (kind !== 'team') {
    return sql<SumRow[]>`
      select ${accountUnit(sql, kind)} as unit, sum(p.amount)::text as amount
      ${expensePostings(sql, workspace, range)} and t.kind = 'allocation'
      group by 1`;
  }
  // What a team takes is nobody's no more.
  return sql<SumRow[]>`
    select unit, sum(amount)::text as amount from (
      select s.team_id as unit, s.amount from allocation_part s
      join ledger_transaction t on t.id = s.transaction_id
      where s.workspace = ${workspace} and s.team_id <> '' and ${transactionsIn(sql, range)}
      union all
      select ${unassignedUnit}, -s.amount from allocation_part s
      join ledger_transaction t on t.id = s.transaction_id
      where s.workspace = ${workspace} and s.team_id <> '' and ${transactionsIn(sql, range)}
      union all
      select ${unassignedUnit}, p.amount ${expensePostings(sql, workspace, range)} and t.kind = 'allocation'
    ) as part group by unit`;
}
