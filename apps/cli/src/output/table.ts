import { cellWidth, fitCells, fitCellsEnd, type Style } from './style.ts';

/** One column. Figures stand right, words left. */
export interface TableColumn {
  title: string;
  align?: 'left' | 'right';
  /** Least cells a word column may be squeezed to; figures are never squeezed. */
  least?: number;
  /** Which part of a squeezed word stays; the end tells paths apart. */
  keep?: 'start' | 'end';
  /** When the table is too wide, the columns with the highest number here go first; 0 always stays. */
  dropOrder?: number;
}

export interface TableRow {
  cells: string[];
  /** Shown grey and indented under the row it belongs to. */
  detail?: boolean;
}

export interface Table {
  columns: TableColumn[];
  rows: TableRow[];
  total?: string[];
}

const gap = 2;
const defaultLeast = 8;

/** Draws the table within `width` cells: thin rules, and columns left out before figures are cut. */
export function renderTable(table: Table, width: number, style: Style): string {
  const kept = chooseColumns(table, width);
  const widths = squeeze(table, kept, width);
  const line = (cells: readonly string[]) =>
    kept
      .map((index, at) => alignCell(cells[index] ?? '', widths[at] ?? 0, table.columns[index]))
      .join(' '.repeat(gap))
      .trimEnd();
  const rule = style.dim(kept.map((_, at) => '─'.repeat(widths[at] ?? 0)).join('─'.repeat(gap)));
  const body = table.rows.map((row) => (row.detail ? style.dim(line(row.cells)) : line(row.cells)));
  const head = style.dim(line(table.columns.map((column) => column.title)));
  const foot = table.total ? [rule, style.bold(line(table.total))] : [];
  return `${[head, rule, ...body, ...foot].join('\n')}\n`;
}

/** Titles of the columns that a table of this width leaves out. */
export function droppedColumns(table: Table, width: number): string[] {
  const kept = new Set(chooseColumns(table, width));
  return table.columns.filter((_, index) => !kept.has(index)).map((column) => column.title);
}

function naturalWidth(table: Table, index: number): number {
  const cells = [table.columns[index]?.title ?? '', table.total?.[index] ?? ''];
  return Math.max(...cells.map(cellWidth), ...table.rows.map((row) => cellWidth(row.cells[index] ?? '')));
}

function leastWidth(table: Table, index: number): number {
  const column = table.columns[index];
  const natural = naturalWidth(table, index);
  return column?.align === 'right' ? natural : Math.min(natural, column?.least ?? defaultLeast);
}

function chooseColumns(table: Table, width: number): number[] {
  const kept = table.columns.map((_, index) => index);
  const fits = () =>
    kept.reduce((sum, index) => sum + leastWidth(table, index), gap * (kept.length - 1)) <= width;
  while (!fits()) {
    const order = (index: number) => table.columns[index]?.dropOrder ?? 0;
    const victim = kept.reduce(
      (worst, index) => (order(index) >= order(worst) ? index : worst),
      kept[0] ?? 0,
    );
    if (order(victim) === 0) break;
    kept.splice(kept.indexOf(victim), 1);
  }
  return kept;
}

function squeeze(table: Table, kept: readonly number[], width: number): number[] {
  const widths = kept.map((index) => naturalWidth(table, index));
  const over = () => widths.reduce((sum, cells) => sum + cells, gap * (kept.length - 1)) - width;
  while (over() > 0) {
    let widest = -1;
    kept.forEach((index, at) => {
      const slack = (widths[at] ?? 0) - leastWidth(table, index);
      if (slack > 0 && (widest < 0 || (widths[at] ?? 0) > (widths[widest] ?? 0))) widest = at;
    });
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
  return widths;
}

function alignCell(text: string, width: number, column: TableColumn | undefined): string {
  const fitted = column?.keep === 'end' ? fitCellsEnd(text, width) : fitCells(text, width);
  const padding = ' '.repeat(Math.max(0, width - cellWidth(fitted)));
  return column?.align === 'right' ? padding + fitted : fitted + padding;
}
