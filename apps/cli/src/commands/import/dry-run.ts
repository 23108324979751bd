import { stat } from 'node:fs/promises';
import type { CommandContext } from '../../frame/index.ts';
import { CliError, countFigure, type ExitCode, exitCodes } from '../../output/index.ts';
import { type ImportFlags, type ImportRequest, tabularKinds } from './options.ts';

/** Reads a file as an import would, and books nothing. */
export async function dryRun(
  context: CommandContext<ImportFlags>,
  { kind, path = '', mapping }: ImportRequest,
): Promise<ExitCode> {
  const { terminal, globals } = context;
  if (kind === 'auto' || !tabularKinds.includes(kind)) {
    throw new CliError(
      `--dry-run with --from is for ${tabularKinds.join(', ')}`,
      'Without --from, --dry-run shows the logs that are found; importing twice is harmless.',
    );
  }
  if (!(await isFile(path))) throw new CliError(`${path} is no file`, 'Name one file for a dry run.');
  const { previewTable } = await import('@exchequer/server/just-logs');
  const seen = await previewTable(kind, path, { mapping, now: terminal.now() });
  if (globals.json) context.printJson('import-dry-run/1', { ...seen, tokens: String(seen.tokens) });
  else {
    const { records, tokens, rejected } = seen;
    terminal.out(
      `${countFigure(String(records))} records with ${countFigure(String(tokens))} tokens would be taken from ${path}.\n`,
    );
    for (const note of seen.notes) terminal.out(`${note}\n`);
    if (rejected > 0) terminal.out(`${countFigure(String(rejected))} would be rejected:\n`);
    for (const { line, error, fix } of seen.rejects) {
      terminal.out(`  line ${line ?? '?'}: ${error}. ${fix}\n`);
    }
  }
  return seen.records === 0 && seen.rejected > 0 ? exitCodes.error : exitCodes.ok;
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
