import type { BreakGlass } from '@exchequer/model';
import type { ISql, Sql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';

/** Why something about a broken glass is not done. */
export interface GlassRefusal {
  refused: 'glass-unknown' | 'glass-own' | 'glass-decided' | 'glass-shut' | 'worker-unknown';
  detail: string;
  fix: string;
}

const hourMs = 3_600_000;

const refuse = (refused: GlassRefusal['refused'], detail: string, fix: string): GlassRefusal => ({
  refused,
  detail,
  fix,
});

/** Who acts; with the worker that they are, since nobody agrees to look at themselves or asks to. */
export interface GlassActor extends AuditActor {
  workerId: string | null;
}

export interface GlassView extends BreakGlass {
  workerName: string;
  requestedAt: string;
  /** What the one who asks may do with it now. */
  may: ('decide' | 'look' | 'end')[];
}

/** Two persons open what stands about a third for a stated purpose and a short time. */
export interface BreakGlasses {
  list(workspace: string, by: GlassActor): Promise<GlassView[]>;
  request(
    workspace: string,
    wish: { workerId: string; purpose: string; hours: number },
    by: GlassActor,
  ): Promise<GlassView | GlassRefusal>;
  decide(workspace: string, id: string, agree: boolean, by: GlassActor): Promise<GlassView | GlassRefusal>;
  end(workspace: string, id: string, by: GlassActor): Promise<GlassView | GlassRefusal>;
  /** Lets one of the two look, and writes that down for the person. */
  look(workspace: string, id: string, by: GlassActor): Promise<{ workerId: string } | GlassRefusal>;
}

interface Row {
  id: string;
  worker_id: string;
  worker_name: string;
  hours: number;
  purpose: string;
  requested_by_id: string;
  requested_by: string;
  requested_at: Date;
  decided_by_id: string | null;
  decided_by: string | null;
  agreed: boolean | null;
  opens_until: Date | null;
  ended_at: Date | null;
}

export interface GlassOptions {
  sql: Sql;
  now: () => Date;
  newId: (prefix: string) => string;
}

export function createBreakGlasses({ sql, now, newId }: GlassOptions): BreakGlasses {
  const view = (row: Row, by: GlassActor) => viewOf(row, by, now());
  return {
    list: async (workspace, by) => (await readRows(sql, workspace)).map((row) => view(row, by)),
    request: (workspace, { workerId, purpose, hours }, by) =>
      sql.begin(async (tx) => {
        const [worker] = await tx<{ id: string }[]>`
          select id from worker where workspace = ${workspace} and id = ${workerId} and kind = 'person'`;
        if (!worker) {
          return refuse(
            'worker-unknown',
            `there is no person ${workerId}`,
            'See the people: exchequer people list.',
          );
        }
        if (by.workerId === workerId) {
          return refuse(
            'glass-own',
            'this is about yourself',
            'See what is your own: GET /api/w/{workspace}/me/spend.',
          );
        }
        const id = newId('glass_');
        await tx`
          insert into break_glass (workspace, id, worker_id, purpose, hours, requested_by_id, requested_by, requested_at)
          values (${workspace}, ${id}, ${workerId}, ${purpose}, ${hours}, ${by.id}, ${by.name}, ${now()})`;
        await note(tx, workspace, by, { id, worker_id: workerId, purpose }, 'glass.request', now());
        return view(await mustRead(tx, workspace, id), by);
      }),
    decide: (workspace, id, agree, by) =>
      change(sql, workspace, id, async (tx, row) => {
        const refused = refuseDecision(row, by, now());
        if (refused) return refused;
        const until = agree ? new Date(now().getTime() + row.hours * hourMs) : null;
        await tx`
          update break_glass set decided_by_id = ${by.id}, decided_by = ${by.name}, decided_at = ${now()},
            agreed = ${agree}, opens_until = ${until} where workspace = ${workspace} and id = ${id}`;
        await note(tx, workspace, by, row, agree ? 'glass.agree' : 'glass.refuse', now());
        return view(await mustRead(tx, workspace, id), by);
      }),
    end: (workspace, id, by) =>
      change(sql, workspace, id, async (tx, row) => {
        if (row.ended_at) return view(row, by);
        await tx`update break_glass set ended_at = ${now()} where workspace = ${workspace} and id = ${id}`;
        await note(tx, workspace, by, row, 'glass.end', now());
        return view(await mustRead(tx, workspace, id), by);
      }),
    look: (workspace, id, by) =>
      change(sql, workspace, id, async (tx, row) => {
        if (!view(row, by).may.includes('look')) {
          const fix = 'Ask for it with a purpose; somebody else has to agree, and it shuts after some hours.';
          return refuse('glass-shut', `${id} is not open for you`, fix);
        }
        await note(tx, workspace, by, row, 'glass.look', now());
        return { workerId: row.worker_id };
      }),
  };
}

/** Why somebody may not decide: the one who asked, the person concerned, or too late. */
function refuseDecision(row: Row, by: GlassActor, at: Date): GlassRefusal | null {
  if (stateOf(row, at) !== 'requested') {
    return refuse(
      'glass-decided',
      `${row.id} has been decided or ended`,
      'Ask anew where it is still needed.',
    );
  }
  if (by.id === row.requested_by_id) {
    return refuse('glass-own', 'who asks cannot agree', 'Let another admin decide.');
  }
  if (by.workerId === row.worker_id) {
    return refuse('glass-own', 'this is about yourself', 'Let another admin decide.');
  }
  return null;
}

async function change<T>(
  sql: Sql,
  workspace: string,
  id: string,
  work: (tx: ISql, row: Row) => Promise<T | GlassRefusal>,
): Promise<T | GlassRefusal> {
  return sql.begin(async (tx) => {
    const [row] = await tx<Row[]>`
      select g.*, w.name as worker_name from break_glass g join worker w using (workspace)
      where g.workspace = ${workspace} and g.id = ${id} and w.id = g.worker_id for update of g`;
    if (!row) return refuse('glass-unknown', `there is no request ${id}`, 'See the list of requests.');
    return work(tx, row);
  }) as Promise<T | GlassRefusal>;
}

const readRows = (sql: ISql, workspace: string): Promise<Row[]> => sql<Row[]>`
  select g.*, w.name as worker_name from break_glass g join worker w using (workspace)
  where g.workspace = ${workspace} and w.id = g.worker_id order by requested_at desc, g.id limit 200`;

async function mustRead(sql: ISql, workspace: string, id: string): Promise<Row> {
  const [row] = await sql<[Row]>`
    select g.*, w.name as worker_name from break_glass g join worker w using (workspace)
    where g.workspace = ${workspace} and g.id = ${id} and w.id = g.worker_id`;
  return row;
}

/** The trail is the person's own access log: it is written under their id, with the purpose. */
function note(
  tx: ISql,
  workspace: string,
  by: AuditActor,
  row: { id: string; worker_id: string; purpose: string },
  action: string,
  at: Date,
): Promise<void> {
  const detail = { glass: row.id, purpose: row.purpose };
  return recordAudit(tx, by, at, { action, workspace, subject: row.worker_id, detail });
}

function stateOf(row: Row, at: Date): GlassView['state'] {
  if (row.agreed === false) return 'refused';
  if (row.ended_at !== null || (row.opens_until !== null && row.opens_until <= at)) return 'ended';
  return row.agreed ? 'open' : 'requested';
}

/** Who asked cannot agree, nor can the person; only those two look; every admin may shut it. */
function mayOf(row: Row, by: GlassActor, at: Date): GlassView['may'] {
  const state = stateOf(row, at);
  const decides = state === 'requested' && refuseDecision(row, by, at) === null;
  const looks = state === 'open' && [row.requested_by_id, row.decided_by_id].includes(by.id);
  return [
    ...(decides ? (['decide'] as const) : []),
    ...(looks ? (['look'] as const) : []),
    ...(state === 'open' || state === 'requested' ? (['end'] as const) : []),
  ];
}

function viewOf(row: Row, by: GlassActor, at: Date): GlassView {
  return {
    id: row.id,
    workerId: row.worker_id,
    workerName: row.worker_name,
    purpose: row.purpose,
    hours: row.hours,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.toISOString(),
    approvedBy: row.agreed ? row.decided_by : null,
    opensUntil: row.opens_until?.toISOString() ?? null,
    state: stateOf(row, at),
    may: mayOf(row, by, at),
  };
}
