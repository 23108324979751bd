import { formatUsd } from '@exchequer/model';
import type { ISql, JSONValue, TransactionSql } from 'postgres';
import { type AuditActor, recordAudit } from '../access/index.ts';
import { noteEvent } from './events.ts';
import type { AdviceOptions } from './keep.ts';
import { notAllowed } from './put-off.ts';
import { type AdviceRefusal, unknownAdvice } from './refusal.ts';
import { loadRecommendation } from './rows.ts';

/** A setting as it is kept, before and after an action; equal settings are equal text. */
export type Setting = Readonly<Record<string, JSONValue>>;

/** One thing that an action changes, in words. */
export interface SettingChange {
  what: string;
  before: string;
  after: string;
}

/** What an action is going to do. */
export interface ActionPlan {
  kind: string;
  before: Setting;
  after: Setting;
  changes: readonly SettingChange[];
}

/** An action that was carried out, or is being. */
export interface AppliedAction extends ActionPlan {
  id: string;
  workspace: string;
  recommendationId: string;
  state: 'applying' | 'applied' | 'undoing' | 'undone' | 'failed';
  by: { id: string; name: string };
  startedAt: Date;
  appliedAt: Date | null;
  undoneAt: Date | null;
  undoneBy: string | null;
  failure: string | null;
}

type Row = Omit<AppliedAction, 'by'> & { byId: string; byName: string };

const toApplied = ({ byId, byName, ...row }: Row): AppliedAction => ({
  ...row,
  by: { id: byId, name: byName },
});

const columns = (sql: ISql) => sql`
  id, workspace, recommendation_id as "recommendationId", kind, state, before, after, changes, by_id as "byId",
  by_name as "byName", started_at as "startedAt", applied_at as "appliedAt", undone_at as "undoneAt",
  undone_by as "undoneBy", failure`;

/** The newest action of each of these recommendations. */
export async function loadApplied(
  sql: ISql,
  workspace: string,
  recommendationIds: readonly string[],
): Promise<Map<string, AppliedAction>> {
  if (recommendationIds.length === 0) return new Map();
  const rows = await sql<Row[]>`
    select distinct on (recommendation_id) ${columns(sql)} from applied_action
    where workspace = ${workspace} and recommendation_id = any(${[...recommendationIds]}) and state <> 'failed'
    order by recommendation_id, started_at desc, id desc`;
  return new Map(rows.map((row) => [row.recommendationId, toApplied(row)]));
}

/** Actions that a crash left half done, of every workspace. */
export async function unfinishedActions(sql: ISql): Promise<AppliedAction[]> {
  const rows = await sql<Row[]>`
    select ${columns(sql)} from applied_action where state in ('applying', 'undoing') order by started_at, id`;
  return rows.map(toApplied);
}

/** Actions that stand, of which it can be measured what they brought. */
export async function standingActions(sql: ISql, workspace: string): Promise<AppliedAction[]> {
  const rows = await sql<Row[]>`
    select ${columns(sql)} from applied_action where workspace = ${workspace} and state = 'applied'
    order by applied_at, id`;
  return rows.map(toApplied);
}

/**
 * First step: says what is going to be done, before it is. Asked again while it runs or stands, it
 * answers with what there is, so that a repeated click does nothing twice.
 */
export function beginApply(
  { sql, now, newId }: AdviceOptions,
  workspace: string,
  recommendationId: string,
  plan: ActionPlan,
  by: AuditActor,
): Promise<AppliedAction | AdviceRefusal> {
  return sql.begin(async (tx) => {
    const recommendation = await loadRecommendation(tx, workspace, recommendationId, true);
    if (!recommendation) return unknownAdvice(recommendationId);
    const running = (await loadApplied(tx, workspace, [recommendationId])).get(recommendationId);
    if (running && (running.state === 'applying' || running.state === 'applied')) return running;
    const refused = notAllowed(recommendation, plan.kind === 'task' ? 'finish' : 'apply');
    if (refused) return refused;
    const action: AppliedAction = {
      ...plan,
      ...{ id: newId('act_'), workspace, recommendationId, state: 'applying', startedAt: now() },
      ...{ by: { id: by.id, name: by.name }, appliedAt: null, undoneAt: null, undoneBy: null, failure: null },
    };
    await tx`
      insert into applied_action ${tx({
        workspace,
        id: action.id,
        recommendation_id: recommendationId,
        kind: plan.kind,
        state: 'applying',
        before: tx.json(plan.before),
        after: tx.json(plan.after),
        changes: tx.json(plan.changes.map((change) => ({ ...change }))),
        by_id: by.id,
        by_name: by.name,
        started_at: action.startedAt,
      })}`;
    return action;
  }) as Promise<AppliedAction | AdviceRefusal>;
}

