import { createHash } from 'node:crypto';
import type { Workspace } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import { openFrom, type SecretBox, sealInto } from '../gate/index.ts';

/** Larger bodies are named and not kept: the vendor has them. */
export const largestHeldBody = 256 * 1024;
/** Most deliveries held of one source; the oldest of those whose signature was not good give way first. */
export const mostHeldPerSource = 300;

/** What came from a vendor, with the headers that verify and name it. */
export interface HeldContent {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** A delivery that could not be taken in, and why. */
export interface HeldNote {
  sourceId: string;
  believed: boolean;
  event: string;
  error: string;
  fix: string;
}

/** A delivery held back, as it is shown. */
export interface HeldDelivery {
  id: string;
  sourceId: string;
  sourceName: string;
  vendor: string;
  event: string;
  error: string;
  fix: string;
  receivedAt: Date;
  times: number;
  /** False where it was too large to keep: the vendor has to send it again. */
  kept: boolean;
}

/** Deliveries held back, until they are read again or set aside. */
export interface HeldDeliveries {
  hold(note: HeldNote, content: HeldContent, at: Date): Promise<void>;
  /** The same delivery was taken in after all. */
  release(sourceId: string, body: Buffer): Promise<void>;
  /** Newest first, with how many there are. */
  page(workspace: Workspace, limit: number): Promise<{ items: HeldDelivery[]; total: number }>;
  /** Those of the ids, or all, oldest first: in the order in which they came. */
  open(workspace: Workspace, ids?: readonly string[]): Promise<HeldDelivery[]>;
  /** What was sent; null where it is not kept, or gone by now. */
  content(id: string): Promise<HeldContent | null>;
  /** Says anew why it stays. */
  restate(id: string, why: { event: string; error: string; fix: string; believed: boolean }): Promise<void>;
  /** Forgets deliveries; tells how many there were. */
  forget(workspace: Workspace, ids: readonly string[]): Promise<number>;
}

const digestOf = (body: Buffer): Buffer => createHash('sha256').update(body).digest();
const place = (sourceId: string, digest: Uint8Array): string =>
  `held/${sourceId}/${Buffer.from(digest).toString('hex')}`;

/** Headers that could let somebody in elsewhere are not kept. */
const kept = (headers: HeldContent['headers']) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(authorization|cookie)$/i.test(name)));

function seal(box: SecretBox, sourceId: string, digest: Buffer, { headers, body }: HeldContent) {
  if (body.length > largestHeldBody) return null;
  const text = JSON.stringify({ headers: kept(headers), body: body.toString('base64') });
  return sealInto(box, place(sourceId, digest), text);
}

interface Row {
  id: string;
  source_id: string;
  name: string;
  vendor: string;
  event: string;
  error: string;
  fix: string;
  received_at: Date;
  times: number;
  kept: boolean;
}

const rowOf = (row: Row): HeldDelivery => ({
  id: `del_${row.id}`,
  sourceId: row.source_id,
  sourceName: row.name,
  vendor: row.vendor,
  event: row.event,
  error: row.error,
  fix: row.fix,
  receivedAt: row.received_at,
  times: row.times,
  kept: row.kept,
});

/** Row number of an id; 0, which no row has, for anything that is not one of ours. */
const numberOf = (id: string): number => (/^del_\d{1,15}$/.test(id) ? Number(id.slice(4)) : 0);
const numbersOf = (ids: readonly string[]): number[] => [0, ...ids.map(numberOf)];

export function createHeldDeliveries(sql: Sql, box: SecretBox): HeldDeliveries {
  const columns = sql`h.id, h.source_id, s.name, s.vendor, h.event, h.error, h.fix, h.received_at, h.times, h.sealed is not null as kept`;
  const ofWorkspace = (workspace: Workspace) =>
    sql`held_delivery h join outcome_source s on s.id = h.source_id and s.state <> 'removed' and s.workspace = ${workspace}`;
  return {
    hold: (note, content, at) => hold(sql, box, note, content, at),
    release: async (sourceId, body) => {
      await sql`delete from held_delivery where source_id = ${sourceId} and digest = ${digestOf(body)}`;
    },
    page: async (workspace, limit) => {
      const rows = await sql<(Row & { total: string })[]>`
        select ${columns}, count(*) over () as total from ${ofWorkspace(workspace)}
        order by h.received_at desc, h.id desc limit ${limit}`;
      return { items: rows.map(rowOf), total: Number(rows[0]?.total ?? 0) };
    },
    open: async (workspace, ids) => {
      const chosen = ids === undefined ? sql`` : sql`where h.id in ${sql(numbersOf(ids))}`;
      const rows = await sql<Row[]>`
        select ${columns} from ${ofWorkspace(workspace)} ${chosen} order by h.received_at, h.id`;
      return rows.map(rowOf);
    },
    content: async (id) => {
      const [row] = await sql<{ source_id: string; digest: Uint8Array; sealed: Uint8Array | null }[]>`
        select source_id, digest, sealed from held_delivery where id = ${numberOf(id)}`;
      if (!row?.sealed) return null;
      const said = JSON.parse(openFrom(box, place(row.source_id, row.digest), row.sealed));
      return { headers: said.headers, body: Buffer.from(said.body, 'base64') };
    },
    restate: async (id, { event, error, fix, believed }) => {
      await sql`
        update held_delivery set event = ${event.slice(0, 100)}, error = ${error.slice(0, 500)},
          fix = ${fix.slice(0, 500)}, believed = ${believed}
        where id = ${numberOf(id)}`;
    },
    forget: async (workspace, ids) => {
      const gone = await sql`
        delete from held_delivery h using outcome_source s
        where s.id = h.source_id and s.workspace = ${workspace} and h.id in ${sql(numbersOf(ids))}`;
      return gone.count;
    },
  };
}

async function hold(
  sql: Sql,
  box: SecretBox,
  { sourceId, believed, event, error, fix }: HeldNote,
  content: HeldContent,
  at: Date,
): Promise<void> {
  const digest = digestOf(content.body);
  // Somebody who guessed an address cannot replace what the vendor sent by the same body unsigned.
  await sql`
    insert into held_delivery as held (source_id, digest, believed, event, error, fix, received_at, sealed)
    values (${sourceId}, ${digest}, ${believed}, ${event.slice(0, 100)}, ${error.slice(0, 500)}, ${fix.slice(0, 500)},
      ${at}, ${seal(box, sourceId, digest, content)})
    on conflict (source_id, digest) do update set
      times = held.times + 1, believed = excluded.believed, event = excluded.event, error = excluded.error,
      fix = excluded.fix, received_at = excluded.received_at, sealed = excluded.sealed
    where excluded.believed or not held.believed`;
  await sql`
    delete from held_delivery where id in (
      select id from held_delivery where source_id = ${sourceId}
      order by believed desc, received_at desc, id desc offset ${mostHeldPerSource})`;
}
