import {
  countFigure,
  droppedColumns,
  renderTable,
  type Table,
  type TableColumn,
  type Terminal,
  usdFigure,
} from '../../output/index.ts';
import type { Figures } from './figures.ts';
import type { UsageRequest } from './options.ts';
import type { UsageReading, UsageRow } from './read.ts';

/** Writes the report as a table with its total, and below it what the reader must know of it. */
export function showUsage(
  terminal: Terminal,
  request: UsageRequest,
  reading: UsageReading,
  place: string,
): void {
  const { style } = terminal;
  terminal.out(
    `${style.bold(request.report.title)} ${style.dim(`· ${spanOf(request, reading)} · ${place}`)}\n\n`,
  );
  if (reading.rows.length === 0) {
    terminal.out('No usage in this range.\n');
    return;
  }
  const table = usageTable(request, reading);
  terminal.out(renderTable(table, terminal.columns, style));
  const dropped = droppedColumns(table, terminal.columns);
  if (dropped.length > 0) {
    terminal.err(
      `${terminal.errStyle.dim(`Left out for want of width: ${dropped.join(', ')}. Widen the terminal or use --json.`)}\n`,
    );
  }
}

/** "2026-02-10 to 2026-02-12, Europe/Warsaw": the days shown, and whose days they are. */
function spanOf(request: UsageRequest, { rows, range }: UsageReading): string {
  const overTime = request.report.grain !== 'total';
  const keys = rows.map((row) => row.key).sort();
  const from = request.since ?? (overTime ? keys[0] : undefined);
  const to = request.until ?? (overTime ? keys.at(-1) : undefined);
  const cut = (day: string) => (request.report.grain === 'month' && !request.since ? day.slice(0, 7) : day);
  const days = from && to ? (from === to ? cut(from) : `${cut(from)} to ${cut(to)}`) : 'all time';
  return `${days}, ${range.time_zone}`;
}

function usageTable(request: UsageRequest, { rows, total, provenance }: UsageReading): Table {
  const columns = columnsOf(request);
  const pick = (cells: Record<string, string>) => columns.map(({ name }) => cells[name] ?? '');
  return {
    columns,
    rows: inOrder(request, rows).flatMap((row) => [
      { cells: pick({ key: labelOf(row, request), models: modelsOf(row), ...cellsOf(row.figures) }) },
      ...row.parts.map((part) => ({
        detail: true,
        cells: pick({ key: `  ${part.label}`, ...cellsOf(part.figures) }),
      })),
    ]),
    total: pick({ key: 'Total', ...cellsOf(total, provenance.lower_bound) }),
  };
}

/** Time runs as --order says; groups stand by tokens, with "Other" last. */
function inOrder({ report, order, last }: UsageRequest, rows: readonly UsageRow[]): UsageRow[] {
  if (report.grain === 'total') return [...rows];
  const sorted = [...rows].sort((a, b) => (a.key < b.key ? -1 : 1));
  const kept = last === null ? sorted : sorted.slice(-last);
  return order === 'desc' ? kept.reverse() : kept;
}

/** Projects and repositories are paths, whose last part tells them apart. */
const isPlace = ({ report, split }: UsageRequest): boolean =>
  report.dimension === 'project' || report.dimension === 'repo' || split === 'project';

type NamedColumn = TableColumn & { name: string };

function columnsOf(request: UsageRequest): NamedColumn[] {
  const figure = (name: string, title: string, dropOrder: number): NamedColumn => ({
    name,
    title,
    align: 'right',
    dropOrder,
  });
  const wide = request.compact
    ? []
    : [
        figure('input', 'Input', 4),
        figure('cacheWrite', 'Cache write', 6),
        figure('cacheRead', 'Cache read', 5),
        figure('output', 'Output', 3),
      ];
  return [
    { name: 'key', title: request.report.heading, least: 10, keep: isPlace(request) ? 'end' : 'start' },
    ...(request.report.dimension === 'model'
      ? []
      : [{ name: 'models', title: 'Models', least: 12, dropOrder: 7 }]),
    figure('requests', 'Requests', 8),
    ...wide,
    figure('tokens', 'Tokens', 0),
    ...(request.cost ? [figure('cost', costTitles[request.cost], 0)] : []),
  ];
}

const costTitles = { list: 'Cost', contracted: 'Contracted cost', marginal: 'Marginal cost' } as const;

/** Short names, as people call models: "opus-4-6, haiku-4-5". The JSON has them whole. */
const modelsOf = (row: UsageRow): string =>
  [...new Set(row.models.map((name) => name.replace(/^claude-/, '').replace(/-20\d{6}$/, '')))].join(', ');

/** A month is written without its first day. */
const labelOf = (row: UsageRow, { report }: UsageRequest): string =>
  report.grain === 'month' ? row.label.slice(0, 7) : row.label;

function cellsOf(figures: Figures, lowerBound = false): Record<string, string> {
  const bound = lowerBound || figures.missingOutput !== '0' ? '≥ ' : '';
  return {
    requests: countFigure(figures.requests),
    input: countFigure(figures.input),
    cacheWrite: countFigure(figures.cacheWrite),
    cacheRead: countFigure(figures.cacheRead),
    output: `${bound}${countFigure(figures.output)}`,
    tokens: `${bound}${countFigure(figures.tokens)}`,
    cost: costCell(figures, bound),
  };
}

/** Usage without a price is never $0: it says so. */
function costCell({ cost, partlyUnpriced }: Figures, bound: string): string {
  if (cost === null) return 'unpriced';
  return `${bound}${usdFigure(cost)}${partlyUnpriced ? ' + unpriced' : ''}`;
}
