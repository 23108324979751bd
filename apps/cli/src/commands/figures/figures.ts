import { resolve } from 'node:path';
import { statedFigures } from '@exchequer/model';
import type { CommandContext } from '../../frame/index.ts';
import { type ExitCode, exitCodes, groupDigits, readGiven, renderTable } from '../../output/index.ts';

/** Writes what is stated. */
export async function listFigures(context: CommandContext): Promise<void> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const figures = await client.value.figures({ workspace: globals.workspace });
  if (globals.json) return context.printJson('figures/1', { figures });
  if (figures.length === 0) {
    terminal.out(`Nothing is stated yet. Figures are: ${Object.keys(statedFigures).join(', ')}.\n`);
    return;
  }
  const columns = ['Figure', 'Month', 'Team', 'Amount', 'From'].map((title, at) => ({
    title,
    ...(at === 3 && { align: 'right' as const }),
  }));
  const rows = figures.map(({ key, month, team_id, amount, source }) => ({
    cells: [key, month.slice(0, 7), team_id || '–', groupDigits(amount), source],
  }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
}

/** Checks a file of figures and, with --yes, states them. Any bad row and nothing is stated. */
export async function importFigures(context: CommandContext<{ yes?: boolean }>): Promise<ExitCode> {
  const { globals, options, args, terminal } = context;
  const path = resolve(terminal.cwd, args[0] as string);
  const text = await readGiven(path);
  const { client } = await context.connect();
  const result = await client.value.importFigures({
    ...{ workspace: globals.workspace, text, dry_run: !options.yes },
  });
  const code = result.rejected.length > 0 ? exitCodes.error : exitCodes.ok;
  if (globals.json) {
    context.printJson('figures-import/1', result);
    return code;
  }
  for (const { row, error, fix } of result.rejected) terminal.err(`${path}:${row} ${error}. ${fix}\n`);
  if (result.rejected.length > 0) terminal.err('Nothing was stated.\n');
  else
    terminal.out(
      `${result.taken} figures ${options.yes ? 'stated' : 'are fine; add --yes to state them'}.\n`,
    );
  return code;
}
