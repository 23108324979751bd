import { randomBytes } from 'node:crypto';
import type { AlertLevel, AlertTopic, ChannelKind } from '@exchequer/model';
import type { AlertChannel, Workspace } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import { openFrom, type SecretBox, sealInto } from '../gate/index.ts';

export interface ChannelWish {
  workspace: Workspace;
  kind: ChannelKind;
  name: string;
  /** Addresses of people, divided by commas; or the address of a webhook. */
  to: string;
  topics: readonly AlertTopic[];
  least: AlertLevel;
  allowPrivate: boolean;
}

/** Where a delivery goes, opened. */
export interface ChannelAddress {
  kind: ChannelKind;
  to: string;
  /** What a webhook is signed with; null for the others. */
  secret: string | null;
  allowPrivate: boolean;
}

export interface ChannelDesk {
  list(workspace: Workspace): Promise<AlertChannel[]>;
  /** The secret of a webhook is told this once. */
  add(wish: ChannelWish, by: string): Promise<{ channel: AlertChannel; secret: string | null }>;
  /** Null where there is none. What waits for it is sent no more. */
  remove(workspace: Workspace, id: string): Promise<AlertChannel | null>;
}

interface ChannelRow {
  id: string;
  kind: ChannelKind;
  name: string;
  place: string;
  topics: AlertTopic[];
  least: AlertLevel;
  sent: string;
  failed: string;
  last_sent_at: Date | null;
  last_error: string | null;
}

const place = (id: string): string => `alert/${id}`;
/** As Standard Webhooks writes them: 32 random bytes behind `whsec_`. */
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

export function createChannels(options: {
  sql: Sql;
  secrets: SecretBox;
  now: () => Date;
  newId: (prefix: string) => string;
}): ChannelDesk {
  const { sql, secrets, now, newId } = options;
  const rows = async (workspace: string, id?: string): Promise<AlertChannel[]> => {
    const found = await sql<ChannelRow[]>`
      select c.id, c.kind, c.name, c.place, c.topics, c.least, d.sent, d.failed, d.last_sent_at, d.last_error
      from alert_channel c cross join lateral (
        select count(*) filter (where state = 'sent') as sent, count(*) filter (where state = 'failed') as failed,
          max(sent_at) as last_sent_at, (array_agg(last_error order by id desc))[1] as last_error
        from alert_delivery where workspace = c.workspace and channel_id = c.id) d
      where c.workspace = ${workspace} and c.removed_at is null ${id === undefined ? sql`` : sql`and c.id = ${id}`}
      order by c.created_at, c.id`;
    return found.map(channelOf);
  };
  return {
    list: (workspace) => rows(workspace),
    add: async (wish, by) => {
      const id = newId('chn_');
      const secret = wish.kind === 'webhook' ? newSecret() : null;
      const seal = (text: string) => sealInto(secrets, place(id), text);
      await sql`
        insert into alert_channel (workspace, id, kind, name, place, address, secret, allow_private, topics, least,
          created_at, created_by)
        values (${wish.workspace}, ${id}, ${wish.kind}, ${wish.name}, ${placeOf(wish)}, ${seal(wish.to)},
          ${secret === null ? null : seal(secret)}, ${wish.allowPrivate}, ${[...wish.topics]}, ${wish.least},
          ${now()}, ${by})`;
      const [channel] = await rows(wish.workspace, id);
      return { channel: channel as AlertChannel, secret };
    },
    remove: async (workspace, id) => {
      const [channel] = await rows(workspace, id);
      if (!channel) return null;
      await sql.begin(async (tx) => {
        await tx`update alert_channel set removed_at = ${now()} where workspace = ${workspace} and id = ${id}`;
        await tx`
          update alert_delivery set state = 'failed', last_error = 'the channel was disconnected'
          where workspace = ${workspace} and channel_id = ${id} and state = 'waiting'`;
      });
      return channel;
    },
  };
}

/** Opens where a delivery goes. */
export function addressOf(
  secrets: SecretBox,
  row: {
    channel_id: string;
    kind: ChannelKind;
    address: Uint8Array;
    secret: Uint8Array | null;
    allow_private: boolean;
  },
): ChannelAddress {
  const open = (sealed: Uint8Array) => openFrom(secrets, place(row.channel_id), sealed);
  return {
    kind: row.kind,
    to: open(row.address),
    secret: row.secret === null ? null : open(row.secret),
    allowPrivate: row.allow_private,
  };
}

/** What may be shown: the path of a webhook is what lets anybody post there. */
const placeOf = ({ kind, to }: ChannelWish): string => (kind === 'email' ? to : new URL(to).host);

const channelOf = (row: ChannelRow): AlertChannel => ({
  ...{ id: row.id, kind: row.kind, name: row.name, place: row.place, topics: row.topics, least: row.least },
  state: row.last_error !== null ? 'failing' : row.sent === '0' ? 'untried' : 'well',
  sent: row.sent,
  failed: row.failed,
  last_sent_at: row.last_sent_at?.toISOString() ?? null,
  last_error: row.last_error,
});
