import { CsvError, type Info, parse } from 'csv-parse/sync';

/** A fault of a file, by line and column. */
export interface RowError {
  row: number;
  column: string;
  error: string;
  fix: string;
}

/** A line of a table by its columns' names. */
export interface TableRow {
  line: number;
  cells: Readonly<Record<string, string>>;
}

/**
 * Reads CSV with a header line whose columns are known. Cells are trimmed; a column that is not known,
 * stands twice or is missing though required is a fault of the header, and then there are no rows.
 */
export function readTable(
  text: string,
  columns: { required: readonly string[]; optional: readonly string[] },
): { rows: TableRow[]; errors: RowError[] } {
  let records: { record: string[]; info: Info }[];
  try {
    records = parse(text, {
      bom: true,
      info: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as typeof records;
  } catch (cause) {
    return { rows: [], errors: [unreadable(cause)] };
  }
  const [header, ...rest] = records;
  const names = header?.record.map((name) => name.toLowerCase()) ?? [];
  const errors = headerErrors(names, columns);
  if (errors.length > 0) return { rows: [], errors };
  const rows = rest.map(({ record, info }) => ({
    line: info.lines,
    cells: Object.fromEntries(names.map((name, at) => [name, record[at] ?? ''])),
  }));
  return { rows, errors: [] };
}

function unreadable(cause: unknown): RowError {
  const row = cause instanceof CsvError && typeof cause.lines === 'number' ? cause.lines : 1;
  const error = `the file is not CSV: ${cause instanceof Error ? cause.message : String(cause)}`;
  return { row, column: '', error, fix: 'Close every quote, and write a quote inside a cell twice.' };
}

function headerErrors(
  names: readonly string[],
  { required, optional }: { required: readonly string[]; optional: readonly string[] },
): RowError[] {
  const known = [...required, ...optional];
  const fix = `Use the columns ${known.join(', ')}.`;
  const fault = (column: string, error: string) => ({ row: 1, column, error, fix });
  return [
    ...required
      .filter((column) => !names.includes(column))
      .map((column) => fault(column, `the header line has no column \`${column}\``)),
    ...names.flatMap((column, at) => {
      if (!known.includes(column)) return [fault(column, `there is no column \`${column}\``)];
      return names.indexOf(column) === at ? [] : [fault(column, `the column \`${column}\` stands twice`)];
    }),
  ];
}

/** Whoever a cell can name. */
export interface Nameable {
  id: string;
  name: string;
  externalId?: string;
}

/** The one that an id, a number or a name means; a fault when nobody or several do. */
export function findNamed<T extends Nameable>(
  candidates: readonly T[],
  named: string,
  row: number,
  column: string,
): T | RowError {
  const exact = candidates.filter((one) => one.id === named || (named !== '' && one.externalId === named));
  const byName = candidates.filter(({ name }) => name.toLowerCase() === named.toLowerCase());
  const found = exact.length > 0 ? exact : byName;
  const [only] = found;
  if (only && found.length === 1) return only;
  const error = only ? `${found.length} go by ${named}` : `there is no ${column} ${named || '(empty)'}`;
  return {
    row,
    column,
    error,
    fix: only ? 'Write the id.' : 'Write an id, a number or a name that is there.',
  };
}

/** Whether a text is a calendar day. */
export const isDay = (text: string): boolean => {
  const at = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};
