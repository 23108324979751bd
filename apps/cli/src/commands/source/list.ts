import type { SourceHealth } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import {
  countFigure,
  durationFigure,
  type ExitCode,
  exitCodes,
  renderTable,
  type Terminal,
} from '../../output/index.ts';

/** Writes the health of every source. */
export async function listSources(context: CommandContext<{ check?: boolean }>): Promise<ExitCode> {
  const { globals, terminal, options } = context;
  const { client } = await context.connect();
  const sources = await client.source.list({ workspace: globals.workspace });
  if (globals.json) context.printJson('sources/1', { sources });
  else show(terminal, sources);
  const ill = sources.some(({ state }) => state === 'stale' || state === 'failing');
  return options.check && ill ? exitCodes.stale : exitCodes.ok;
}

function show(terminal: Terminal, sources: readonly SourceHealth[]): void {
  if (sources.length === 0) {
    terminal.out('No source has sent anything yet. Begin with: exchequer import auto\n');
    return;
  }
  const figure = (title: string, dropOrder: number) => ({ title, align: 'right' as const, dropOrder });
  const columns = [
    { title: 'Source', least: 22 },
    { title: 'State' },
    figure('Requests', 0),
    figure('Tokens', 0),
    { title: 'Newest usage', least: 16, dropOrder: 2 },
    figure('Lag', 4),
    figure('Duplicates', 5),
    figure('Conflicts', 3),
    figure('Rejected', 1),
  ];
  const rows = sources.map((source) => ({ cells: cellsOf(terminal, source) }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
  if (sources.some(({ quarantined }) => quarantined !== '0'))
    terminal.out('\nWhat was rejected, and why: exchequer source quarantine\n');
}

function cellsOf({ style, timeZone }: Terminal, source: SourceHealth): string[] {
  const ill = source.state === 'stale' || source.state === 'failing';
  const bound = source.lower_bound ? '≥ ' : '';
  return [
    source.name,
    ill ? style.warn(source.state) : source.state,
    countFigure(source.events),
    `${bound}${countFigure(source.tokens)}`,
    source.newest_event_at ? local(source.newest_event_at, timeZone) : '–',
    source.lag_seconds === null ? '–' : durationFigure(source.lag_seconds * 1000),
    countFigure(source.duplicates),
    countFigure(source.conflicts),
    countFigure(source.quarantined),
  ];
}

const local = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(
    new Date(instant),
  );
