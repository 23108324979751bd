import { extname, resolve } from 'node:path';
import type { PeopleImportResult } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import {
  countFigure,
  type ExitCode,
  exitCodes,
  readGiven,
  renderTable,
  type Terminal,
  usageError,
} from '../../output/index.ts';
import type { ImportPeopleFlags } from './flags.ts';

/** Plans the import and, with --yes, writes it. Any bad row and nothing is written. */
export async function importPeople(context: CommandContext<ImportPeopleFlags>): Promise<ExitCode> {
  const { globals, options, args, terminal } = context;
  const path = resolve(terminal.cwd, args[0] as string);
  const format = formatOf(path);
  const text = await readGiven(path);
  const { client } = await context.connect();
  const result = await client.people.import({
    workspace: globals.workspace,
    format,
    text,
    dry_run: !options.yes,
  });
  if (globals.json) context.printJson('people-import/1', result);
  else show(terminal, path, result);
  return result.errors.length > 0 ? exitCodes.error : exitCodes.ok;
}

function formatOf(path: string): 'csv' | 'yaml' {
  const ending = extname(path).toLowerCase();
  if (ending === '.csv') return 'csv';
  if (ending === '.yaml' || ending === '.yml') return 'yaml';
  throw usageError(`${path} is neither CSV nor YAML`, 'Give a file that ends in .csv, .yaml or .yml.');
}

function show(terminal: Terminal, path: string, result: PeopleImportResult): void {
  if (result.errors.length > 0) {
    for (const { row, column, error, fix } of result.errors)
      terminal.err(`${path}:${row} ${column}: ${error}. ${fix}\n`);
    terminal.err('Nothing was written.\n');
    return;
  }
  const changes = result.changes.filter(({ action }) => action !== 'same');
  if (changes.length > 0) {
    const columns = ['Line', 'What', 'Which', 'Name', 'Detail'].map((title, at) => ({
      title,
      dropOrder: at === 4 ? 1 : 0,
    }));
    const rows = changes.map((change) => ({
      cells: [String(change.row), change.action, change.subject, change.name, change.detail],
    }));
    terminal.out(`${renderTable({ columns, rows }, terminal.columns, terminal.style)}\n`);
  }
  const counts = `${result.added} to add, ${result.changed} to change, ${result.unchanged} as they are.`;
  terminal.out(
    result.applied
      ? `Written: ${counts.replaceAll('to add', 'added').replaceAll('to change', 'changed')}\n`
      : `${counts}${changes.length > 0 ? ' Nothing was written; add --yes.' : ''}\n`,
  );
  if (result.rebooked)
    terminal.out(`${countFigure(String(result.rebooked.amended))} events were attributed anew.\n`);
}
