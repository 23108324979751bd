import { formatUsd, parseUsd } from '@exchequer/model';
import type { BudgetAlert, BudgetEnvelope } from '@exchequer/model/contract';
import type { ISql, Sql } from 'postgres';
import { cursorOf, partsOf } from '../postgres/index.ts';

/** A threshold that was passed for the first time in its period. */
export interface ThresholdCrossed {
  workspace: string;
  envelope: BudgetEnvelope;
  threshold: number;
}

/** Writes down what was passed since the last look, and returns that alone. */
export async function noteThresholds(
  sql: Sql,
  workspace: string,
  envelopes: readonly BudgetEnvelope[],
  at: Date,
): Promise<ThresholdCrossed[]> {
  const noted: ThresholdCrossed[] = [];
  for (const envelope of envelopes) {
    for (const threshold of envelope.balance?.crossed ?? []) {
      const { period_key: key, spent, limit } = envelope.balance as NonNullable<typeof envelope.balance>;
      const fresh = await sql`
        insert into envelope_alert (workspace, envelope_id, period_key, threshold, spent, period_limit, at)
        values (${workspace}, ${envelope.id}, ${key}, ${threshold}, ${spent}, ${limit}, ${at})
        on conflict do nothing returning id`;
      if (fresh.length > 0) noted.push({ workspace, envelope, threshold });
    }
  }
  return noted;
}

interface AlertRow {
  id: string;
  envelope_id: string;
  envelope_name: string;
  period_key: string;
  threshold: string;
  currency: string;
  spent: string;
  period_limit: string;
  at: Date;
}

/** Alerts, newest first, of the envelopes that the reader may see. */
export async function listAlerts(
  sql: ISql,
  workspace: string,
  filter: { envelopeIds: readonly string[]; cursor?: string | undefined; limit: number },
): Promise<{ alerts: BudgetAlert[]; next_cursor: string | null }> {
  const before = partsOf(filter.cursor, 1)?.[0] ?? null;
  const rows = await sql<AlertRow[]>`
    select a.id, a.envelope_id, e.name as envelope_name, a.period_key, a.threshold, e.currency, a.spent,
      a.period_limit, a.at
    from envelope_alert a join envelope e on e.workspace = a.workspace and e.id = a.envelope_id
    where a.workspace = ${workspace} and a.envelope_id = any(${[...filter.envelopeIds]})
      and (${before}::bigint is null or a.id < ${before}::bigint)
    order by a.id desc limit ${filter.limit + 1}`;
  const shown = rows.slice(0, filter.limit);
  const last = rows.length > filter.limit ? shown.at(-1) : undefined;
  return { alerts: shown.map(alertOf), next_cursor: last ? cursorOf([last.id]) : null };
}

const alertOf = (row: AlertRow): BudgetAlert => ({
  id: row.id,
  envelope_id: row.envelope_id,
  envelope_name: row.envelope_name,
  period_key: row.period_key,
  threshold: Number(row.threshold),
  currency: row.currency,
  spent: formatUsd(parseUsd(row.spent)),
  limit: formatUsd(parseUsd(row.period_limit)),
  at: row.at.toISOString(),
});
