import type { Experiment, ExperimentPlan } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { renderTable, usageError } from '../../output/index.ts';

export interface PlanFlags {
  starts: string;
  outcome: string;
  design: ExperimentPlan['design'];
  cap: string;
  periods: string;
  weeks: string;
  smallest: string;
  team?: string[];
}
export interface LaunchFlags extends PlanFlags {
  hash: string;
}
export interface StopFlags {
  reason: string;
}

function whole(text: string, flag: string): number {
  if (!/^\d{1,3}$/.test(text)) throw usageError(`--${flag} takes a whole number`, `Such as --${flag} 50.`);
  return Number(text);
}

const planOf = ({ args, options }: CommandContext<PlanFlags>) => ({
  name: args[0] as string,
  outcome: options.outcome,
  design: options.design,
  cap_percent: whole(options.cap, 'cap'),
  periods: whole(options.periods, 'periods'),
  period_weeks: whole(options.weeks, 'weeks'),
  starts_on: options.starts,
  smallest_change: whole(options.smallest, 'smallest') / 100,
  team_ids: options.team ?? [],
});

/** Filled where a team is capped, so that a row of lots reads at a glance without colour. */
const lots = (periods: readonly boolean[]): string => periods.map((capped) => (capped ? '#' : '.')).join('');

/** Shows what an experiment would be. */
export async function planExperiment(context: CommandContext<PlanFlags>): Promise<void> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const preview = await client.experiment.plan({ workspace: globals.workspace, ...planOf(context) });
  if (globals.json) return context.printJson('experiment-plan/1', preview);
  const columns = ['Team', 'Limit', 'Capped', 'Lots', 'Why not'].map((title, at) => ({
    ...{ title, align: at === 1 || at === 2 ? ('right' as const) : ('left' as const) },
  }));
  const rows = preview.teams.map(({ team, limit, cap, periods, reason }) => ({
    cells: [team, limit ? `$${limit}` : '', cap ? `$${cap}` : '', lots(periods), reason ?? ''],
  }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
  terminal.out(`\n${preview.sentence}\n`);
  if (preview.needs) terminal.out(`Needs: ${preview.needs}.\n`);
  terminal.out(`Nothing was written. To launch it, say the same with: launch --hash ${preview.hash}\n`);
}

/** Launches what was shown. */
export async function launchExperiment(context: CommandContext<LaunchFlags>): Promise<void> {
  const { globals, options, terminal } = context;
  const { client } = await context.connect();
  const asked = { workspace: globals.workspace, ...planOf(context), hash: options.hash };
  const made = await client.experiment.launch(asked);
  if (globals.json) return context.printJson('experiment/1', made);
  terminal.out(
    `Launched as ${made.id}: ${made.teams.length} teams, ${made.plan.starts_on} to ${made.ends_on}.\n`,
  );
}

/** Shows experiments, or one with its events. */
export async function showExperiments(context: CommandContext<object>): Promise<void> {
  const { globals, args, terminal } = context;
  const { client } = await context.connect();
  const id = args[0] as string | undefined;
  if (!id) {
    const { experiments } = await client.experiment.list({ workspace: globals.workspace });
    if (globals.json) return context.printJson('experiments/1', { experiments });
    if (experiments.length === 0) terminal.out('No experiments yet.\n');
    for (const one of experiments) terminal.out(told(one));
    return;
  }
  const one = await client.experiment.get({ workspace: globals.workspace, id });
  if (globals.json) return context.printJson('experiment/1', one);
  terminal.out(`${told(one)}\n`);
  for (const { team, periods, holds } of one.teams) terminal.out(`${lots(periods)}  ${team}  ${holds}\n`);
  terminal.out('\n');
  for (const { at, kind, team, detail, by } of one.events) {
    terminal.out(`${at.slice(0, 16)}  ${kind}${team ? `  ${team}` : ''}: ${detail} (${by})\n`);
  }
}

function told({ id, plan, state, result, needs, ends_on }: Experiment): string {
  const head = `${id}  ${plan.name}: ${state}, ${plan.starts_on} to ${ends_on}\n`;
  return `${head}  ${result ? `${result.grade}: ${result.sentence}` : `The result needs ${needs}.`}\n`;
}

/** Stops one. */
export async function stopExperiment(context: CommandContext<StopFlags>): Promise<void> {
  const { globals, args, options, terminal } = context;
  const { client } = await context.connect();
  const asked = { workspace: globals.workspace, id: args[0] as string, reason: options.reason };
  const stopped = await client.experiment.stop(asked);
  if (globals.json) return context.printJson('experiment/1', stopped);
  const left = stopped.teams.filter(({ holds }) => holds === 'left');
  terminal.out(`Stopped; ${stopped.teams.length - left.length} limits are as they were.\n`);
  for (const { team } of left)
    terminal.out(`${team}: somebody changed its limit meanwhile, and it stays so.\n`);
}
