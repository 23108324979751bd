/** One row of a file, whatever its format. */
export interface TabularRecord {
  /** 1-based line on which the row starts; its index + 1 in a JSON array. */
  line: number;
  /** Text of a field, '' when empty or absent. Numbers keep the digits of the file where possible. */
  get(name: string): string;
  /** A field as it stands, for nested JSON; text for CSV. */
  raw(name: string): unknown;
  /** Everything the row says, in an order that does not depend on that of the columns. */
  canonical(): string;
}

/** A row that could not be read at all. */
export interface BrokenRecord {
  /** null when the whole file is meant. */
  line: number | null;
  error: string;
  fix: string;
}

/** Rows in the order of the file, in portions. */
export interface RecordPortion {
  records: TabularRecord[];
  broken: BrokenRecord[];
  bytes: number;
}

/** The columns a file states up front; null for JSON, where every row has its own. */
export type Columns = readonly string[] | null;

/** What a reader must know before the first row: called once, and a fault ends the file. */
export type HeaderCheck = (columns: Columns) => BrokenRecord | null;

/** Spellings of "nothing" that exporters write as text. */
const nothing = new Set(['', 'NULL', 'null', 'None', 'NaN', 'nan', '\\N']);

/** '' for the spellings of null, else the text without blanks around it. */
export function cellText(text: string): string {
  const trimmed = text.trim();
  return nothing.has(trimmed) ? '' : trimmed;
}
