import { type OutcomeRule, outcomeKindOf, outcomeKinds } from '@exchequer/model';
import type { Sql } from 'postgres';

interface RuleRow {
  kind: string;
  reversal_days: number;
  human_minutes: string;
  human_minutes_plus_minus: string;
  measured_by: string;
  value_usd: string | null;
}

/** What the company says of kinds of outcomes: the newest version of each. */
export async function outcomeRules(sql: Sql, workspace: string): Promise<OutcomeRule[]> {
  const rows = await sql<RuleRow[]>`
    select distinct on (kind) kind, reversal_days, human_minutes, human_minutes_plus_minus, measured_by, value_usd
    from outcome_rule where workspace = ${workspace} order by kind, recorded_at desc`;
  return rows.map((row) => ({
    kind: row.kind,
    reversalDays: row.reversal_days,
    humanMinutes: Number(row.human_minutes),
    humanMinutesPlusMinus: Number(row.human_minutes_plus_minus),
    measuredBy: row.measured_by,
    valueUsd: row.value_usd ?? '',
  }));
}

/** The same with the usual facts of every result that the company says nothing of. */
export async function allOutcomeRules(sql: Sql, workspace: string): Promise<OutcomeRule[]> {
  const said = await outcomeRules(sql, workspace);
  const known = new Set(said.map(({ kind }) => kind));
  const usual = Object.keys(outcomeKinds)
    .filter((kind) => !known.has(kind) && outcomeKindOf(kind)?.role === 'result')
    .map((kind) => ({
      kind,
      reversalDays: outcomeKindOf(kind)?.reversalDays ?? 0,
      humanMinutes: 0,
      humanMinutesPlusMinus: 0,
      measuredBy: '',
      valueUsd: '',
    }));
  return [...said, ...usual].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

/** Keeps a new version of a rule; the ones before stay, to explain past judgements. */
export async function keepOutcomeRule(
  sql: Sql,
  workspace: string,
  rule: OutcomeRule,
  by: { id: string; at: Date },
): Promise<void> {
  await sql`
    insert into outcome_rule (workspace, kind, reversal_days, human_minutes, human_minutes_plus_minus,
      measured_by, value_usd, recorded_at, recorded_by)
    values (${workspace}, ${rule.kind}, ${rule.reversalDays}, ${rule.humanMinutes}, ${rule.humanMinutesPlusMinus},
      ${rule.measuredBy}, ${rule.valueUsd === '' ? null : rule.valueUsd}, ${by.at}, ${by.id})
    on conflict (workspace, kind, recorded_at) do update set
      reversal_days = excluded.reversal_days, human_minutes = excluded.human_minutes,
      human_minutes_plus_minus = excluded.human_minutes_plus_minus, measured_by = excluded.measured_by,
      value_usd = excluded.value_usd`;
}
