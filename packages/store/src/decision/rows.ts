import type { Decision, DecisionInput } from '@exchequer/model';
import type { ISql, TransactionSql } from 'postgres';

interface DecisionRow extends Omit<Decision, 'signalAt' | 'inputs' | MomentKey> {
  version: number;
  signalAt: Date;
  inputs: WireInput[];
  detectedAt: Date | null;
  decidedAt: Date | null;
  actedAt: Date | null;
  reviewedAt: Date | null;
  droppedAt: Date | null;
  reversedAt: Date | null;
}

type MomentKey = 'detectedAt' | 'decidedAt' | 'actedAt' | 'reviewedAt' | 'droppedAt' | 'reversedAt';

/** An input as the table keeps it; names equal those of the wire. */
interface WireInput {
  name: string;
  as_of: string | null;
  fresh_within_seconds: number | null;
  live: boolean;
  by_ai: boolean;
}

/** A decision with the version of its newest state. */
export interface KeptDecision {
  decision: Decision;
  version: number;
}

const text = (at: Date | null): string | null => at?.toISOString() ?? null;

const toInput = (input: WireInput): DecisionInput => ({
  name: input.name,
  asOf: input.as_of,
  freshWithinSeconds: input.fresh_within_seconds,
  live: input.live,
  byAi: input.by_ai,
});

const toWire = (input: DecisionInput): WireInput => ({
  name: input.name,
  as_of: input.asOf,
  fresh_within_seconds: input.freshWithinSeconds,
  live: input.live,
  by_ai: input.byAi,
});

export const toKept = ({ version, ...row }: DecisionRow): KeptDecision => ({
  version,
  decision: {
    ...row,
    judgementMinutes: Number(row.judgementMinutes),
    executionMinutes: Number(row.executionMinutes),
    signalAt: row.signalAt.toISOString(),
    detectedAt: text(row.detectedAt),
    decidedAt: text(row.decidedAt),
    actedAt: text(row.actedAt),
    reviewedAt: text(row.reviewedAt),
    droppedAt: text(row.droppedAt),
    reversedAt: text(row.reversedAt),
    inputs: row.inputs.map(toInput),
  },
});

/** Columns of a decision under the names of the model. */
export const decisionColumns = (sql: ISql) => sql`
  id, version, kind, title, team_id as "teamId", signal_at as "signalAt", detected_at as "detectedAt",
  decided_at as "decidedAt", acted_at as "actedAt", reviewed_at as "reviewedAt", dropped_at as "droppedAt",
  judgement_minutes as "judgementMinutes", execution_minutes as "executionMinutes",
  stated_permille as "statedPermille", turned_out as "turnedOut", reversed_at as "reversedAt", inputs`;

/** The newest states of the decisions of those ids. */
export async function loadDecisions(
  sql: ISql,
  workspace: string,
  ids: readonly string[],
): Promise<Map<string, KeptDecision>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<DecisionRow[]>`
    select distinct on (id) ${decisionColumns(sql)} from decision_version
    where workspace = ${workspace} and id = any(${[...ids]}) order by id, version desc`;
  return new Map(rows.map((row) => [row.id, toKept(row)]));
}

/** Writes a state down. */
export async function insertDecision(
  tx: TransactionSql,
  workspace: string,
  { decision, version }: KeptDecision,
  by: { at: Date; name: string; key: string | null },
): Promise<void> {
  await tx`
    insert into decision_version ${tx({
      workspace,
      id: decision.id,
      version,
      kind: decision.kind,
      title: decision.title,
      team_id: decision.teamId,
      signal_at: decision.signalAt,
      detected_at: decision.detectedAt,
      decided_at: decision.decidedAt,
      acted_at: decision.actedAt,
      reviewed_at: decision.reviewedAt,
      dropped_at: decision.droppedAt,
      judgement_minutes: decision.judgementMinutes,
      execution_minutes: decision.executionMinutes,
      stated_permille: decision.statedPermille,
      turned_out: decision.turnedOut,
      reversed_at: decision.reversedAt,
      inputs: tx.json(decision.inputs.map((input) => ({ ...toWire(input) }))),
      recorded_at: by.at,
      recorded_by: by.name,
      idempotency_key: by.key,
    })}`;
}

export type { DecisionRow };
