import type { Connection } from '../../connection/index.ts';
import type { CommandContext } from '../../frame/index.ts';
import {
  bytesFigure,
  CliError,
  type ExitCode,
  exitCodes,
  renderTable,
  startProgress,
  type Terminal,
} from '../../output/index.ts';
import { unpricedModels } from '../usage/footnotes.ts';
import { dryRun } from './dry-run.ts';
import { followImport } from './follow.ts';
import { type ImportFlags, type ImportRequest, importRequest } from './options.ts';
import { showSummary, sourceFigures } from './summary.ts';

type Found = Awaited<ReturnType<Connection['client']['source']['discover']>>[number];

/** Runs one import, all that `auto` finds, or either again and again. */
export async function runImport(context: CommandContext<ImportFlags>): Promise<ExitCode> {
  const { terminal, args, options } = context;
  const request = await importRequest(args[0] as ImportRequest['kind'], options, terminal.cwd);
  if (request.dryRun && request.path) return dryRun(context, request);
  const connection = await context.connect();
  refuseForeignPath(connection, request);
  const targets =
    request.kind === 'auto' || request.dryRun
      ? await discovered(connection, request, terminal, context)
      : [request];
  if (request.dryRun) return exitCodes.ok;
  let code: ExitCode = exitCodes.ok;
  for (const target of targets) code = (await importOne(context, connection, target)) || code;
  if (request.watch) await watch(context, connection, targets);
  return code;
}

/** Asks for the unpriced models whatever the total is. */
const noCost = { cost: null, partlyUnpriced: true };

type Target = Pick<ImportRequest, 'kind' | 'path' | 'mapping'>;

async function importOne(
  context: CommandContext<ImportFlags>,
  connection: Connection,
  target: Target,
): Promise<ExitCode> {
  const { terminal, globals } = context;
  const progress = startProgress(terminal);
  const done = await followImport(connection, globals.workspace, target, progress).finally(() =>
    progress.clear(),
  );
  const figures = await sourceFigures(connection.client, globals.workspace, done.source);
  if (globals.json)
    context.printJson('import/1', { import: done, books: Object.fromEntries(figures.totals) });
  else {
    const isPriced = done.unpriced_models.length === 0;
    const unpriced = isPriced ? [] : await unpricedModels(connection.client, globals.workspace, noCost);
    showSummary(terminal, done, figures, unpriced);
  }
  // Nothing but rejects is no success, however politely they were set aside.
  const nothingRead = done.requests_added === 0 && done.duplicates === 0 && done.files_unchanged < done.files;
  return nothingRead && done.quarantined > 0 ? exitCodes.error : exitCodes.ok;
}

/** A server elsewhere reads its own disk: a path of this machine means nothing to it. */
function refuseForeignPath(connection: Connection, request: ImportRequest): void {
  if (connection.seesOurFiles) return;
  throw new CliError(
    `${connection.place} reads files of its own machine, not ${request.path ?? 'the logs here'}`,
    'Run the import on that machine, or send the usage: OTLP to /otlp, JSON to /v1/usage (see docs/SOURCES.md).',
  );
}

async function discovered(
  connection: Connection,
  request: ImportRequest,
  terminal: Terminal,
  context: CommandContext<ImportFlags>,
): Promise<Target[]> {
  const all = await connection.client.source.discover();
  const found = request.kind === 'auto' ? all : all.filter((one) => one.kind === request.kind);
  if (found.length === 0) {
    throw new CliError(
      'no logs of coding agents were found on this machine',
      'Name a folder: exchequer import claude-code --from DIR. Sources and their places: docs/SOURCES.md.',
    );
  }
  if (context.globals.json && request.dryRun) context.printJson('discover/1', { found });
  else if (!context.globals.json) showFound(terminal, found);
  return found.map(({ kind, path }) => ({ kind, path, mapping: undefined }));
}

function showFound(terminal: Terminal, found: readonly Found[]): void {
  const table = {
    columns: [
      { title: 'Found' },
      { title: 'Where', least: 16 },
      { title: 'Files', align: 'right' as const },
      { title: 'Size', align: 'right' as const },
    ],
    rows: found.map(({ kind, path, files, bytes }) => ({
      cells: [kind, path, String(files), bytesFigure(bytes)],
    })),
  };
  terminal.out(`${renderTable(table, terminal.columns, terminal.style)}\n`);
}

const watchMs = 2_000;

/** Takes in what is added until Ctrl-C; unchanged files are not read again. */
async function watch(
  context: CommandContext<ImportFlags>,
  connection: Connection,
  targets: readonly Target[],
): Promise<void> {
  const { terminal, globals } = context;
  let running = true;
  const stop = () => {
    running = false;
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  terminal.err('Watching; Ctrl-C stops.\n');
  const quiet = { step: () => {}, clear: () => {} };
  while (running) {
    await pause(watchMs, () => running);
    for (const target of running ? targets : []) {
      const done = await followImport(connection, globals.workspace, target, quiet);
      if (done.requests_added === 0 && done.tokens_added === '0' && done.quarantined === 0) continue;
      showSummary(terminal, done, await sourceFigures(connection.client, globals.workspace, done.source));
    }
  }
}

/** Waits in small steps, so that Ctrl-C is heard at once. */
async function pause(ms: number, going: () => boolean): Promise<void> {
  for (let waited = 0; waited < ms && going(); waited += 100) {
    await new Promise((resume) => setTimeout(resume, 100));
  }
}
