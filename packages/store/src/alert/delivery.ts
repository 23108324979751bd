import type { AlertLevel, AlertTopic, ChannelKind } from '@exchequer/model';
import type { Workspace } from '@exchequer/model/contract';
import type { ISql, Sql } from 'postgres';
import type { SecretBox } from '../gate/index.ts';
import { addressOf, type ChannelAddress } from './channel.ts';

/** An alert on its way to one channel. */
export interface DueDelivery {
  id: string;
  workspace: Workspace;
  alertId: string;
  topic: AlertTopic;
  level: AlertLevel;
  title: string;
  says: string;
  path: string;
  data: Record<string, unknown>;
  at: Date;
  isTest: boolean;
  address: ChannelAddress;
}

/** How a delivery went: sent; or not, and whether trying again makes sense. */
export type DeliveryEnd = { sent: true } | { sent: false; error: string; final: boolean };

/** Seconds to wait after each attempt that failed; after the last the delivery has failed. */
export const retrySeconds = [5, 30, 120, 600, 3_600, 21_600, 86_400] as const;

interface DueRow {
  id: string;
  workspace: Workspace;
  alert_id: string;
  attempts: number;
  is_test: boolean;
  topic: AlertTopic;
  level: AlertLevel;
  title: string;
  says: string;
  path: string;
  data: Record<string, unknown>;
  at: Date;
  channel_id: string;
  kind: ChannelKind;
  address: Uint8Array;
  secret: Uint8Array | null;
  allow_private: boolean;
}

const readDue = (sql: ISql, at: Date, only: string | null) => sql<DueRow[]>`
  select d.id, d.workspace, d.alert_id, d.attempts, d.is_test, a.topic, a.level, a.title, a.says, a.path, a.data, a.at,
    d.channel_id, c.kind, c.address, c.secret, c.allow_private
  from alert_delivery d
    join alert a on a.workspace = d.workspace and a.id = d.alert_id
    join alert_channel c on c.workspace = d.workspace and c.id = d.channel_id
  where d.state = 'waiting' and d.next_at <= ${at} and c.removed_at is null
    and (${only}::bigint is null or d.id = ${only}::bigint)
  order by d.next_at, d.id limit 1 for update of d skip locked`;

/**
 * Takes one delivery that is due, hands it to `send` and writes down how it went. The row stays locked
 * meanwhile, so that no other tower sends it too. @returns null when nothing is due
 */
export async function deliverOne(
  sql: Sql,
  secrets: SecretBox,
  { at, only = null }: { at: Date; only?: string | null },
  send: (delivery: DueDelivery) => Promise<DeliveryEnd>,
): Promise<DeliveryEnd | null> {
  return sql.begin(async (tx) => {
    const [row] = await readDue(tx, at, only);
    if (!row) return null;
    const end = await send(dueOf(secrets, row));
    const wait = retrySeconds[row.attempts];
    if (end.sent) {
      await tx`
        update alert_delivery set state = 'sent', attempts = attempts + 1, sent_at = ${at}, last_error = null
        where id = ${row.id}`;
    } else if (end.final || wait === undefined || row.is_test) {
      await tx`
        update alert_delivery set state = 'failed', attempts = attempts + 1, last_error = ${end.error}
        where id = ${row.id}`;
    } else {
      await tx`
        update alert_delivery set attempts = attempts + 1, last_error = ${end.error},
          next_at = ${new Date(at.getTime() + wait * 1_000)}
        where id = ${row.id}`;
    }
    return end;
  });
}

function dueOf(secrets: SecretBox, row: DueRow): DueDelivery {
  const { id, workspace, topic, level, title, says, path, data, at } = row;
  return {
    ...{ id, workspace, topic, level, title, says, path, data, at },
    alertId: row.alert_id,
    isTest: row.is_test,
    address: addressOf(secrets, row),
  };
}
