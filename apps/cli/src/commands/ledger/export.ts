import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type LedgerExportFile, ledgerExportPath } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import { CliError, startProgress, usageError } from '../../output/index.ts';
import { oneOf, rangeOf } from './days.ts';

interface ExportOptions {
  format: string;
  since: string;
  until: string;
  lines: boolean;
  cents: boolean;
  output?: string;
}

const formats = ['csv', 'xlsx', 'focus', 'focus-jsonl'] as const;
const files: Record<(typeof formats)[number], LedgerExportFile> = {
  csv: 'journal.csv',
  xlsx: 'journal.xlsx',
  focus: 'focus.csv',
  'focus-jsonl': 'focus.jsonl',
};

/** `ledger export`. */
export async function exportLedger(context: CommandContext<ExportOptions>): Promise<void> {
  const { options, globals, connect, terminal, printJson } = context;
  const format = oneOf('--format', options.format, formats);
  const range = rangeOf(options);
  if (format === 'xlsx' && options.output === undefined) {
    throw usageError('a workbook is no text', 'Name a file with --output.');
  }
  if (globals.json && options.output === undefined) {
    throw usageError('--json would stand in the file', 'Name a file with --output.');
  }
  const connection = await connect();
  const path = ledgerExportPath(globals.workspace, files[format], {
    ...range,
    detail: options.lines ? 'lines' : 'summary',
    amounts: options.cents ? 'cents' : 'exact',
  });
  const chunks = await connection.download(path);
  if (options.output === undefined) {
    for await (const chunk of chunks) {
      terminal.out(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    }
    return;
  }
  const target = resolve(terminal.cwd, options.output);
  const bytes = await write(target, chunks, startProgress(terminal));
  if (globals.json) printJson('ledger-export/1', { file: target, format, ...range, bytes });
  else terminal.out(`Wrote ${target}, ${bytes} bytes.\n`);
}

/** Writes beside the target and moves it there, so that half a file never bears its name. */
async function write(
  target: string,
  chunks: AsyncIterable<Uint8Array | string>,
  progress: ReturnType<typeof startProgress>,
): Promise<number> {
  let bytes = 0;
  const counted = async function* () {
    for await (const chunk of chunks) {
      bytes += Buffer.byteLength(chunk);
      progress.step({ what: `Writing ${bytes} bytes` });
      yield chunk;
    }
  };
  const part = `${target}.part`;
  try {
    await pipeline(Readable.from(counted(), { objectMode: false }), createWriteStream(part, { mode: 0o600 }));
    await rename(part, target);
  } catch (cause) {
    await rm(part, { force: true });
    const code = (cause as { code?: string }).code;
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw cause;
    throw new CliError(`${target} cannot be written`, 'Check the folder and that you may write there.', {
      cause,
    });
  } finally {
    progress.clear();
  }
  return bytes;
}
