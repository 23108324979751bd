import type { AlertView, Workspace } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import { cursorOf, partsOf } from '../postgres/index.ts';

interface AlertRow extends Omit<AlertView, 'at' | 'deliveries'> {
  at: Date;
  deliveries: AlertView['deliveries'] | null;
}

/** Alerts, newest first. Tests stand in the state of their channel alone. */
export async function listRaised(
  sql: Sql,
  workspace: Workspace,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ alerts: AlertView[]; next_cursor: string | null }> {
  const [beforeAt = null, beforeId = null] = partsOf(cursor, 2) ?? [];
  const rows = await sql<AlertRow[]>`
    select a.id, a.topic, a.level, a.title, a.says, a.path, a.at, d.deliveries
    from alert a left join lateral (
      select jsonb_agg(jsonb_build_object('channel', c.name, 'state', d.state, 'attempts', d.attempts,
        'sent_at', to_char(d.sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'error', d.last_error)
        order by d.id) as deliveries
      from alert_delivery d join alert_channel c on c.workspace = d.workspace and c.id = d.channel_id
      where d.workspace = a.workspace and d.alert_id = a.id) d on true
    where a.workspace = ${workspace} and a.key not like 'test:%'
      and (${beforeAt}::timestamptz is null or (a.at, a.id) < (${beforeAt}::timestamptz, ${beforeId}::text))
    order by a.at desc, a.id desc limit ${limit + 1}`;
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    alerts: shown.map((row) => ({ ...row, at: row.at.toISOString(), deliveries: row.deliveries ?? [] })),
    next_cursor: last ? cursorOf([last.at.toISOString(), last.id]) : null,
  };
}
