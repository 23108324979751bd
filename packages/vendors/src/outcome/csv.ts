import { identityKinds } from '@exchequer/model';
import { CsvError, parse } from 'csv-parse/sync';

/** What a file of outcomes holds: values for the native form, or why it cannot be read at all. */
export type OutcomeTable = { items: unknown[] } | { error: string; fix: string };

const amounts = ['quality', 'lead_seconds', 'wait_seconds', 'restore_seconds'];
const listSeparator = ';';

/**
 * Reads outcomes from CSV with a header line. Columns are the fields of the native form; `workers`
 * holds several as `email:ada@acme.test;agent:bot`, and an empty cell says nothing.
 */
export function readOutcomeCsv(text: string): OutcomeTable {
  let records: Record<string, string>[];
  try {
    records = parse(text, { bom: true, columns: true, trim: true, skip_empty_lines: true });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const fix = 'Save it as CSV with a header line and the same number of cells in every line.';
    return { error: `the file is not CSV: ${cause.message}`, fix };
  }
  return { items: records.map(itemOf) };
}

function itemOf(record: Record<string, string>): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  for (const [name, cell] of Object.entries(record)) {
    if (cell === '') continue;
    if (name === 'workers') item.workers = cell.split(listSeparator).map(workerOf);
    else if (name === 'withdrawn') item.withdrawn = /^(true|yes|1)$/i.test(cell);
    else item[name] = amounts.includes(name) ? Number(cell) : cell;
  }
  return item;
}

/** `kind:id`; an address alone is an e-mail address. */
function workerOf(text: string): { kind: string; id: string } {
  const said = text.trim();
  const at = said.indexOf(':');
  const kind = said.slice(0, Math.max(at, 0));
  if ((identityKinds as readonly string[]).includes(kind)) return { kind, id: said.slice(at + 1) };
  return { kind: said.includes('@') ? 'email' : 'account', id: said };
}
