import { isDay, type RowError, readTable, type TableRow } from '../compensation/index.ts';

/** Dollars for one unit of a currency, from a day on. */
export interface RateRow {
  currency: string;
  day: string;
  /** Decimal text. */
  usd: string;
  source: string;
}

export interface RatesReading {
  readonly rates: readonly RateRow[];
  readonly errors: readonly RowError[];
}

const columns = { required: ['currency', 'day', 'usd'], optional: ['source'] };
const amount = /^\d{1,15}(\.\d{1,12})?$/;

/**
 * Reads currency rates: currency, day, dollars for one unit, and perhaps where the rate is from. The
 * same currency and day twice is a fault, and so is a rate of zero: nothing is ever taken as one to one.
 */
export function readRatesCsv(text: string): RatesReading {
  const { rows, errors } = readTable(text, columns);
  const rates: RateRow[] = [];
  const faults = [...errors];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const read = readRow(row);
    if (Array.isArray(read)) {
      faults.push(...read);
      continue;
    }
    const place = `${read.currency} ${read.day}`;
    const before = seen.get(place);
    seen.set(place, row.line);
    if (before === undefined) rates.push(read);
    else faults.push(fault(row, 'day', `line ${before} has a rate of the same day`, 'Leave one of them.'));
  }
  return { rates, errors: faults };
}

const fault = ({ line }: TableRow, column: string, error: string, fix: string): RowError => ({
  ...{ row: line, column, error, fix },
});

function readRow(row: TableRow): RateRow | RowError[] {
  const { day = '', usd = '', source = '' } = row.cells;
  const currency = (row.cells.currency ?? '').toUpperCase();
  const faults: RowError[] = [];
  if (!/^[A-Z]{3}$/.test(currency)) {
    faults.push(
      fault(row, 'currency', `${currency || '(empty)'} is no currency`, 'Write its code, such as EUR.'),
    );
  } else if (currency === 'USD') {
    faults.push(fault(row, 'currency', 'dollars need no rate', 'Leave the line out.'));
  }
  if (!isDay(day)) faults.push(fault(row, 'day', `${day || '(empty)'} is no day`, 'Write it as 2026-10-03.'));
  if (!amount.test(usd) || /^0+(\.0+)?$/.test(usd)) {
    const fix = 'Write the dollars for one unit, such as 1.0842.';
    faults.push(fault(row, 'usd', `${usd || '(empty)'} is no rate`, fix));
  }
  return faults.length > 0 ? faults : { currency, day, usd, source: source || 'CSV' };
}
