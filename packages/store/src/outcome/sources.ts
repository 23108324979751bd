import { randomBytes } from 'node:crypto';
import type { WebhookVendor, Workspace } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import { openFrom, type SecretBox, sealInto } from '../gate/index.ts';

/** A source of outcomes as its owner sees it. */
export interface OutcomeSourceRow {
  id: string;
  workspace: Workspace;
  vendor: WebhookVendor;
  name: string;
  state: 'waiting' | 'active' | 'failing' | 'paused';
  /** Of the days that deliveries are kept for; a repeated one counts every time. */
  deliveries: number;
  /** Deliveries of which something was booked, or that were taken before. */
  taken: number;
  /** Deliveries that came again. */
  repeated: number;
  /** Deliveries that say nothing of outcomes. */
  ignored: number;
  refused: number;
  /** Deliveries that wait to be read again. */
  held: number;
  lastDeliveryAt: Date | null;
  /** When the last one was taken: how fresh the source is. */
  lastTakenAt: Date | null;
  lastRefusal: string | null;
  createdAt: Date;
}

/** What a delivery is verified with. */
export interface DeliverySource {
  id: string;
  workspace: Workspace;
  vendor: WebhookVendor;
  name: string;
  paused: boolean;
  /** The current secret, and the one before it while it holds. */
  secrets: string[];
}

export interface OutcomeSourceOptions {
  sql: Sql;
  secrets: SecretBox;
  now: () => Date;
  newId: (prefix: string) => string;
}

export interface OutcomeSources {
  list(workspace: Workspace): Promise<OutcomeSourceRow[]>;
  /** Makes a source; where the vendor makes the secret it is given, else one is made and told once. */
  add(
    wish: { workspace: Workspace; vendor: WebhookVendor; name: string; secret?: string | undefined },
    by: string,
  ): Promise<{ source: OutcomeSourceRow; secret: string }>;
  /** Replaces the secret; the one before holds for a day. Null where there is no such source. */
  rotate(
    workspace: Workspace,
    id: string,
    secret?: string,
  ): Promise<{ source: OutcomeSourceRow; secret: string } | null>;
  /** Takes deliveries no more. Null where there is no such source. */
  remove(workspace: Workspace, id: string): Promise<OutcomeSourceRow | null>;
  /** The source that a delivery names; null where there is none, or none any more. */
  find(id: string): Promise<DeliverySource | null>;
}

const oldSecretMs = 24 * 3_600_000;
/** 32 random bytes, in letters that every vendor's form takes. */
const newSecret = (): string => randomBytes(32).toString('hex');

interface SourceRow {
  id: string;
  workspace: Workspace;
  vendor: WebhookVendor;
  name: string;
  state: 'active' | 'paused';
  created_at: Date;
  deliveries: string;
  taken: string | null;
  repeated: string | null;
  ignored: string | null;
  refused: string | null;
  held: string;
  last_at: Date | null;
  taken_at: Date | null;
  last_state: string | null;
  last_refusal: string | null;
}

export function createOutcomeSources(options: OutcomeSourceOptions): OutcomeSources {
  const { sql, secrets: box, now, newId } = options;
  const rows = async (workspace: Workspace, id?: string): Promise<OutcomeSourceRow[]> => {
    const found = await sql<SourceRow[]>`
      select s.id, s.workspace, s.vendor, s.name, s.state, s.created_at,
        coalesce(d.deliveries, 0) as deliveries, d.taken, d.repeated, d.ignored, d.refused, d.last_at, d.taken_at,
        d.last_state, d.last_refusal, (select count(*) from held_delivery where source_id = s.id) as held
      from outcome_source s left join lateral (
        select sum(times) as deliveries, count(*) filter (where state = 'taken') as taken,
          sum(times - 1) filter (where state <> 'refused') as repeated,
          count(*) filter (where state = 'ignored') as ignored, sum(times) filter (where state = 'refused') as refused,
          max(received_at) as last_at, max(received_at) filter (where state = 'taken') as taken_at,
          (array_agg(state order by received_at desc))[1] as last_state,
          (array_agg(detail order by received_at desc) filter (where state = 'refused'))[1] as last_refusal
        from webhook_delivery where source_id = s.id) d on true
      where s.workspace = ${workspace} and s.state <> 'removed' ${id === undefined ? sql`` : sql`and s.id = ${id}`}
      order by s.created_at, s.id`;
    return found.map(sourceOf);
  };
  const only = async (workspace: Workspace, id: string) => (await rows(workspace, id))[0] ?? null;
  return {
    list: (workspace) => rows(workspace),
    add: async ({ workspace, vendor, name, secret = newSecret() }, by) => {
      const id = newId('hook_');
      await sql`
        insert into outcome_source (workspace, id, vendor, name, secret, created_at, created_by)
        values (${workspace}, ${id}, ${vendor}, ${name}, ${sealInto(box, `outcome/${id}`, secret)}, ${now()}, ${by})`;
      const source = await only(workspace, id);
      if (!source) throw new Error(`the source ${id} was made and is not there`);
      return { source, secret };
    },
    rotate: async (workspace, id, secret = newSecret()) => {
      const until = new Date(now().getTime() + oldSecretMs);
      await sql`
        update outcome_source set old_secret = secret, old_secret_until = ${until}, secret = ${sealInto(box, `outcome/${id}`, secret)}
        where workspace = ${workspace} and id = ${id} and state <> 'removed'`;
      const source = await only(workspace, id);
      return source && { source, secret };
    },
    remove: async (workspace, id) => {
      const source = await only(workspace, id);
      await sql`update outcome_source set state = 'removed' where workspace = ${workspace} and id = ${id}`;
      return source;
    },
    find: async (id) => {
      const [row] = await sql<SecretRow[]>`
        select id, workspace, vendor, name, state, secret, old_secret, old_secret_until
        from outcome_source where id = ${id} and state <> 'removed'`;
      return row ? deliverySource(box, row, now()) : null;
    },
  };
}

interface SecretRow extends Pick<SourceRow, 'id' | 'workspace' | 'vendor' | 'name' | 'state'> {
  secret: Uint8Array;
  old_secret: Uint8Array | null;
  old_secret_until: Date | null;
}

function deliverySource(box: SecretBox, row: SecretRow, now: Date): DeliverySource {
  const { id, workspace, vendor, name, state } = row;
  const old = row.old_secret_until && row.old_secret_until > now ? row.old_secret : null;
  const sealed = old ? [row.secret, old] : [row.secret];
  const secrets = sealed.map((one) => openFrom(box, `outcome/${id}`, one));
  return { id, workspace, vendor, name, paused: state === 'paused', secrets };
}

function sourceOf(row: SourceRow): OutcomeSourceRow {
  return {
    id: row.id,
    workspace: row.workspace,
    vendor: row.vendor,
    name: row.name,
    state: stateOf(row),
    deliveries: Number(row.deliveries),
    taken: Number(row.taken ?? 0),
    repeated: Number(row.repeated ?? 0),
    ignored: Number(row.ignored ?? 0),
    refused: Number(row.refused ?? 0),
    held: Number(row.held),
    lastDeliveryAt: row.last_at,
    lastTakenAt: row.taken_at,
    lastRefusal: row.last_refusal,
    createdAt: row.created_at,
  };
}

function stateOf({ state, last_state }: SourceRow): OutcomeSourceRow['state'] {
  if (state === 'paused') return 'paused';
  if (last_state === null) return 'waiting';
  return last_state === 'refused' ? 'failing' : 'active';
}
