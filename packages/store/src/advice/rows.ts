import { expiryOf, type Finding, type KeptAdvice, type RecommendationState } from '@exchequer/core/advice';
import { formatUsd, parseUsd } from '@exchequer/model';
import type { ISql } from 'postgres';
import { type FindingJson, fromFindingJson, toFindingJson } from './finding-json.ts';

/** A recommendation as it is kept. */
export interface Recommendation {
  id: string;
  rule: number;
  key: string;
  /** The worker that alone may see it; null where it is about no person. */
  selfWorker: string | null;
  finding: Finding;
  state: RecommendationState;
  assignee: { id: string; name: string } | null;
  snoozedUntil: Date | null;
  setAside: bigint | null;
  stateAt: Date;
  expiresAt: Date;
  firstSeen: Date;
  lastSeen: Date;
}

export interface RecommendationRow
  extends Omit<Recommendation, 'finding' | 'assignee' | 'setAside' | 'selfWorker'> {
  selfWorker: string | null;
  finding: FindingJson;
  assigneeId: string | null;
  assigneeName: string | null;
  setAside: string | null;
  /** Rank as text, for the cursor. */
  rank: string;
}

export const recommendationColumns = (sql: ISql) => sql`
  id, rule, key, self_worker as "selfWorker", finding, state, assignee_id as "assigneeId",
  assignee_name as "assigneeName", snoozed_until as "snoozedUntil", set_aside::text as "setAside",
  state_at as "stateAt", expires_at as "expiresAt", first_seen as "firstSeen", last_seen as "lastSeen",
  rank::text as rank`;

export function toRecommendation(row: RecommendationRow): Recommendation {
  const { assigneeId, assigneeName, setAside, rank: _rank, finding, ...rest } = row;
  return {
    ...rest,
    finding: fromFindingJson(finding),
    assignee: assigneeId === null ? null : { id: assigneeId, name: assigneeName ?? assigneeId },
    setAside: setAside === null ? null : parseUsd(setAside),
  };
}

/** One recommendation, locked when `tx` shall change it. */
export async function loadRecommendation(
  sql: ISql,
  workspace: string,
  id: string,
  lock = false,
): Promise<Recommendation | null> {
  const [row] = await sql<RecommendationRow[]>`
    select ${recommendationColumns(sql)} from recommendation
    where workspace = ${workspace} and id = ${id} ${lock ? sql`for update` : sql``}`;
  return row ? toRecommendation(row) : null;
}

/** What a round has to know of it. */
export const keptOf = (one: Recommendation): KeptAdvice => ({
  ...one,
  expiresDays: one.finding.expiresDays,
});

/** The columns that follow from a finding. */
export const findingColumns = (sql: ISql, finding: Finding, now: Date) => ({
  finding: sql.json(toFindingJson(finding)),
  likely: formatUsd(finding.gain.likely),
  rank: formatUsd(finding.gain.low / BigInt(finding.effort)),
  expires_at: expiryOf(now, finding.expiresDays),
  last_seen: now,
});

/** Writes a new one. */
export async function insertRecommendation(
  tx: ISql,
  workspace: string,
  { id, finding, now }: { id: string; finding: Finding; now: Date },
): Promise<void> {
  await tx`
    insert into recommendation ${tx({
      workspace,
      id,
      rule: finding.rule,
      key: finding.key,
      self_worker: finding.audience === 'self' ? finding.subject.id : null,
      ...findingColumns(tx, finding, now),
      state: 'open',
      state_at: now,
      first_seen: now,
    })}`;
}
