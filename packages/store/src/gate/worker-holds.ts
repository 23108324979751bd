import { invariant, type WorkerHold } from '@exchequer/model';
import type { Workspace } from '@exchequer/model/contract';
import type { ISql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import type { GateDeskOptions } from './options.ts';
import { type GateRefusal, refuseGate } from './refusal.ts';

/** A held worker, with when in a form that can be kept and compared. */
export interface HeldWorker {
  workerId: string;
  name: string;
  by: string;
  at: string;
  reason: string;
  /** Keys that gateways refuse because of it. */
  keys: number;
}

/** Workers that somebody stopped until they release them; every key of theirs is refused meanwhile. */
export interface WorkerHoldDesk {
  list(workspace: Workspace): Promise<HeldWorker[]>;
  get(workspace: Workspace, workerId: string): Promise<HeldWorker | null>;
  /** Every gateway that listens refuses its keys within a second. One that is held stays as it is. */
  hold(
    workspace: Workspace,
    workerId: string,
    reason: string,
    by: AuditActor,
  ): Promise<HeldWorker | GateRefusal>;
  /** Calls go through again within a second. One that is not held stays so. */
  release(workspace: Workspace, workerId: string, by: AuditActor): Promise<{ done: boolean }>;
}

export function createWorkerHoldDesk({ sql, now }: GateDeskOptions): WorkerHoldDesk {
  return {
    list: (workspace) => loadHolds(sql, workspace),
    get: async (workspace, workerId) => (await loadHolds(sql, workspace, workerId))[0] ?? null,
    hold: async (workspace, workerId, reason, by) => {
      const done = await sql.begin(async (tx) => {
        const [worker] = await tx<{ kind: string; name: string }[]>`
          select kind, name from worker where workspace = ${workspace} and id = ${workerId}`;
        if (!worker) return unknownWorker(workerId);
        if (worker.kind !== 'agent') return notAnAgent(worker.name);
        const made = await tx`
          insert into gate_hold ${tx({ workspace, worker_id: workerId, held_by: by.name, held_at: now(), reason })}
          on conflict do nothing`;
        const [held] = await loadHolds(tx, workspace, workerId);
        if (held && made.count > 0) {
          const detail = { name: held.name, reason, keys: held.keys };
          await recordAudit(tx, by, now(), { action: 'worker.hold', subject: workerId, workspace, detail });
        }
        invariant(held, 'a hold that was just written is there');
        return held;
      });
      return done as HeldWorker | GateRefusal;
    },
    release: (workspace, workerId, by) =>
      sql.begin(async (tx) => {
        const gone = await tx<{ reason: string }[]>`
          delete from gate_hold where workspace = ${workspace} and worker_id = ${workerId} returning reason`;
        const [held] = gone;
        if (held) {
          const detail = { reason: held.reason };
          await recordAudit(tx, by, now(), {
            action: 'worker.release',
            subject: workerId,
            workspace,
            detail,
          });
        }
        return { done: held !== undefined };
      }),
  };
}

async function loadHolds(sql: ISql, workspace: string, workerId?: string): Promise<HeldWorker[]> {
  const rows = await sql<(WorkerHold & Pick<HeldWorker, 'workerId' | 'name' | 'keys'>)[]>`
    select h.worker_id as "workerId", w.name, h.held_by as by, h.held_at as at, h.reason,
      (select count(*)::int from gate_key k where k.workspace = h.workspace and k.worker_id = h.worker_id
        and k.revoked_at is null) as keys
    from gate_hold h join worker w on w.workspace = h.workspace and w.id = h.worker_id
    where h.workspace = ${workspace} ${workerId === undefined ? sql`` : sql`and h.worker_id = ${workerId}`}
    order by h.held_at, h.worker_id`;
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

const notAnAgent = (name: string): GateRefusal =>
  refuseGate(
    'not-an-agent',
    `${name} is a person, and persons are not held`,
    'Change the envelope of the person, or talk to them.',
  );

const unknownWorker = (id: string): GateRefusal =>
  refuseGate('worker-unknown', `there is no worker ${id}`, 'List the workers and take an id from there.');
