import type { CommandContext } from '../../frame/index.ts';
import { CliError, renderTable, usageError } from '../../output/index.ts';

export interface RuleFlags {
  days?: string;
  minutes?: string;
  plusMinus?: string;
  measuredBy?: string;
  value?: string;
}

/** Writes how every kind of result is judged. */
export async function listRules(context: CommandContext): Promise<void> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const rules = await client.outcome.rules({ workspace: globals.workspace });
  if (globals.json) return context.printJson('outcome-rules/1', { rules });
  const right = { align: 'right' as const };
  const columns = [
    { title: 'Kind' },
    { title: 'Can be taken back', ...right },
    { title: 'Took people', ...right },
    { title: 'Value', ...right },
    { title: 'Measured by', dropOrder: 1 },
  ];
  const rows = rules.map((rule) => ({
    cells: [
      rule.kind,
      rule.reversal_days === 0 ? 'never' : `${rule.reversal_days} days`,
      rule.human_minutes === 0 ? 'unknown' : `${rule.human_minutes} ± ${rule.human_minutes_plus_minus} min`,
      rule.value_usd === null ? 'unknown' : `$${rule.value_usd}`,
      rule.measured_by,
    ],
  }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
}

/** Changes what is named and leaves the rest of a rule as it was. */
export async function setRule(context: CommandContext<RuleFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const kind = args[0] as string;
  const wish = {
    reversal_days: wholeOf('--days', options.days),
    human_minutes: wholeOf('--minutes', options.minutes),
    human_minutes_plus_minus: wholeOf('--plus-minus', options.plusMinus),
    measured_by: options.measuredBy,
    value_usd: usdOf(options.value),
  };
  const changes = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
  if (Object.keys(changes).length === 0)
    throw usageError(
      'nothing to change is named',
      'Add --days, --minutes, --plus-minus, --measured-by or --value.',
    );
  const { client } = await context.connect();
  const rules = await client.outcome.rules({ workspace: globals.workspace });
  const rule = rules.find((one) => one.kind === kind);
  if (!rule)
    throw new CliError(`${kind} is no kind of result`, `Kinds: ${rules.map((one) => one.kind).join(', ')}.`);
  const { name: _, ...before } = rule;
  const set = await client.outcome.setRule({ workspace: globals.workspace, ...before, ...changes });
  if (globals.json) return context.printJson('outcome-rule/1', set);
  terminal.out(`${set.name}: what was judged before is judged anew.\n`);
}

function wholeOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (text !== '' && Number.isInteger(count) && count >= 0) return count;
  throw usageError(`${flag}: "${text}" is no whole number`, 'Write one from 0 on.');
}

function usdOf(text: string | undefined): string | null | undefined {
  if (text === undefined || text === 'none') return text === 'none' ? null : undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return text;
  throw usageError(`--value: "${text}" is no amount`, 'Write it as 120 or 0.5, or none.');
}
