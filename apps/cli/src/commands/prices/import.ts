import { readFile, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { CommandContext } from '../../frame/index.ts';
import { CliError, exitCodes, type Terminal, usageError } from '../../output/index.ts';
import { printRerated } from './rerate.ts';

export type PriceFormat = 'csv' | 'yaml' | 'litellm';

const byEnding: Record<string, PriceFormat> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.json': 'litellm',
};

const largestBytes = 20_000_000;

/** Reads a price file from this machine and tells its format by its ending. */
export async function readPrices(
  path: string,
  stated: string | undefined,
  cwd: string,
): Promise<{ format: PriceFormat; content: string; name: string }> {
  const format = stated === undefined ? byEnding[extname(path).toLowerCase()] : formatNamed(stated);
  if (!format) throw usageError(`${path}: no price file by its ending`, 'Add --format csv, yaml or litellm.');
  const file = resolve(cwd, path);
  const size = await stat(file).catch((cause: unknown) => {
    throw new CliError(`${path} cannot be read`, 'Check the path and that you may read the file.', { cause });
  });
  if (size.size > largestBytes) {
    throw new CliError(`${path} is larger than 20 MB`, 'Split the file: price files are small.');
  }
  return { format, content: await readFile(file, 'utf8'), name: basename(path) };
}

function formatNamed(stated: string): PriceFormat {
  if (stated === 'csv' || stated === 'yaml' || stated === 'litellm') return stated;
  throw usageError(`--format: "${stated}" is unknown`, 'Write csv, yaml or litellm.');
}

interface ImportOptions {
  format?: string;
  missingOnly?: boolean;
  all?: boolean;
  dryRun: boolean;
}

/** `prices import`; ends with exit code 1 when some rows could not be read. */
export async function importPrices({
  args,
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<ImportOptions>) {
  const file = await readPrices(String(args[0]), options.format, terminal.cwd);
  const { client } = await connect();
  const missing_only = options.all ? false : options.missingOnly;
  const done = await client.price.import({ ...file, missing_only, dry_run: options.dryRun });
  if (globals.json) printJson('price-import/1', done);
  else {
    const verb = done.dry_run ? 'would be entered' : 'entered';
    const left = done.skipped > 0 ? `, ${done.skipped} left out because the model has a price` : '';
    terminal.out(`${file.name}: ${done.entered} prices ${verb}${left}.\n`);
    printRowErrors(file.name, done.errors, terminal);
    printRerated(done.rerated, terminal);
  }
  return done.errors.length > 0 ? exitCodes.error : exitCodes.ok;
}

/** Rows that could not be read, each with its place and fix. */
export function printRowErrors(
  name: string,
  errors: readonly { row: number; error: string; fix: string }[],
  terminal: Terminal,
): void {
  for (const { row, error, fix } of errors.slice(0, 20)) {
    const place = row > 0 ? `${name}:${row}` : name;
    terminal.err(
      `${terminal.errStyle.stop('error:')} ${place}: ${error}\n${terminal.errStyle.bold('fix:')}   ${fix}\n`,
    );
  }
  if (errors.length > 20) terminal.err(`… and ${errors.length - 20} more rows.\n`);
}
