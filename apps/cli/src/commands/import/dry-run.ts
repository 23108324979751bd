import { stat } from 'node:fs/promises';
import type { CommandContext } from '../../frame/index.ts';
import { CliError, countFigure, type ExitCode, exitCodes } from '../../output/index.ts';
import { type ImportFlags, type ImportRequest, tabularKinds } from './options.ts';

const shownRejects = 10;

/** Reads a file as an import would, and books nothing. */
export async function dryRun(
  context: CommandContext<ImportFlags>,
  request: ImportRequest,
): Promise<ExitCode> {
  const { terminal, globals } = context;
  if (!tabularKinds.includes(request.kind)) {
    throw new CliError(
      `--dry-run with --from is for ${tabularKinds.join(', ')}`,
      'Without --from, --dry-run shows the logs that are found; importing twice is harmless.',
    );
  }
  const { tabularImporters } = await import('@exchequer/vendors/tabular');
  const importer = tabularImporters.find((one) => one.kind === request.kind);
  const path = request.path ?? '';
  if (!importer || !(await isFile(path)))
    throw new CliError(`${path} is no file`, 'Name one file for a dry run.');
  const seen = {
    rows: 0,
    tokens: 0n,
    rejects: [] as { line: number | null; error: string; fix: string }[],
    rejected: 0,
    notes: [] as string[],
  };
  for await (const batch of importer.read(path, {
    workspace: globals.workspace,
    now: terminal.now(),
    mapping: request.mapping,
  })) {
    seen.rows += batch.rows.length;
    for (const row of batch.rows) seen.tokens += tokensOf(row);
    seen.rejected += batch.rejects.length;
    seen.rejects.push(
      ...batch.rejects
        .slice(0, shownRejects - seen.rejects.length)
        .map(({ line, error, fix }) => ({ line, error, fix })),
    );
    seen.notes.push(...batch.notes);
  }
  if (globals.json) context.printJson('import-dry-run/1', { ...seen, tokens: String(seen.tokens) });
  else {
    terminal.out(
      `${countFigure(String(seen.rows))} records with ${countFigure(String(seen.tokens))} tokens would be taken from ${path}.\n`,
    );
    for (const note of seen.notes) terminal.out(`${note}\n`);
    if (seen.rejected > 0) terminal.out(`${countFigure(String(seen.rejected))} would be rejected:\n`);
    for (const { line, error, fix } of seen.rejects)
      terminal.out(`  line ${line ?? '?'}: ${error}. ${fix}\n`);
  }
  return seen.rows === 0 && seen.rejected > 0 ? exitCodes.error : exitCodes.ok;
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

const classes = [
  'uncached_input',
  'cache_read',
  'cache_write_5m',
  'cache_write_30m',
  'cache_write_1h',
  'cache_write_12h',
  'cache_write_unknown',
  'output',
] as const;

const tokensOf = (row: Partial<Record<(typeof classes)[number], number>>): bigint =>
  classes.reduce((sum, name) => sum + BigInt(row[name] ?? 0), 0n);
