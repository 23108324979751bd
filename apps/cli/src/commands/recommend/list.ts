import type {
  AdviceRule,
  AdviceState,
  RecommendationDetail,
  RecommendationView,
} from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { type ExitCode, exitCodes, renderTable, type Terminal, usageError } from '../../output/index.ts';
import { gainOf, measuredOf } from './words.ts';

export interface ListFlags {
  state: AdviceState | 'inbox' | 'all';
  rule?: string;
  own: boolean;
  check: boolean;
}

const shownAtOnce = 200;

/** Lists recommendations; with `--check` the exit code says whether something waits. */
export async function listRecommendations(context: CommandContext<ListFlags>): Promise<ExitCode> {
  const { globals, options, terminal } = context;
  const { client } = await context.connect();
  const page = await client.advice.list({
    workspace: globals.workspace,
    state: options.state,
    rule: ruleOf(options.rule),
    about: options.own ? 'me' : 'everything',
    limit: shownAtOnce,
  });
  const { recommendations, judged_at: judgedAt, cannot_tell: cannotTell } = page;
  const code = options.check && recommendations.length > 0 ? exitCodes.overBudget : exitCodes.ok;
  if (globals.json) {
    context.printJson('recommendations/1', page);
    return code;
  }
  if (globals.workspace === 'sample') terminal.out('SAMPLE: figures of a simulated company\n\n');
  if (recommendations.length === 0) terminal.out('No recommendation waits.\n');
  for (const one of recommendations) writeOne(one, terminal);
  const judged =
    judgedAt === null
      ? 'The rules were not judged yet.'
      : `Judged ${judgedAt.slice(0, 16).replace('T', ' ')} UTC.`;
  const waiting =
    cannotTell > 0 ? ` ${cannotTell} cannot tell yet: exchequer recommend rules says what is missing.` : '';
  terminal.err(`${judged}${waiting}\n`);
  return code;
}

/** What it says in full, since that is what one decides by; what ranks it below. */
function writeOne(one: RecommendationView, { out, style }: Terminal): void {
  const given = one.assignee ? `with ${one.assignee.name}` : `for ${one.owner}`;
  const parts = [gainOf(one), `${one.confidence} confidence`, given, one.state, one.id];
  out(`${one.claim}\n${style.dim(`  ${parts.join(' · ')}`)}\n`);
}

function ruleOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const rule = Number(text);
  if (Number.isInteger(rule) && rule >= 1) return rule;
  throw usageError(`--rule: "${text}" is no number of a rule`, 'Write one of `exchequer recommend rules`.');
}

/** Shows one recommendation whole. */
export async function showRecommendation(context: CommandContext<object>): Promise<void> {
  const { globals, args, terminal } = context;
  const { client } = await context.connect();
  const one = await client.advice.show({ workspace: globals.workspace, id: args[0] as string });
  if (globals.json) return context.printJson('recommendation/1', one);
  terminal.out(`${one.says}\n\n`);
  terminal.out(`Why: ${one.trigger}\n`);
  for (const { label, value, unit, to } of one.evidence)
    terminal.out(`  ${label}: ${value} ${unit.replaceAll('_', ' ')}  ${terminal.style.dim(to)}\n`);
  terminal.out(`\nExpected: ${gainOf(one)}, in four of five cases (${one.confidence} confidence)\n`);
  terminal.out(`  ${one.basis}\n`);
  if (one.realised) terminal.out(`Measured: ${measuredOf(one.realised)}\n`);
  printPlan(context, one);
  terminal.out(`\n${one.state}${one.assignee ? `, with ${one.assignee.name}` : ''}\n`);
  for (const { what, at, by, reason } of one.events)
    terminal.out(terminal.style.dim(`  ${at}  ${what} by ${by}${reason ? `: ${reason}` : ''}\n`));
}

/** What would change, or has changed. */
export function printPlan(
  { terminal }: Pick<CommandContext<object>, 'terminal'>,
  one: RecommendationDetail,
): void {
  const isDone = one.state === 'applied' || one.state === 'undone';
  const changes = (isDone ? one.applied?.changes : one.plan) ?? [];
  if (one.refusal && !isDone)
    terminal.out(`\nCannot be applied: ${one.refusal.detail}. ${one.refusal.fix}\n`);
  if (changes.length > 0) terminal.out(isDone ? '\nWhat was changed:\n' : '\nWhat would change:\n');
  for (const { what, before, after } of changes) terminal.out(`  ${what}: ${before} → ${after}\n`);
}

const stateWords = {
  speaks: 'speaks',
  silent: 'silent',
  needs: 'needs input',
  'not-judged': 'not judged yet',
} as const;

/** Lists the rules: whether each speaks, is silent or needs something, and how far its promises held. */
export async function listRules(context: CommandContext<object>): Promise<void> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const { rules, judged_at } = await client.advice.rules({ workspace: globals.workspace });
  if (globals.json) return context.printJson('recommendation-rules/1', { rules, judged_at });
  const columns = [
    { title: '#', right: true },
    { title: 'Rule' },
    { title: 'Says' },
    { title: 'Open', right: true },
    { title: 'Record', dropOrder: 2 },
    { title: 'Needs' },
    { title: 'Where', dropOrder: 1 },
  ];
  const rows = rules.map((rule) => ({
    cells: [
      ...[String(rule.number), rule.name, stateWords[rule.state], String(rule.open)],
      rule.record ? `${rule.record.factor.toFixed(2)} of promised, ${rule.record.measured} measured` : '–',
      ...[rule.cannot_tell?.needs ?? '', rule.cannot_tell?.to ?? ''],
    ],
  }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
  const count = (state: AdviceRule['state']) => rules.filter((rule) => rule.state === state).length;
  terminal.err(
    judged_at === null
      ? 'The rules were not judged yet.\n'
      : `${rules.length} rules: ${count('speaks')} speak, ${count('silent')} are silent, ${count('needs')} need input. Judged ${judged_at}.\n`,
  );
}
