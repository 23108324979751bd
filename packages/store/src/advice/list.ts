import type { CannotTell, RecommendationState } from '@exchequer/core/advice';
import type { ISql, Sql } from 'postgres';
import { cursorOf, partsOf } from '../postgres/index.ts';
import {
  type Recommendation,
  type RecommendationRow,
  recommendationColumns,
  toRecommendation,
} from './rows.ts';

/** Who reads advice: what is for everyone, and what is about themselves alone. */
export interface AdviceViewer {
  everyone: boolean;
  workerId: string | null;
}

export interface AdviceFilter {
  states: readonly RecommendationState[];
  rule?: number | undefined;
  /** The role that should act. */
  owner?: string | undefined;
  assigneeId?: string | undefined;
  subject?: { kind: string; id: string } | undefined;
  /** Only what is about the viewer. */
  own?: boolean | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Recommendations that the viewer may see, the surest for the least effort first. */
export async function listAdvice(
  sql: Sql,
  workspace: string,
  filter: AdviceFilter,
  viewer: AdviceViewer,
): Promise<{ recommendations: Recommendation[]; next_cursor: string | null }> {
  const { states, rule, owner, assigneeId, subject, own, limit } = filter;
  const after = partsOf(filter.cursor, 2);
  const rows = await sql<RecommendationRow[]>`
    select ${recommendationColumns(sql)} from recommendation
    where workspace = ${workspace} and state = any(${[...states]})
      and ${own ? sql`self_worker = ${viewer.workerId}` : seenBy(sql, viewer)}
      ${rule === undefined ? sql`` : sql`and rule = ${rule}`}
      ${owner === undefined ? sql`` : sql`and finding ->> 'owner' = ${owner}`}
      ${assigneeId === undefined ? sql`` : sql`and assignee_id = ${assigneeId}`}
      ${subject === undefined ? sql`` : sql`and finding -> 'subject' ->> 'kind' = ${subject.kind} and finding -> 'subject' ->> 'id' = ${subject.id}`}
      ${after ? sql`and (recommendation.rank, id) < (${after[0] ?? '0'}::numeric, ${after[1] ?? ''})` : sql``}
    order by recommendation.rank desc, id desc limit ${limit + 1}`;
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    recommendations: shown.map(toRecommendation),
    next_cursor: last ? cursorOf([last.rank, last.id]) : null,
  };
}

/** One recommendation, where the viewer may see it. */
export async function getAdvice(
  sql: Sql,
  workspace: string,
  id: string,
  viewer: AdviceViewer,
): Promise<Recommendation | null> {
  const [row] = await sql<RecommendationRow[]>`
    select ${recommendationColumns(sql)} from recommendation
    where workspace = ${workspace} and id = ${id} and ${seenBy(sql, viewer)}`;
  return row ? toRecommendation(row) : null;
}

/**
 * What is about a person is seen by that person alone. Everything else by whoever may read reports, by
 * whom it was given to, by who answers for the agent or envelope that it would change, and by that agent.
 */
const seenBy = (sql: ISql, { everyone, workerId }: AdviceViewer) => sql`
  case when self_worker is not null then self_worker = ${workerId}
    else ${everyone} or assignee_id = ${workerId}
      or exists (select 1 from worker w where w.workspace = recommendation.workspace
        and w.id in (finding -> 'action' ->> 'workerId', finding -> 'action' -> 'value' ->> 'workerId')
        and ${workerId} in (w.owner_id, w.id))
      or exists (select 1 from envelope e where e.workspace = recommendation.workspace
        and e.id = finding -> 'action' ->> 'envelopeId' and e.owner_id = ${workerId})
  end`;

/** The last round: when, and which rules wait for something. Null before the first. */
export async function lastRound(
  sql: Sql,
  workspace: string,
): Promise<{ at: Date; found: number; cannotTell: readonly CannotTell[] } | null> {
  const [row] = await sql<{ at: Date; found: number; cannotTell: readonly CannotTell[] }[]>`
    select at, found, cannot_tell as "cannotTell" from advice_round where workspace = ${workspace}`;
  return row ?? null;
}
