import { parseUsd } from '@exchequer/model';
import { findNamed, isDay, type Nameable, type RowError, readTable, type TableRow } from './table.ts';

/** A row of a pay file as it is to be kept; amounts in 10⁻¹² of the currency. */
export interface PayDraft {
  workerId: string;
  effectiveOn: string;
  base: bigint;
  bonus: bigint;
  equity: bigint;
  currency: string;
  role: string;
  band: string;
}

export interface PayReading {
  rows: { row: number; name: string; pay: PayDraft }[];
  errors: RowError[];
}

const columns = {
  required: ['worker', 'effective_on', 'base'],
  optional: ['bonus', 'equity', 'currency', 'role', 'band'],
};

/** Reads annual pay from CSV: worker, effective_on, base and, if wished, bonus, equity, currency, role, band. */
export function readPayCsv(text: string, { workers }: { workers: readonly Nameable[] }): PayReading {
  const { rows, errors } = readTable(text, columns);
  const reading: PayReading = { rows: [], errors: [...errors] };
  const lines = new Map<string, number>();
  for (const row of rows) {
    const found: RowError[] = [];
    const draft = readRow(row, workers, found);
    const key = `${draft.pay.workerId} ${draft.pay.effectiveOn}`;
    const before = lines.get(key);
    if (found.length === 0 && before !== undefined) {
      const error = `the same person and day stand in line ${before}`;
      found.push({ row: row.line, column: 'worker', error, fix: 'Keep one of them.' });
    }
    lines.set(key, row.line);
    if (found.length === 0) reading.rows.push(draft);
    reading.errors.push(...found);
  }
  return reading;
}

function readRow({ line, cells }: TableRow, workers: readonly Nameable[], found: RowError[]) {
  const cell = (column: string) => cells[column] ?? '';
  const worker = findNamed(workers, cell('worker'), line, 'worker');
  if ('error' in worker) found.push(worker);
  const effectiveOn = cell('effective_on');
  if (!isDay(effectiveOn)) {
    const error = `${effectiveOn || '(empty)'} is no day`;
    found.push({ row: line, column: 'effective_on', error, fix: 'Write it as 2026-11-21.' });
  }
  const currency = cell('currency') || 'USD';
  if (!/^[A-Z]{3}$/.test(currency)) {
    const error = `${currency} is no currency code`;
    found.push({ row: line, column: 'currency', error, fix: 'Write three capital letters, such as USD.' });
  }
  const amount = (column: string, required = false) =>
    readAmount(cell(column), line, column, required, found);
  return {
    row: line,
    name: 'error' in worker ? cell('worker') : worker.name,
    pay: {
      workerId: 'error' in worker ? '' : worker.id,
      effectiveOn,
      base: amount('base', true),
      bonus: amount('bonus'),
      equity: amount('equity'),
      currency,
      role: cell('role'),
      band: cell('band'),
    },
  };
}

function readAmount(text: string, row: number, column: string, required: boolean, found: RowError[]): bigint {
  const plain = text.replaceAll(',', '');
  if (plain === '' && !required) return 0n;
  if (/^\d{1,12}(\.\d{1,2})?$/.test(plain)) return parseUsd(plain);
  const error = `${text || '(empty)'} is no amount in whole cents that is not negative`;
  found.push({ row, column, error, fix: 'Write it as 125000 or 125000.50.' });
  return 0n;
}