/** Second step: it is done. `after` where what was written is known only now. */
export const completeApply = (options: AdviceOptions, action: AppliedAction, after = action.after) =>
  step(options, action, 'applying', async (tx, at) => {
    await tx`
      update applied_action set state = 'applied', applied_at = ${at}, after = ${tx.json(after)}
      where workspace = ${action.workspace} and id = ${action.id}`;
    await setState(tx, action, 'applied', at);
    await note(tx, action, 'applied', at, action.by);
  });

/** It could not be done; the recommendation stays as it was. */
export const failApply = (options: AdviceOptions, action: AppliedAction, failure: string) =>
  step(options, action, 'applying', async (tx, at) => {
    await tx`
      update applied_action set state = 'failed', failure = ${failure}
      where workspace = ${action.workspace} and id = ${action.id}`;
    await noteEvent(tx, action.workspace, action.recommendationId, {
      ...{ what: 'not-applied', at, by: action.by, reason: failure },
    });
  });

/** First step of taking back. */
export function beginUndo(
  { sql }: AdviceOptions,
  action: AppliedAction,
  by: AuditActor,
): Promise<AppliedAction> {
  return sql.begin(async (tx) => {
    const [row] = await tx<Row[]>`
      update applied_action set state = 'undoing', undone_by = ${by.name}
      where workspace = ${action.workspace} and id = ${action.id} and state = 'applied' returning ${columns(tx)}`;
    return row ? toApplied(row) : action;
  }) as Promise<AppliedAction>;
}

/** Second step: everything is again as it was before the action. */
export const completeUndo = (options: AdviceOptions, action: AppliedAction, by: AuditActor) =>
  step(options, action, 'undoing', async (tx, at) => {
    await tx`
      update applied_action set state = 'undone', undone_at = ${at}, undone_by = ${by.name}
      where workspace = ${action.workspace} and id = ${action.id}`;
    await setState(tx, action, 'undone', at);
    await note(tx, action, 'undone', at, by);
  });

/** It could not be taken back, and stands as it was. */
export const failUndo = (
  options: AdviceOptions,
  action: AppliedAction,
  { by, failure }: { by: AuditActor; failure: string },
) =>
  step(options, action, 'undoing', async (tx, at) => {
    await tx`
      update applied_action set state = 'applied', undone_by = null
      where workspace = ${action.workspace} and id = ${action.id}`;
    await noteEvent(tx, action.workspace, action.recommendationId, {
      ...{ what: 'not-undone', at, by, reason: failure },
    });
  });

/** Runs a step under the lock of the action; one that another has taken meanwhile is left alone. */
async function step(
  { sql, now }: AdviceOptions,
  { workspace, id }: AppliedAction,
  from: AppliedAction['state'],
  work: (tx: TransactionSql, at: Date) => Promise<void>,
): Promise<boolean> {
  return sql.begin(async (tx) => {
    const [row] = await tx<{ state: string }[]>`
      select state from applied_action where workspace = ${workspace} and id = ${id} for update`;
    if (row?.state !== from) return false;
    await work(tx, now());
    return true;
  });
}

/** What it would have brought is remembered, so that a finding that was taken back comes back only when that doubles. */
async function setState(tx: ISql, action: AppliedAction, state: 'applied' | 'undone', at: Date) {
  const found = await loadRecommendation(tx, action.workspace, action.recommendationId, true);
  if (!found) return;
  await tx`
    update recommendation set state = ${state}, state_at = ${at}, snoozed_until = null,
      set_aside = ${formatUsd(found.finding.gain.likely)}
    where workspace = ${action.workspace} and id = ${action.recommendationId}`;
}

async function note(
  tx: ISql,
  action: AppliedAction,
  what: 'applied' | 'undone',
  at: Date,
  by: AuditActor,
): Promise<void> {
  const { workspace, recommendationId, kind, before, after } = action;
  const detail = { kind, before, after };
  await noteEvent(tx, workspace, recommendationId, { what, at, by, detail });
  const verb = what === 'applied' ? 'apply' : 'undo';
  await recordAudit(tx, by, at, {
    ...{ action: `recommendation.${verb}`, subject: recommendationId, workspace, detail },
  });
}
