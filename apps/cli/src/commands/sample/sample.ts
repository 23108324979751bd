import { setTimeout } from 'node:timers/promises';
import type { SampleStatus } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { CliError, countFigure, type ExitCode, exitCodes, usageError } from '../../output/index.ts';

export interface LoadFlags {
  seed?: string;
  people?: string;
  agents?: string;
  days?: string;
}

/** How often the progress is asked for. */
const askEveryMs = 400;

/** Shows which company is loaded. */
export async function showStatus(context: CommandContext): Promise<void> {
  const { client } = await context.connect();
  print(context, await client.sample.status());
}

/** Loads a company and waits until it stands there. */
export async function loadSample(context: CommandContext<LoadFlags>): Promise<ExitCode> {
  const { options, terminal, globals } = context;
  const { client } = await context.connect();
  let status = await client.sample.load({
    seed: numberOf('seed', options.seed),
    people: numberOf('people', options.people),
    agents_per_person: numberOf('agents', options.agents),
    days: numberOf('days', options.days),
  });
  let said = '';
  while (status.state === 'loading') {
    const line = progressLine(status);
    if (!globals.json && line !== said) terminal.err(`${line}\n`);
    said = line;
    await setTimeout(askEveryMs);
    status = await client.sample.status();
  }
  if (status.state === 'failed') {
    throw new CliError(
      `the simulated company could not be loaded: ${status.error ?? 'no reason is known'}`,
      'Read the log of the tower, then try again: exchequer sample load.',
    );
  }
  print(context, status);
  return exitCodes.ok;
}

/** Removes the company. */
export async function removeSample(context: CommandContext): Promise<void> {
  const { client } = await context.connect();
  print(context, await client.sample.remove());
}

/** Steps of a twentieth, so that a log of it stays short. */
function progressLine({ progress, seconds_left: left }: SampleStatus): string {
  const percent = Math.floor(progress * 20) * 5;
  return `loading sample company ${percent} %${left === null || percent === 0 ? '' : `, about ${left} s left`}`;
}

function print(
  { globals, terminal, printJson }: Pick<CommandContext, 'globals' | 'terminal' | 'printJson'>,
  status: SampleStatus,
): void {
  if (globals.json) printJson('sample/1', status);
  else terminal.out(sentenceOf(status));
}

function sentenceOf({ state, name, size, events, error }: SampleStatus): string {
  if (state === 'none' || size === null) return 'No sample company. Load one: exchequer sample load\n';
  const of = `${name}: ${countFigure(String(size.people))} people, ${size.days} days, seed ${size.seed}`;
  if (state === 'loading') return `${of}, being loaded\n`;
  if (state === 'failed') return `${of}, could not be loaded: ${error ?? 'no reason is known'}\n`;
  return `${of}, ${countFigure(events)} events. See it: exchequer usage --workspace sample\n`;
}

function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw usageError(`--${flag} ${text} is no number`, `Give a whole number, such as --${flag} 60.`);
}
