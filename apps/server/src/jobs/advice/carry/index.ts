/** Carries out what recommendations propose, and takes it back. */
import type { Action } from '@exchequer/core/advice';
import type { Workspace } from '@exchequer/model/contract';
import type { AuditActor } from '@exchequer/store/access';
import {
  type AdviceOptions,
  type AdviceRefusal,
  type AppliedAction,
  beginApply,
  beginUndo,
  completeApply,
  completeUndo,
  failApply,
  failUndo,
  loadApplied,
  notAllowed,
  type Recommendation,
  refuseAdvice,
  type Setting,
  unfinishedActions,
} from '@exchequer/store/advice';
import type { PlainServices } from '../../../plain-services.ts';
import { type Carrier, type Choice, isRefused, type Planned, sameSetting } from './carrier.ts';
import { envelopeLimitCarrier } from './envelope-limit.ts';
import { gatewayRuleCarrier } from './gateway-rule.ts';
import { grantRolloverCarrier } from './grant-rollover.ts';
import { holdAgentCarrier } from './hold-agent.ts';
import { priceRowCarrier } from './price-row.ts';
import { taskCarrier } from './task.ts';

export type { Planned } from './carrier.ts';

/** Carrying out of recommendations: one after the other, each in two steps that a crash cannot part. */
export interface Carrying {
  /** What would change, and who answers for it. Changes nothing. */
  plan(workspace: Workspace, of: Recommendation, choice: Choice): Promise<Planned | AdviceRefusal>;
  /** Carries out a plan as it was shown; refused where what it changes has changed since. */
  apply(
    workspace: Workspace,
    id: string,
    plan: Planned,
    by: AuditActor,
  ): Promise<AppliedAction | AdviceRefusal>;
  /** Restores exactly what was before; refused where somebody changed it since. */
  undo(workspace: Workspace, of: Recommendation, by: AuditActor): Promise<AppliedAction | AdviceRefusal>;
  /** Finishes or gives up what a crash left half done. */
  resume(): Promise<number>;
}

type Desks = Pick<PlainServices, 'sql' | 'budgets' | 'gate' | 'grants' | 'prices'>;

/** A carrier for each kind of action. */
export function carriersOf({ sql, budgets, gate, grants, prices }: Desks): Record<Action['kind'], Carrier> {
  return {
    'envelope-limit': envelopeLimitCarrier(budgets),
    'hold-agent': holdAgentCarrier(sql, gate.workerHolds),
    'grant-rollover': grantRolloverCarrier(grants),
    'gateway-rule': gatewayRuleCarrier(sql, gate),
    'price-row': priceRowCarrier(prices),
    task: taskCarrier,
  } as Record<Action['kind'], Carrier>;
}

export function createCarrying(
  options: AdviceOptions,
  carriers: () => Readonly<Record<string, Carrier>>,
): Carrying {
  let running: Promise<unknown> = Promise.resolve();
  /** One process owns the tower's data, so that its own queue is enough for one at a time. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const next = running.then(work, work);
    running = next.catch(() => {});
    return next;
  };
  const carrierOf = (kind: string): Carrier => {
    const carrier = carriers()[kind];
    if (!carrier) throw new Error(`nobody carries out actions of the kind ${kind}`);
    return carrier;
  };
  return {
    plan: (workspace, recommendation, choice) => {
      const { action } = recommendation.finding;
      return carrierOf(action.kind).plan(workspace, { recommendation, action, choice });
    },
    apply: (workspace, id, { ownerId: _owner, raises: _raises, ...plan }, by) =>
      alone(async () => {
        const begun = await beginApply(options, workspace, id, plan, by);
        if (isRefused(begun) || begun.state === 'applied') return begun;
        return finishApply(options, carrierOf(begun.kind), begun);
      }),
    undo: (workspace, recommendation, by) =>
      alone(async () => {
        const { id } = recommendation;
        const standing = (await loadApplied(options.sql, workspace, [id])).get(id);
        if (standing?.state === 'undone') return standing;
        const refused = notAllowed(recommendation, 'undo');
        if (refused || !standing) return refused ?? nothingApplied(id);
        const begun = await beginUndo(options, standing, by);
        return finishUndo(options, carrierOf(begun.kind), begun, by);
      }),
    resume: () =>
      alone(async () => {
        const halves = await unfinishedActions(options.sql);
        for (const half of halves) {
          const carrier = carrierOf(half.kind);
          const by = { id: half.by.id, name: half.undoneBy ?? half.by.name };
          if (half.state === 'applying') await finishApply(options, carrier, half);
          else await finishUndo(options, carrier, half, by);
        }
        return halves.length;
      }),
  };
}

/** What stands decides: as before, it is done; as after, it was done; else somebody else was quicker. */
async function finishApply(
  options: AdviceOptions,
  carrier: Carrier,
  action: AppliedAction,
): Promise<AppliedAction | AdviceRefusal> {
  const workspace = action.workspace as Workspace;
  const now = await carrier.read(workspace, action.before);
  const isDone = action.kind !== 'task' && sameSetting(now, action.after);
  if (!isDone && !sameSetting(now, action.before)) {
    const refused = changedSince(action, now);
    await failApply(options, action, refused.detail);
    return refused;
  }
  const after = isDone ? action.after : await carrier.write(workspace, action.after, action.by);
  if ('refused' in after) {
    const refused = after as unknown as AdviceRefusal;
    await failApply(options, action, refused.detail);
    return refused;
  }
  await completeApply(options, action, after as Setting);
  return { ...action, state: 'applied', after: after as Setting, appliedAt: options.now() };
}

async function finishUndo(
  options: AdviceOptions,
  carrier: Carrier,
  action: AppliedAction,
  by: AuditActor,
): Promise<AppliedAction | AdviceRefusal> {
  const workspace = action.workspace as Workspace;
  const now = await carrier.read(workspace, action.after);
  const isBack = action.kind !== 'task' && sameSetting(now, action.before);
  const refusal =
    isBack || sameSetting(now, action.after)
      ? isBack
        ? null
        : await writeBack(carrier, action, by)
      : changedSince(action, now);
  if (refusal) {
    await failUndo(options, action, { by, failure: refusal.detail });
    return refusal;
  }
  await completeUndo(options, action, by);
  return { ...action, state: 'undone', undoneAt: options.now(), undoneBy: by.name };
}

async function writeBack(
  carrier: Carrier,
  action: AppliedAction,
  by: AuditActor,
): Promise<AdviceRefusal | null> {
  const back = await carrier.write(action.workspace as Workspace, action.before, by);
  return 'refused' in back ? (back as unknown as AdviceRefusal) : null;
}

const changedSince = (action: AppliedAction, now: Setting | null): AdviceRefusal => {
  const what = action.changes.map((change) => change.what).join('; ');
  return refuseAdvice(
    'changed-since',
    now === null ? `what it changed is gone (${what})` : `somebody changed it since (${what})`,
    'Look at it where it is set, and change it there by hand.',
  );
};

const nothingApplied = (id: string): AdviceRefusal =>
  refuseAdvice(
    'not-in-this-state',
    `nothing of ${id} was applied`,
    'Only what is applied can be taken back.',
  );
