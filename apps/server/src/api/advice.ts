import { type AdviceVerb, rules as allRules, forbidden, recommendationStates } from '@exchequer/core/advice';
import { parseUsd } from '@exchequer/model';
import type { AdviceRule, AdviceState, RecommendationDetail, Workspace } from '@exchequer/model/contract';
import {
  type AdviceRefusal,
  type AdviceViewer,
  assignAdvice,
  dismissAdvice,
  getAdvice,
  lastRound,
  listAdvice,
  loadEvents,
  ownerOfAgent,
  type Recommendation,
  snoozeAdvice,
  unknownAdvice,
} from '@exchequer/store/advice';
import type { Planned } from '../jobs/advice/index.ts';
import { adviceViews, verbsFor } from './advice-view.ts';
import { administering, adviceReading, reading, readingByKey } from './base.ts';
import type { ApiContext } from './context.ts';
import { resultsOf } from './problem.ts';

const advised = resultsOf<AdviceRefusal>({
  'recommendation-unknown': 404,
  'target-unknown': 404,
  'not-permitted': 403,
  // Another state would not have refused these.
  'not-in-this-state': 409,
  'changed-since': 409,
});

/** Who reads: everybody's advice with the right to read, one's own always. */
const viewerOf = ({ actor }: ApiContext, workspace: Workspace): AdviceViewer => ({
  everyone: actor.scopes.includes('read') || actor.scopes.includes('admin'),
  workerId: actor.workspace === workspace ? actor.workerId : null,
});

const statesOf = (state: AdviceState | 'inbox' | 'all'): readonly AdviceState[] => {
  if (state === 'inbox') return ['open', 'assigned'];
  return state === 'all' ? recommendationStates : [state];
};

const list = readingByKey.advice.list.handler(async ({ input, context }) => {
  const { workspace, state, rule, owner, assignee, about, cursor, limit } = input;
  const { sql } = context.services;
  const subject =
    input.subject_kind !== undefined && input.subject_id !== undefined
      ? { kind: input.subject_kind, id: input.subject_id }
      : undefined;
  const filter = {
    states: statesOf(state),
    rule,
    owner,
    assigneeId: assignee,
    subject,
    own: about === 'me',
    cursor,
    limit,
  };
  const [page, round] = await Promise.all([
    listAdvice(sql, workspace, filter, viewerOf(context, workspace)),
    lastRound(sql, workspace),
  ]);
  return {
    recommendations: await adviceViews(context.services, workspace, page.recommendations),
    next_cursor: page.next_cursor,
    judged_at: round?.at.toISOString() ?? null,
    cannot_tell: round?.cannotTell.length ?? 0,
  };
});

/** The recommendation where the caller may see it; a problem where there is none for them. */
async function found(context: ApiContext, workspace: Workspace, id: string): Promise<Recommendation> {
  const one = await getAdvice(context.services.sql, workspace, id, viewerOf(context, workspace));
  return one ?? advised(unknownAdvice(id));
}

const nobodys = { ownerId: null, raises: false };

/** Why the caller may not do that, as a refusal; null where they may. */
function notPermitted(
  context: ApiContext,
  workspace: Workspace,
  verb: AdviceVerb,
  one: Recommendation,
  plan: Pick<Planned, 'ownerId' | 'raises'>,
): AdviceRefusal | null {
  const { workerId } = viewerOf(context, workspace);
  const words = forbidden(
    verb,
    { admin: context.actor.scopes.includes('admin'), workerId },
    {
      selfWorker: one.selfWorker,
      assigneeId: one.assignee?.id ?? null,
      task: one.finding.action.kind === 'task',
      ...plan,
    },
  );
  return words === null
    ? null
    : { refused: 'not-permitted', detail: words, fix: 'Ask an admin, or whoever answers for it.' };
}

async function detailOf(
  context: ApiContext,
  workspace: Workspace,
  one: Recommendation,
): Promise<RecommendationDetail> {
  const { services } = context;
  const verbs = verbsFor(one);
  const canApply = verbs.includes('apply') || verbs.includes('finish');
  const [[view], events, plan] = await Promise.all([
    adviceViews(services, workspace, [one]),
    loadEvents(services.sql, workspace, one.id),
    canApply ? services.advice.carrying.plan(workspace, one, { amount: null }) : null,
  ]);
  if (!view) return advised(unknownAdvice(one.id));
  const refused = plan && 'refused' in plan ? plan : null;
  const planned = plan && !('refused' in plan) ? plan : null;
  const isStopped = refused !== null && refused.refused !== 'amount-needed';
  const stake = verbs.includes('undo') ? await undoStake(context, workspace, one) : (planned ?? nobodys);
  return {
    ...view,
    plan: planned ? planned.changes.map((change) => ({ ...change })) : null,
    refusal: refused && { detail: refused.detail, fix: refused.fix },
    may: verbs.filter(
      (verb) =>
        !(isStopped && (verb === 'apply' || verb === 'finish')) &&
        notPermitted(context, workspace, verb, one, stake) === null,
    ),
    events: events.map(({ what, at, by, reason }) => ({ what, at: at.toISOString(), by, reason })),
  };
}

