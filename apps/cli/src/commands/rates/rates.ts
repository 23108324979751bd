import { resolve } from 'node:path';
import type { CommandContext } from '../../frame/index.ts';
import { countFigure, type ExitCode, exitCodes, readGiven, renderTable } from '../../output/index.ts';

/** Writes the rates that hold, then what has none. */
export async function listRates(context: CommandContext): Promise<void> {
  const { globals, terminal } = context;
  const { client } = await context.connect();
  const told = await client.outcome.rates.list({ workspace: globals.workspace });
  if (globals.json) return context.printJson('currency-rates/1', told);
  if (told.rates.length + told.missing.length === 0)
    return terminal.out('There are no rates, and nothing needs one.\n');
  const columns = [
    { title: 'Currency' },
    { title: 'USD', align: 'right' as const },
    { title: 'From' },
    { title: 'Days', align: 'right' as const, dropOrder: 1 },
    { title: 'Source', dropOrder: 2 },
  ];
  const rows = told.rates.map(({ currency, usd, day, days, source }) => ({
    cells: [currency, usd, day, countFigure(String(days)), source],
  }));
  if (rows.length > 0) terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
  for (const { currency, day, about } of told.missing)
    terminal.out(`Needs: rate ${currency} on ${day}, for ${about}.\n`);
}

/** Checks a file of rates and, with --yes, keeps them. Any bad row and nothing is kept. */
export async function importRates(context: CommandContext<{ yes?: boolean }>): Promise<ExitCode> {
  const { globals, options, args, terminal } = context;
  const path = resolve(terminal.cwd, args[0] as string);
  const text = await readGiven(path);
  const { client } = await context.connect();
  const result = await client.outcome.rates.import({
    ...{ workspace: globals.workspace, text, dry_run: !options.yes },
  });
  const code = result.rejected.length > 0 ? exitCodes.error : exitCodes.ok;
  if (globals.json) {
    context.printJson('rates-import/1', result);
    return code;
  }
  for (const { row, error, fix } of result.rejected) terminal.err(`${path}:${row} ${error}. ${fix}\n`);
  if (result.rejected.length > 0) terminal.err('Nothing was kept.\n');
  else {
    const told = options.yes
      ? 'kept; revenue and pay are converted anew'
      : 'are fine; add --yes to keep them';
    terminal.out(`${countFigure(String(result.taken))} rates ${told}.\n`);
  }
  return code;
}
