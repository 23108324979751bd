import { type DecisionRefusal, inputsReady, stateOf } from '@exchequer/core/decision';
import type { Decision } from '@exchequer/model';
import type { DecisionView } from '@exchequer/model/contract';
import { readDecisionCsv } from '@exchequer/vendors/decision';
import { wholeWish, wishOf } from '../decision-wish.ts';
import { administering, reading } from './base.ts';
import type { ApiContext } from './context.ts';
import { answerable, anything } from './metric.ts';
import { refusal } from './problem.ts';

const accepted = (result: Decision | DecisionRefusal): Decision => {
  if (!('refused' in result)) return result;
  const status = result.refused === 'decision-unknown' ? 404 : 422;
  throw refusal(status, result.refused, result.detail, result.fix);
};

async function views(
  context: ApiContext,
  workspace: string,
  decisions: readonly Decision[],
): Promise<DecisionView[]> {
  const teams = await context.services.people.teams(workspace as 'live' | 'sample');
  const nameOf = new Map(teams.map(({ id, name }) => [id, name]));
  const now = context.now().toISOString();
  return decisions.map((one) => ({
    id: one.id,
    kind: one.kind,
    title: one.title,
    team_id: one.teamId,
    team: nameOf.get(one.teamId) ?? null,
    signal_at: one.signalAt,
    detected_at: one.detectedAt,
    decided_at: one.decidedAt,
    acted_at: one.actedAt,
    reviewed_at: one.reviewedAt,
    dropped_at: one.droppedAt,
    judgement_minutes: one.judgementMinutes,
    execution_minutes: one.executionMinutes,
    stated_probability: one.statedPermille === null ? null : one.statedPermille / 1_000,
    turned_out: one.turnedOut,
    reversed_at: one.reversedAt,
    inputs: one.inputs.map((input) => ({
      name: input.name,
      as_of: input.asOf,
      fresh_within_seconds: input.freshWithinSeconds,
      live: input.live,
      by_ai: input.byAi,
    })),
    state: stateOf(one),
    latency_seconds: (Date.parse(one.actedAt ?? one.droppedAt ?? now) - Date.parse(one.signalAt)) / 1_000,
    inputs_ready: inputsReady(one, now),
  }));
}

async function viewOf(context: ApiContext, workspace: string, decision: Decision): Promise<DecisionView> {
  const [view] = await views(context, workspace, [decision]);
  if (!view) throw refusal(404, 'decision-unknown', 'the decision is gone', 'List the decisions again.');
  return view;
}

const list = reading.decision.list.handler(async ({ input, context }) => {
  const { workspace, ...filter } = input;
  answerable({ ...anything, range: input.range });
  const { decisions, next_cursor } = await context.services.decisions.list(workspace, filter);
  return { decisions: await views(context, workspace, decisions), next_cursor };
});

const record = administering.decision.record.handler(async ({ input, context }) => {
  const { workspace, idempotency_key: key, ...draft } = input;
  const made = await context.services.decisions.record(workspace, wholeWish(draft), key, context.actor);
  return viewOf(context, workspace, accepted(made));
});

const change = administering.decision.change.handler(async ({ input, context }) => {
  const { workspace, id, ...draft } = input;
  const changed = await context.services.decisions.change(workspace, id, wishOf(draft), context.actor);
  return viewOf(context, workspace, accepted(changed));
});

const importRows = administering.decision.import.handler(async ({ input, context }) => {
  const { workspace, text, dry_run: dryRun } = input;
  const read = readDecisionCsv(text);
  const rows = read.rows.map(({ row, id, draft }) => ({ row, id, wish: wholeWish(draft) }));
  // All rows or none: a file with a row that cannot be read is only looked at.
  const only = dryRun || read.rejected.length > 0;
  const result = await context.services.decisions.import(workspace, rows, only, context.actor);
  return { ...result, dry_run: dryRun, rejected: [...read.rejected, ...result.rejected] };
});

const latency = reading.decision.latency.handler(({ input, context }) => {
  answerable({ ...anything, range: input.range });
  return context.services.decisions.latency(input.workspace, input.range, input.kind);
});

export const decisionRouter = { list, record, change, import: importRows, latency };