const show = readingByKey.advice.show.handler(async ({ input, context }) =>
  detailOf(context, input.workspace, await found(context, input.workspace, input.id)),
);

const apply = adviceReading.advice.apply.handler(async ({ input, context }) => {
  const { workspace, id } = input;
  const one = await found(context, workspace, id);
  // Said again, it answers with what stands.
  if (one.state === 'applied') return detailOf(context, workspace, one);
  const { carrying } = context.services.advice;
  const amount = input.amount === undefined ? null : parseUsd(input.amount);
  const planned = await carrying.plan(workspace, one, { amount });
  const verb = one.finding.action.kind === 'task' ? 'finish' : 'apply';
  const stake = 'refused' in planned ? nobodys : planned;
  const refused = notPermitted(context, workspace, verb, one, stake);
  if (refused) return advised(refused);
  advised(await carrying.apply(workspace, id, advised(planned), context.actor));
  return detailOf(context, workspace, await found(context, workspace, id));
});

const undo = adviceReading.advice.undo.handler(async ({ input, context }) => {
  const { workspace, id } = input;
  const one = await found(context, workspace, id);
  const { carrying } = context.services.advice;
  const refused = notPermitted(context, workspace, 'undo', one, await undoStake(context, workspace, one));
  if (refused) return advised(refused);
  advised(await carrying.undo(workspace, one, context.actor));
  return detailOf(context, workspace, await found(context, workspace, id));
});

/** Who answers for what is taken back; a limit that is restored is nobody's to restore for their own. */
async function undoStake({ services }: ApiContext, workspace: Workspace, { finding }: Recommendation) {
  const { action } = finding;
  const agent =
    action.kind === 'hold-agent'
      ? action.workerId
      : action.kind === 'gateway-rule' && action.rule === 'loop'
        ? action.value.workerId
        : null;
  const ownerId = agent === null ? null : await ownerOfAgent(services.sql, workspace, agent);
  return { ownerId, raises: false };
}

/** Does something with a recommendation that only its own state is about, where the caller may. */
async function putOff(
  context: ApiContext,
  workspace: Workspace,
  id: string,
  verb: AdviceVerb,
  work: () => Promise<Recommendation | AdviceRefusal>,
): Promise<RecommendationDetail> {
  const one = await found(context, workspace, id);
  const refused = notPermitted(context, workspace, verb, one, nobodys);
  if (refused) return advised(refused);
  return detailOf(context, workspace, advised(await work()));
}

const assign = adviceReading.advice.assign.handler(({ input, context }) => {
  const { workspace, id, worker_id: workerId } = input;
  return putOff(context, workspace, id, 'assign', () =>
    assignAdvice(context.services.advice.options, workspace, id, workerId, context.actor),
  );
});

const dayMs = 86_400_000;

const snooze = adviceReading.advice.snooze.handler(({ input, context }) => {
  const { workspace, id, days, reason } = input;
  const until = new Date(context.now().getTime() + days * dayMs);
  return putOff(context, workspace, id, 'snooze', () =>
    snoozeAdvice(context.services.advice.options, workspace, id, { until, reason }, context.actor),
  );
});

const dismiss = adviceReading.advice.dismiss.handler(({ input, context }) => {
  const { workspace, id, reason } = input;
  return putOff(context, workspace, id, 'dismiss', () =>
    dismissAdvice(context.services.advice.options, workspace, id, reason, context.actor),
  );
});

const run = administering.advice.run.handler(async ({ input, context }) => {
  const { counts, found: number, cannotTell } = await context.services.advice.run(input.workspace);
  return { found: number, new: counts.new, gone: counts.gone, cannot_tell: cannotTell };
});

function stateOf(judged: boolean, open: boolean, lacks: boolean): AdviceRule['state'] {
  if (open) return 'speaks';
  if (!judged) return 'not-judged';
  return lacks ? 'needs' : 'silent';
}

const rules = reading.advice.rules.handler(async ({ input, context }) => {
  const { workspace } = input;
  const { sql, advice } = context.services;
  const [round, records, open] = await Promise.all([
    lastRound(sql, workspace),
    advice.records(workspace),
    sql<{ rule: number; n: number }[]>`
      select rule, count(*)::int as n from recommendation
      where workspace = ${workspace} and state in ('open', 'assigned') and self_worker is null group by rule`,
  ]);
  const waits = new Map(round?.cannotTell.map(({ rule, needs, to }) => [rule, { needs, to }]));
  const counts = new Map(open.map(({ rule, n }) => [rule, n]));
  return {
    judged_at: round?.at.toISOString() ?? null,
    rules: allRules.map(
      ({ number, key, name, trigger, action, formula, undo: back, confidence, owner, effort }) => {
        const record = records.get(number);
        const state = stateOf(round !== null, (counts.get(number) ?? 0) > 0, waits.has(number));
        return {
          state,
          ...{ number, key, name, trigger, action, formula, undo: back, confidence, owner, effort },
          cannot_tell: waits.get(number) ?? null,
          open: counts.get(number) ?? 0,
          record: record
            ? { measured: record.measured, factor: record.factor, low: record.low, high: record.high }
            : null,
        };
      },
    ),
  };
});

export const adviceRouter = { list, show, apply, undo, assign, snooze, dismiss, run, rules };
