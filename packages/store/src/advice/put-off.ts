import { type AdviceVerb, allows, type RecommendationState } from '@exchequer/core/advice';
import { formatUsd } from '@exchequer/model';
import type { TransactionSql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import { noteEvent } from './events.ts';
import type { AdviceOptions } from './keep.ts';
import { type AdviceRefusal, refuseAdvice, unknownAdvice } from './refusal.ts';
import { loadRecommendation, type Recommendation } from './rows.ts';

interface Change {
  verb: AdviceVerb;
  state: RecommendationState;
  reason?: string;
  assignee?: { id: string; name: string };
  snoozedUntil?: Date;
}

type Changed = Promise<Recommendation | AdviceRefusal>;

/** Gives a recommendation to a worker who sees to it. */
export const assignAdvice = (
  options: AdviceOptions,
  workspace: string,
  id: string,
  workerId: string,
  by: AuditActor,
): Changed =>
  options.sql.begin(async (tx) => {
    const [worker] = await tx<{ id: string; name: string }[]>`
      select id, name from worker where workspace = ${workspace} and id = ${workerId} and kind = 'person'`;
    if (!worker)
      return refuseAdvice(
        'worker-unknown',
        `there is no person ${workerId}`,
        'List the people and take an id from there.',
      );
    return change(options, tx, workspace, id, { verb: 'assign', state: 'assigned', assignee: worker }, by);
  }) as Changed;

/** Puts a recommendation off until a time; it comes back sooner when its amount doubles. */
export const snoozeAdvice = (
  options: AdviceOptions,
  workspace: string,
  id: string,
  { until, reason }: { until: Date; reason: string },
  by: AuditActor,
): Changed =>
  options.sql.begin((tx) =>
    change(options, tx, workspace, id, { verb: 'snooze', state: 'snoozed', snoozedUntil: until, reason }, by),
  ) as Changed;

/** Sets a recommendation aside for good, unless its amount doubles. */
export const dismissAdvice = (
  options: AdviceOptions,
  workspace: string,
  id: string,
  reason: string,
  by: AuditActor,
): Changed =>
  options.sql.begin((tx) =>
    change(options, tx, workspace, id, { verb: 'dismiss', state: 'dismissed', reason }, by),
  ) as Changed;

async function change(
  { now }: AdviceOptions,
  tx: TransactionSql,
  workspace: string,
  id: string,
  { verb, state, reason = '', assignee, snoozedUntil }: Change,
  by: AuditActor,
): Changed {
  const before = await loadRecommendation(tx, workspace, id, true);
  if (!before) return unknownAdvice(id);
  const refused = notAllowed(before, verb);
  if (refused) return refused;
  const at = now();
  const isPutOff = state === 'snoozed' || state === 'dismissed';
  const after: Recommendation = {
    ...before,
    state,
    stateAt: at,
    assignee: assignee ?? before.assignee,
    snoozedUntil: snoozedUntil ?? null,
    setAside: isPutOff ? before.finding.gain.likely : null,
  };
  await tx`
    update recommendation set ${tx({
      state,
      state_at: at,
      assignee_id: after.assignee?.id ?? null,
      assignee_name: after.assignee?.name ?? null,
      snoozed_until: after.snoozedUntil,
      set_aside: after.setAside === null ? null : formatUsd(after.setAside),
    })} where workspace = ${workspace} and id = ${id}`;
  const detail = {
    ...(assignee && { to: assignee.name }),
    ...(snoozedUntil && { until: snoozedUntil.toISOString() }),
  };
  await noteEvent(tx, workspace, id, { what: state, at, by, reason, detail });
  await recordAudit(tx, by, at, {
    action: `recommendation.${verb}`,
    subject: id,
    workspace,
    detail: { ...detail, reason },
  });
  return after;
}

const said: Readonly<Record<RecommendationState, string>> = {
  open: 'is open',
  assigned: 'is assigned',
  snoozed: 'is put off',
  dismissed: 'was dismissed',
  applied: 'was applied',
  undone: 'was applied and taken back',
  expired: 'is too old to act on',
  gone: 'no longer holds',
};

/** Why a verb does not fit the state, or null. */
export const notAllowed = (
  { id, state }: Pick<Recommendation, 'id' | 'state'>,
  verb: AdviceVerb,
): AdviceRefusal | null =>
  allows(state, verb)
    ? null
    : refuseAdvice(
        'not-in-this-state',
        `the recommendation ${id} ${said[state]}`,
        verb === 'undo'
          ? 'Only what is applied can be taken back.'
          : 'Look at it again: a later round may have found it anew under another id.',
      );
