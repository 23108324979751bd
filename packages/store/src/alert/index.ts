/** Alerts: what somebody should know at once, whom it is told, and how the telling went. */
import type { AlertNews } from '@exchequer/model';
import type { AlertView, Workspace } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import type { SecretBox } from '../gate/index.ts';
import { type ChannelDesk, createChannels } from './channel.ts';
import { type DeliveryEnd, type DueDelivery, deliverOne } from './delivery.ts';
import { listRaised } from './list.ts';
import { newsSince } from './news.ts';
import { raiseAlerts } from './raise.ts';

export type { ChannelAddress, ChannelDesk, ChannelWish } from './channel.ts';
export type { DeliveryEnd, DueDelivery } from './delivery.ts';

export interface AlertOptions {
  sql: Sql;
  secrets: SecretBox;
  now: () => Date;
  newId: (prefix: string) => string;
}

export interface Alerts {
  channels: ChannelDesk;
  /** What was written down lately, as far as it was not raised before. */
  newsSince(workspace: Workspace, since: Date): Promise<AlertNews[]>;
  /** Writes alerts down with their deliveries. @returns how many were new */
  raise(workspace: Workspace, news: readonly AlertNews[]): Promise<number>;
  /** Sends one delivery that is due. @returns null when nothing is due */
  deliverOne(send: (delivery: DueDelivery) => Promise<DeliveryEnd>): Promise<DeliveryEnd | null>;
  /** Sends a test to a channel now. Null where there is none. */
  test(
    workspace: Workspace,
    channelId: string,
    send: (delivery: DueDelivery) => Promise<DeliveryEnd>,
  ): Promise<DeliveryEnd | null>;
  list(
    workspace: Workspace,
    page: { cursor?: string | undefined; limit: number },
  ): Promise<{ alerts: AlertView[]; next_cursor: string | null }>;
  /** Lets what did not arrive be sent again. @returns how many deliveries wait; null where there is no such alert */
  resend(workspace: Workspace, alertId: string): Promise<number | null>;
}

export function createAlerts({ sql, secrets, now, newId }: AlertOptions): Alerts {
  return {
    channels: createChannels({ sql, secrets, now, newId }),
    newsSince: (workspace, since) => newsSince(sql, workspace, since),
    raise: (workspace, news) => raiseAlerts(sql, workspace, news, now(), newId),
    deliverOne: (send) => deliverOne(sql, secrets, { at: now() }, send),
    test: async (workspace, channelId, send) => {
      const only = await makeTest(sql, workspace, channelId, now(), newId('alr_'));
      return only === null ? null : deliverOne(sql, secrets, { at: now(), only }, send);
    },
    list: (workspace, page) => listRaised(sql, workspace, page),
    resend: async (workspace, alertId) => {
      const [known] = await sql`select 1 from alert where workspace = ${workspace} and id = ${alertId}`;
      if (!known) return null;
      const rows = await sql`
        update alert_delivery d set state = 'waiting', attempts = 0, next_at = ${now()}
        from alert_channel c
        where d.workspace = ${workspace} and d.alert_id = ${alertId} and d.state = 'failed'
          and c.workspace = d.workspace and c.id = d.channel_id and c.removed_at is null
        returning d.id`;
      return rows.length;
    },
  };
}

/** A test is an alert of its own, that no other channel is told of. @returns its delivery */
async function makeTest(
  sql: Sql,
  workspace: Workspace,
  channelId: string,
  at: Date,
  id: string,
): Promise<string | null> {
  return sql.begin(async (tx) => {
    const [channel] = await tx`
      select 1 from alert_channel where workspace = ${workspace} and id = ${channelId} and removed_at is null`;
    if (!channel) return null;
    await tx`
      insert into alert (workspace, id, topic, key, level, title, says, path, data, at)
      values (${workspace}, ${id}, 'recommendation.created', ${`test:${id}`}, 'info', 'This is a test',
        'Alerts of Exchequer arrive here.', '/settings', ${tx.json({ test: 1 })}, ${at})`;
    const [made] = await tx<{ id: string }[]>`
      insert into alert_delivery (workspace, alert_id, channel_id, state, next_at, is_test)
      values (${workspace}, ${id}, ${channelId}, 'waiting', ${at}, true) returning id`;
    return made?.id ?? null;
  });
}
