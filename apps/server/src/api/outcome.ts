import { type OutcomeRule, outcomeKindOf } from '@exchequer/model';
import type { OutcomeSourceView } from '@exchequer/model/contract';
import type { OutcomeSourceRow } from '@exchequer/store/outcome';
import { normaliseOutcomes, readOutcomeCsv, type WireOutcomes, webhookOf } from '@exchequer/vendors/outcome';
import { jsonLines } from '@exchequer/vendors/wire';
import { administering, ingesting, reading } from './base.ts';
import { commits } from './outcome-commits.ts';
import { outcomeTerms, viewOutcome } from './outcome-view.ts';
import { outcomeWork } from './outcome-work.ts';
import { refusal } from './problem.ts';

const hookUrl = (baseUrl: string, id: string): string => `${baseUrl}/hooks/${id}`;

const sourceView = (row: OutcomeSourceRow, baseUrl: string): OutcomeSourceView => ({
  id: row.id,
  vendor: row.vendor,
  name: row.name,
  url: hookUrl(baseUrl, row.id),
  state: row.state,
  deliveries: String(row.deliveries),
  refused: String(row.refused),
  last_delivery_at: row.lastDeliveryAt?.toISOString() ?? null,
  last_refusal: row.lastRefusal,
  created_at: row.createdAt.toISOString(),
});

const noSource = (id: string) =>
  refusal(
    404,
    'unknown-source',
    `there is no source ${id} here`,
    'List them: GET /api/w/{workspace}/outcome-sources.',
  );

const sources = {
  list: reading.outcome.sources.list.handler(async ({ input, context }) => {
    const rows = await context.services.outcomes.sources.list(input.workspace);
    return rows.map((row) => sourceView(row, context.origin.baseUrl));
  }),
  add: administering.outcome.sources.add.handler(async ({ input, context }) => {
    const made = await context.services.outcomes.sources.add(input, context.actor.id);
    const source = sourceView(made.source, context.origin.baseUrl);
    return { source, secret: made.secret, steps: webhookOf(input.vendor).steps(source.url) };
  }),
  rotate: administering.outcome.sources.rotate.handler(async ({ input, context }) => {
    const rotated = await context.services.outcomes.sources.rotate(input.workspace, input.id, input.secret);
    if (!rotated) throw noSource(input.id);
    return { source: sourceView(rotated.source, context.origin.baseUrl), secret: rotated.secret };
  }),
  remove: administering.outcome.sources.remove.handler(async ({ input, context }) => {
    const removed = await context.services.outcomes.sources.remove(input.workspace, input.id);
    if (!removed) throw noSource(input.id);
    return sourceView(removed, context.origin.baseUrl);
  }),
};

const list = reading.outcome.list.handler(async ({ input, context }) => {
  const { workspace, range, kind, work_key: workKey, cursor, limit } = input;
  const { outcomes } = context.services;
  const page = await outcomes.list({
    workspace,
    from: range.from,
    to: range.to,
    kind,
    workKey,
    cursor,
    limit,
  });
  const terms = await outcomeTerms(context, workspace);
  return {
    outcomes: page.outcomes.map((row) => viewOutcome(row, terms, row.linked === 1)),
    next_cursor: page.nextCursor,
  };
});

const importFile = ingesting.outcome.import.handler(async ({ input, context }) => {
  const { workspace, format, text, dry_run } = input;
  const read = readFile(format, text, {
    workspace,
    place: `outcomes.${format}`,
    nowMs: context.now().getTime(),
  });
  const rejected = read.refused.map(({ index, error, fix }) => ({ row: index + 1, error, fix }));
  const nothing = { dry_run, added: 0, amended: 0, duplicates: 0, links: 0, rejected };
  // All rows or none: a file half taken in is worse than one that says what is wrong with it.
  if (dry_run || rejected.length > 0) return nothing;
  const { added, amended, duplicates } = await context.services.outcomes.book(workspace, read.rows);
  if (read.evidence.links.length > 0) await context.services.links.keep(workspace, read.evidence);
  return { ...nothing, added, amended, duplicates, links: read.evidence.links.length };
});

function readFile(
  format: 'csv' | 'jsonl',
  text: string,
  intake: { workspace: string; place: string; nowMs: number },
): WireOutcomes {
  if (format === 'jsonl') return normaliseOutcomes(jsonLines(text), intake, 'outcome.csv');
  const table = readOutcomeCsv(text);
  if ('error' in table) throw refusal(422, 'unreadable-file', table.error, table.fix);
  return normaliseOutcomes(table.items, intake, 'outcome.csv');
}

const ruleView = (rule: OutcomeRule) => ({
  kind: rule.kind,
  name: outcomeKindOf(rule.kind)?.name ?? rule.kind,
  reversal_days: rule.reversalDays,
  human_minutes: rule.humanMinutes,
  human_minutes_plus_minus: rule.humanMinutesPlusMinus,
  measured_by: rule.measuredBy,
  value_usd: rule.valueUsd === '' ? null : rule.valueUsd,
});

const rules = reading.outcome.rules.handler(async ({ input, context }) =>
  (await context.services.outcomes.rules(input.workspace)).map(ruleView),
);

const setRule = administering.outcome.setRule.handler(async ({ input, context }) => {
  if (outcomeKindOf(input.kind)?.role !== 'result') {
    const fix = 'Choose a kind that counts as work done, such as pull_request.merged.';
    throw refusal(422, 'no-result', `${input.kind} is no kind of result`, fix);
  }
  const rule: OutcomeRule = {
    kind: input.kind,
    reversalDays: input.reversal_days,
    humanMinutes: input.human_minutes,
    humanMinutesPlusMinus: input.human_minutes_plus_minus,
    measuredBy: input.measured_by,
    valueUsd: input.value_usd ?? '',
  };
  await context.services.outcomes.setRule(input.workspace, rule, context.actor.id);
  return ruleView(rule);
});

export const outcomeRouter = { sources, list, commits, import: importFile, rules, setRule, ...outcomeWork };
