import type { RecommendationDetail } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { usageError } from '../../output/index.ts';
import { amountOf } from '../budget/amount.ts';
import { printPlan } from './list.ts';

export interface ActFlags {
  amount?: string;
  yes?: boolean;
}
export interface DismissFlags {
  reason: string;
}
export interface SnoozeFlags {
  days: string;
  reason?: string;
}

const schema = 'recommendation/1';

function printDone(context: CommandContext<object>, one: RecommendationDetail, sentence: string): void {
  if (context.globals.json) context.printJson(schema, one);
  else {
    context.terminal.out(`${sentence}\n`);
    printPlan(context, one);
  }
}

/** Carries a recommendation out; without `--yes` it shows what would change. */
export async function applyRecommendation(context: CommandContext<ActFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const asked = { workspace: globals.workspace, id: args[0] as string };
  const amount = options.amount === undefined ? undefined : amountOf('--amount', options.amount);
  const { client } = await context.connect();
  if (!options.yes) {
    const one = await client.advice.show(asked);
    if (globals.json) return context.printJson(schema, { dry_run: true, ...one });
    terminal.out(`${one.says}\n`);
    printPlan(context, one);
    return terminal.out('\nNothing was changed; add --yes.\n');
  }
  printDone(context, await client.advice.apply({ ...asked, amount }), `Applied ${asked.id}.`);
}

/** Takes it back; without `--yes` it shows what would be restored. */
export async function undoRecommendation(context: CommandContext<ActFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const asked = { workspace: globals.workspace, id: args[0] as string };
  const { client } = await context.connect();
  if (!options.yes) {
    const one = await client.advice.show(asked);
    if (globals.json) return context.printJson(schema, { dry_run: true, ...one });
    terminal.out(`${one.claim}\n`);
    for (const { what, before, after } of one.applied?.changes ?? [])
      terminal.out(`  ${what}: ${after} → ${before}\n`);
    return terminal.out('\nNothing was changed; add --yes.\n');
  }
  printDone(context, await client.advice.undo(asked), `Taken back ${asked.id}.`);
}

/** Sets it aside, with why. */
export async function dismissRecommendation(context: CommandContext<DismissFlags>): Promise<void> {
  const { globals, options, args } = context;
  const { client } = await context.connect();
  const id = args[0] as string;
  const one = await client.advice.dismiss({ workspace: globals.workspace, id, reason: options.reason });
  if (globals.json) return context.printJson(schema, one);
  context.terminal.out(`Dismissed ${id}; it comes back only when its amount doubles.\n`);
}

/** Puts it off for some days. */
export async function snoozeRecommendation(context: CommandContext<SnoozeFlags>): Promise<void> {
  const { globals, options, args } = context;
  const days = Number(options.days);
  if (!Number.isInteger(days) || days < 1 || days > 365)
    throw usageError(`--days: "${options.days}" is not between 1 and 365`, 'Write whole days, such as 14.');
  const { client } = await context.connect();
  const id = args[0] as string;
  const reason = options.reason ?? '';
  const one = await client.advice.snooze({ workspace: globals.workspace, id, days, reason });
  if (globals.json) return context.printJson(schema, one);
  context.terminal.out(`Put off until ${one.snoozed_until?.slice(0, 10) ?? 'then'}.\n`);
}
