import { resolve } from 'node:path';
import type { CommandContext } from '../../frame/index.ts';
import { countFigure, type ExitCode, exitCodes, readGiven } from '../../output/index.ts';

/** Checks a file of outcomes and, with --yes, takes it in. Any bad row and nothing is taken. */
export async function importOutcomes(context: CommandContext<{ yes?: boolean }>): Promise<ExitCode> {
  const { globals, options, args, terminal } = context;
  const path = resolve(terminal.cwd, args[0] as string);
  const text = await readGiven(path);
  const { client } = await context.connect();
  const taken = await client.outcome.import({
    workspace: globals.workspace,
    format: /\.(jsonl|ndjson)$/i.test(path) ? 'jsonl' : 'csv',
    text,
    dry_run: !options.yes,
  });
  const isBad = taken.rejected.length > 0;
  if (globals.json) context.printJson('outcomes-import/1', taken);
  else {
    for (const { row, error, fix } of taken.rejected) terminal.err(`${path}:${row} ${error}. ${fix}\n`);
    const figure = (count: number) => countFigure(String(count));
    if (isBad) terminal.err('Nothing was taken in.\n');
    else if (!options.yes) terminal.out('The file is fine; add --yes to take it in.\n');
    else
      terminal.out(
        `${figure(taken.added)} added, ${figure(taken.amended)} amended, ${figure(taken.duplicates)} known already; ${figure(taken.links)} links.\n`,
      );
  }
  return isBad ? exitCodes.error : exitCodes.ok;
}
