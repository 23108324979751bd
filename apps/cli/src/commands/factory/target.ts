import type { ScrapeKind } from '@exchequer/model';
import { scrapeKinds } from '@exchequer/model';
import type { CommandContext } from '../../frame/index.ts';
import { type ExitCode, exitCodes, renderTable, usageError } from '../../output/index.ts';
import { numberOf } from './number.ts';

export interface TargetFlags {
  pool: string;
  name?: string;
  every: string;
}

/** Writes what is scraped; exits with an error where a target fails. */
export async function listTargets(context: CommandContext): Promise<ExitCode> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const targets = await client.factory.targets({ workspace: globals.workspace });
  const ill = targets.some(({ state, health }) => state === 'active' && /stale|failing/.test(health));
  const code = ill ? exitCodes.stale : exitCodes.ok;
  if (globals.json) {
    context.printJson('factory-targets/1', { targets });
    return code;
  }
  if (targets.length === 0) {
    terminal.out('Nothing is scraped yet. Begin with: exchequer factory add vllm http://HOST:8000/metrics\n');
    return code;
  }
  const columns = ['Id', 'Pool', 'Kind', 'Name', 'State', 'Restarts', 'Address'].map((title, at) => ({
    title,
    dropOrder: at === 6 ? 2 : at === 5 ? 1 : 0,
  }));
  const rows = targets.flatMap((one) => [
    {
      cells: [
        ...[one.id, one.pool, one.kind, one.name],
        one.state === 'paused' ? 'paused' : one.health,
        ...[one.restarts, one.url],
      ],
    },
    ...(one.last_error ? [{ cells: ['', '', '', one.last_error, '', '', ''], detail: true }] : []),
  ]);
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
  return code;
}

/** Adds a target, whether or not it answers by now. */
export async function addTarget(context: CommandContext<TargetFlags>): Promise<ExitCode> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const target = await client.factory.addTarget({ workspace: globals.workspace, ...wishOf(context) });
  if (globals.json) context.printJson('factory-target/1', target);
  else
    terminal.out(
      `${target.id} is scraped every ${target.every_seconds} seconds for the pool ${target.pool}.\n`,
    );
  return exitCodes.ok;
}

/** Scrapes once and writes what was found. */
export async function testTarget(context: CommandContext<TargetFlags>): Promise<ExitCode> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const result = await client.factory.testTarget({ workspace: globals.workspace, ...wishOf(context) });
  if (globals.json) context.printJson('factory-test/1', result);
  else if (result.ok) terminal.out(`${result.found.join('\n')}\n`);
  else terminal.err(`error: ${result.error}\nfix: ${result.fix}\n`);
  return result.ok ? exitCodes.ok : exitCodes.error;
}

function wishOf({ args, options }: CommandContext<TargetFlags>) {
  const [kind = '', url = ''] = args as string[];
  const known = scrapeKinds.find((one): one is ScrapeKind => one === kind);
  if (!known) throw usageError(`there is no kind ${kind}`, `Kinds: ${scrapeKinds.join(', ')}.`);
  if (!URL.canParse(url)) throw usageError(`${url} is no address`, 'Write it as http://gpu-1:8000/metrics.');
  return {
    ...{ kind: known, url, pool: options.pool },
    name: options.name ?? `${kind} on ${new URL(url).host}`,
    every_seconds: numberOf('--every', options.every, 5, 3600),
  };
}

/** Pauses, resumes or removes a target. */
export async function changeTarget(
  context: CommandContext,
  what: 'pause' | 'resume' | 'remove',
): Promise<void> {
  const { globals, args, terminal } = context;
  const { client } = await context.connect();
  const place = { workspace: globals.workspace, id: args[0] as string };
  const target =
    what === 'remove'
      ? await client.factory.removeTarget(place)
      : await client.factory.changeTarget({ ...place, state: what === 'pause' ? 'paused' : 'active' });
  if (globals.json) return context.printJson('factory-target/1', target);
  terminal.out(`${target.name}: ${what === 'remove' ? 'removed; what was counted stays' : target.state}.\n`);
}
