import type { Realised, RealisedRecord } from '@exchequer/core/advice';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { ISql, Sql } from 'postgres';

/** A measurement of what an applied action brought, beside what it promised. */
export interface KeptRealised {
  recommendationId: string;
  appliedId: string;
  rule: number;
  asOf: Date;
  promised: { low: bigint; likely: bigint; high: bigint };
  measured: Realised;
}

interface Row {
  recommendationId: string;
  appliedId: string;
  rule: number;
  asOf: Date;
  method: Realised['method'];
  verdict: Realised['verdict'];
  says: string;
  promisedLow: string;
  promisedLikely: string;
  promisedHigh: string;
  realisedLow: string | null;
  realisedLikely: string | null;
  realisedHigh: string | null;
}

const spanOf = (low: string | null, likely: string | null, high: string | null) =>
  low === null || likely === null || high === null
    ? null
    : { low: parseUsd(low), likely: parseUsd(likely), high: parseUsd(high) };

function toKept(row: Row): KeptRealised {
  const span = spanOf(row.realisedLow, row.realisedLikely, row.realisedHigh);
  return {
    recommendationId: row.recommendationId,
    appliedId: row.appliedId,
    rule: row.rule,
    asOf: row.asOf,
    promised: {
      low: parseUsd(row.promisedLow),
      likely: parseUsd(row.promisedLikely),
      high: parseUsd(row.promisedHigh),
    },
    measured: { method: row.method, verdict: row.verdict, says: row.says, span },
  };
}

const columns = (sql: ISql) => sql`
  recommendation_id as "recommendationId", applied_id as "appliedId", rule, as_of as "asOf", method, verdict, says,
  promised_low::text as "promisedLow", promised_likely::text as "promisedLikely",
  promised_high::text as "promisedHigh", realised_low::text as "realisedLow",
  realised_likely::text as "realisedLikely", realised_high::text as "realisedHigh"`;

/** Keeps a measurement; one of the same time stands. */
export async function keepRealised(sql: Sql, workspace: string, kept: KeptRealised): Promise<void> {
  const { promised, measured } = kept;
  const text = (amount: bigint | undefined) => (amount === undefined ? null : formatUsd(amount));
  await sql`
    insert into realised ${sql({
      workspace,
      recommendation_id: kept.recommendationId,
      applied_id: kept.appliedId,
      rule: kept.rule,
      as_of: kept.asOf,
      method: measured.method,
      level: '0.80',
      promised_low: formatUsd(promised.low),
      promised_likely: formatUsd(promised.likely),
      promised_high: formatUsd(promised.high),
      realised_low: text(measured.span?.low),
      realised_likely: text(measured.span?.likely),
      realised_high: text(measured.span?.high),
      verdict: measured.verdict,
      says: measured.says,
    })} on conflict do nothing`;
}

/** The newest measurement of each of these recommendations. */
export async function loadRealised(
  sql: ISql,
  workspace: string,
  recommendationIds: readonly string[],
): Promise<Map<string, KeptRealised>> {
  if (recommendationIds.length === 0) return new Map();
  const rows = await sql<Row[]>`
    select distinct on (recommendation_id) ${columns(sql)} from realised
    where workspace = ${workspace} and recommendation_id = any(${[...recommendationIds]})
    order by recommendation_id, as_of desc`;
  return new Map(rows.map((row) => [row.recommendationId, toKept(row)]));
}

/** When each standing action was measured last. */
export async function lastMeasured(sql: ISql, workspace: string): Promise<Map<string, Date>> {
  const rows = await sql<{ id: string; at: Date }[]>`
    select applied_id as id, max(as_of) as at from realised where workspace = ${workspace} group by applied_id`;
  return new Map(rows.map(({ id, at }) => [id, at]));
}

/** Promised beside realised for every action that was measured, its newest measurement alone. */
export async function loadRecords(sql: ISql, workspace: string): Promise<RealisedRecord[]> {
  const rows = await sql<Row[]>`
    select distinct on (applied_id) ${columns(sql)} from realised where workspace = ${workspace}
    order by applied_id, as_of desc`;
  return rows.map(toKept).flatMap(({ rule, promised, measured }) => {
    return measured.span ? [{ rule, promised: promised.likely, realised: measured.span }] : [];
  });
}
