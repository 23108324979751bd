import { type OutcomeRule, outcomeKindOf } from '@exchequer/model';
import { normaliseOutcomes, readOutcomeCsv, type WireOutcomes } from '@exchequer/vendors/outcome';
import { jsonLines } from '@exchequer/vendors/wire';
import { administering, ingesting, reading } from './base.ts';
import { currencyRates } from './currency-rate.ts';
import { commits } from './outcome-commits.ts';
import { outcomeSources } from './outcome-source.ts';
import { outcomeTerms, viewOutcome } from './outcome-view.ts';
import { outcomeWork } from './outcome-work.ts';
import { refusal } from './problem.ts';

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

export const outcomeRouter = {
  sources: outcomeSources,
  rates: currencyRates,
  list,
  commits,
  import: importFile,
  rules,
  setRule,
  ...outcomeWork,
};
