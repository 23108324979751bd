import type { AlertNews } from '@exchequer/model';
import type { ISql, Sql } from 'postgres';

/** How much a level weighs, in SQL. */
const weight = (sql: ISql, column: ReturnType<ISql>) =>
  sql`array_position(array['info', 'warn', 'stop'], ${column})`;

/**
 * Writes alerts down with a delivery for every channel that takes them. What was raised before under the
 * same key is left out. @returns how many were new
 */
export async function raiseAlerts(
  sql: Sql,
  workspace: string,
  news: readonly AlertNews[],
  at: Date,
  newId: (prefix: string) => string,
): Promise<number> {
  let raised = 0;
  for (const one of news) {
    raised += await sql.begin(async (tx) => {
      const id = newId('alr_');
      const fresh = await tx`
        insert into alert (workspace, id, topic, key, level, title, says, path, data, at)
        values (${workspace}, ${id}, ${one.topic}, ${one.key}, ${one.level}, ${one.title}, ${one.says}, ${one.path},
          ${tx.json({ ...one.data })}, ${at})
        on conflict (workspace, key) do nothing returning id`;
      if (fresh.length === 0) return 0;
      await tx`
        insert into alert_delivery (workspace, alert_id, channel_id, state, next_at, is_test)
        select ${workspace}, ${id}, c.id, 'waiting', ${at}, false from alert_channel c
        where c.workspace = ${workspace} and c.removed_at is null and ${one.topic} = any(c.topics)
          and ${weight(tx, tx`c.least`)} <= ${weight(tx, tx`${one.level}::text`)}`;
      return 1;
    });
  }
  return raised;
}
