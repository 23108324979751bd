import { type StatedFigure, type StatedFigureKey, statedFigures } from '@exchequer/model';
import {
  findNamed,
  isDay,
  type Nameable,
  type RowError,
  readTable,
  type TableRow,
} from '../compensation/index.ts';

export interface FiguresReading {
  readonly figures: readonly StatedFigure[];
  readonly errors: readonly RowError[];
}

const columns = { required: ['key', 'month', 'amount'], optional: ['team', 'source'] };
const mostAmount = /^\d{1,15}(\.\d{1,12})?$/;

/**
 * Reads figures that the company states: key, month (2026-03 or its first day), amount, and perhaps a
 * team and where the figure is from. The same key, month and team twice is a fault: nobody knows which holds.
 */
export function readFiguresCsv(text: string, { teams }: { teams: readonly Nameable[] }): FiguresReading {
  const { rows, errors } = readTable(text, columns);
  const figures: StatedFigure[] = [];
  const faults = [...errors];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const read = readRow(row, teams);
    if (Array.isArray(read)) {
      faults.push(...read);
      continue;
    }
    const place = `${read.key} ${read.month} ${read.teamId}`;
    const before = seen.get(place);
    seen.set(place, row.line);
    if (before === undefined) figures.push(read);
    else faults.push(fault(row, 'key', `line ${before} states the same figure`, 'Leave one of them.'));
  }
  return { figures, errors: faults };
}

const fault = ({ line }: TableRow, column: string, error: string, fix: string): RowError => ({
  ...{ row: line, column, error, fix },
});

function readRow(row: TableRow, teams: readonly Nameable[]): StatedFigure | RowError[] {
  const { key = '', month = '', amount = '', team = '', source = '' } = row.cells;
  const faults: RowError[] = [];
  if (!Object.hasOwn(statedFigures, key)) {
    faults.push(
      fault(row, 'key', `there is no figure ${key}`, `Use ${Object.keys(statedFigures).join(', ')}.`),
    );
  }
  const first = /^\d{4}-\d{2}$/.test(month) ? `${month}-01` : month;
  if (!isDay(first) || !first.endsWith('-01')) {
    faults.push(fault(row, 'month', `${month || '(empty)'} is no month`, 'Write it as 2026-03.'));
  }
  const plain = amount.replaceAll(',', '');
  if (!mostAmount.test(plain)) {
    const fix = 'Write a number of 0 or more, with a point before its decimals.';
    faults.push(fault(row, 'amount', `${amount || '(empty)'} is no amount`, fix));
  }
  const found = team === '' ? { id: '' } : findNamed(teams, team, row.line, 'team');
  if ('error' in found) return [...faults, found];
  if (faults.length > 0) return faults;
  return {
    ...{ key: key as StatedFigureKey, month: first, teamId: found.id, amount: plain },
    source: source || 'CSV',
  };
}
