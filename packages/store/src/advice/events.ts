import type { ISql, JSONValue } from 'postgres';
import type { AuditActor } from '../access/index.ts';

/** Something that happened to a recommendation; never changed afterwards. */
export interface AdviceEvent {
  what: string;
  at: Date;
  by: string;
  reason: string;
  detail: Readonly<Record<string, JSONValue>>;
}

/** The tower itself, for what no person did. */
export const tower: AuditActor = { id: 'tower', name: 'Exchequer' };

/** Writes down what happened, in the transaction that does it. */
export async function noteEvent(
  tx: ISql,
  workspace: string,
  recommendationId: string,
  event: { what: string; at: Date; by: AuditActor; reason?: string; detail?: Record<string, JSONValue> },
): Promise<void> {
  await tx`
    insert into recommendation_event ${tx({
      workspace,
      recommendation_id: recommendationId,
      what: event.what,
      at: event.at,
      by_id: event.by.id,
      by_name: event.by.name,
      reason: event.reason ?? '',
      detail: tx.json(event.detail ?? {}),
    })}`;
}

/** All that happened to a recommendation, oldest first. */
export const loadEvents = (sql: ISql, workspace: string, id: string): Promise<AdviceEvent[]> =>
  sql<AdviceEvent[]>`
    select what, at, by_name as by, reason, detail from recommendation_event
    where workspace = ${workspace} and recommendation_id = ${id} order by recommendation_event.id`;
