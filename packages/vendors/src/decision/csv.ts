import type { DecisionInput } from '@exchequer/model';
import { decisionDraftSchema } from '@exchequer/model/contract';
import { CsvError, type Info, parse } from 'csv-parse/sync';

/** Columns of a decision file. `inputs` is a list of `name|as of|seconds|live|by_ai`, parted by `;`. */
export const decisionColumns = [
  'id',
  'kind',
  'title',
  'team_id',
  'signal_at',
  'detected_at',
  'decided_at',
  'acted_at',
  'reviewed_at',
  'dropped_at',
  'judgement_minutes',
  'execution_minutes',
  'stated_probability',
  'turned_out',
  'reversed_at',
  'inputs',
] as const;
type Column = (typeof decisionColumns)[number];

/** A row that says all that a decision is; wire names, as the API takes them. */
export interface DecisionReading {
  rows: { row: number; id: string | null; draft: ReturnType<typeof decisionDraftSchema.parse> }[];
  rejected: { row: number; error: string; fix: string }[];
}

const useColumns = `Use the columns ${decisionColumns.join(', ')}.`;
const numbers: readonly Column[] = ['judgement_minutes', 'execution_minutes', 'stated_probability'];

/** Reads decisions from CSV with a header line. An empty cell says nothing. */
export function readDecisionCsv(text: string): DecisionReading {
  const reading: DecisionReading = { rows: [], rejected: [] };
  let records: { record: string[]; info: Info }[];
  try {
    const options = { bom: true, info: true, trim: true, relax_column_count: true, skip_empty_lines: true };
    records = parse(text, options) as unknown as typeof records;
  } catch (cause) {
    const row = cause instanceof CsvError && typeof cause.lines === 'number' ? cause.lines : 1;
    const error = `the file is not CSV: ${cause instanceof Error ? cause.message : String(cause)}`;
    reading.rejected.push({ row, error, fix: 'Close every quote, and write a quote inside a cell twice.' });
    return reading;
  }
  const names = records[0]?.record.map((name) => name.toLowerCase()) ?? [];
  const strange = names.find((name, at) => !isColumn(name) || names.indexOf(name) !== at);
  const lacking = ['kind', 'title', 'signal_at'].find((name) => !names.includes(name));
  if (strange !== undefined || lacking !== undefined) {
    const error =
      strange === undefined ? `there is no column ${lacking}` : `the column “${strange}” cannot be read`;
    reading.rejected.push({ row: 1, error, fix: useColumns });
    return reading;
  }
  for (const { record, info } of records.slice(1)) readRow(reading, names as Column[], record, info.lines);
  return reading;
}

const isColumn = (name: string): boolean => decisionColumns.some((column) => column === name);

function readRow(reading: DecisionReading, names: readonly Column[], record: string[], row: number): void {
  const cells = Object.fromEntries(
    names.flatMap((name, at) => (record[at] ? [[name, record[at] as string]] : [])),
  );
  const { id = null, inputs, ...rest } = cells;
  const said = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, cellOf(name as Column, value)]),
  );
  const parsed = decisionDraftSchema.safeParse({ ...said, inputs: inputs ? readInputs(inputs) : [] });
  if (parsed.success) reading.rows.push({ row, id, draft: parsed.data });
  else {
    const error = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    const fix = 'Times are ISO 8601 with a zone, such as 2026-03-01T09:00:00Z; chances lie between 0 and 1.';
    reading.rejected.push({ row, error, fix });
  }
}

function cellOf(column: Column, text: string): unknown {
  if (numbers.includes(column)) return Number(text);
  if (column !== 'turned_out') return text;
  return ['true', 'yes', '1'].includes(text.toLowerCase())
    ? true
    : ['false', 'no', '0'].includes(text.toLowerCase())
      ? false
      : text;
}

const readInputs = (text: string) =>
  text
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [name = '', asOf = '', seconds = '', ...words] = part.split('|').map((word) => word.trim());
      return {
        name,
        as_of: asOf || null,
        fresh_within_seconds: seconds ? Number(seconds) : null,
        live: words.includes('live'),
        by_ai: words.includes('by_ai'),
      } satisfies Record<string, DecisionInput[keyof DecisionInput]>;
    });
