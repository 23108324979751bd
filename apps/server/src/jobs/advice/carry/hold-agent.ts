import type { Workspace } from '@exchequer/model/contract';
import { ownerOfAgent, refuseAdvice } from '@exchequer/store/advice';
import type { WorkerHoldDesk } from '@exchequer/store/gate';
import type { Sql } from 'postgres';
import { type Carrier, refusedBy } from './carrier.ts';

/** The keys of an agent, refused by every gateway until it is released. */
export function holdAgentCarrier(sql: Sql, holds: WorkerHoldDesk): Carrier<'hold-agent'> {
  const reasonNow = async (workspace: Workspace, id: string) =>
    (await holds.get(workspace, id))?.reason ?? null;
  return {
    plan: async (workspace, { recommendation: { finding }, action: { workerId } }) => {
      const held = await holds.get(workspace, workerId);
      if (held)
        return refuseAdvice(
          'target-refused',
          `${held.name} is held already: ${held.by} did it`,
          'Nothing is left to do; dismiss the recommendation, or wait until the round sees it.',
        );
      return {
        kind: 'hold-agent',
        before: { worker_id: workerId, reason: null },
        after: { worker_id: workerId, reason: finding.claim },
        changes: [
          {
            what: `Calls of ${finding.subject.name} at every gateway`,
            before: 'go through',
            after: 'are refused until it is released',
          },
        ],
        ownerId: await ownerOfAgent(sql, workspace, workerId),
        raises: false,
      };
    },
    read: async (workspace, { worker_id: id }) => ({
      worker_id: String(id),
      reason: await reasonNow(workspace, String(id)),
    }),
    write: async (workspace, to, by) => {
      const id = String(to.worker_id);
      if (to.reason === null) await holds.release(workspace, id, by);
      else {
        const held = await holds.hold(workspace, id, String(to.reason), by);
        if ('refused' in held) return refusedBy(held);
      }
      return { worker_id: id, reason: await reasonNow(workspace, id) };
    },
  };
}
