import { CsvError, parse } from 'csv-parse/sync';
import { EntryFault, entryFields, entryFrom, fieldName } from './entry.ts';
import type { PriceFile } from './priceFile.ts';

/** Reads a CSV with a header of {@link entryFields}; separators comma, semicolon and tab are found. */
export function readCsvPrices(content: string, source: string): PriceFile {
  const file: PriceFile = { entries: [], errors: [] };
  const lines = parsed(content, file);
  const [head, ...rows] = lines;
  if (!head) {
    if (file.errors.length === 0) file.errors.push({ row: 0, error: 'the file is empty', fix: headFix });
    return file;
  }
  const names = head.map(fieldName);
  const strange = names.filter((name) => name !== '' && !entryFields.includes(name));
  if (strange.length > 0 || !names.includes('model')) {
    const error =
      strange.length > 0 ? `unknown columns: ${strange.join(', ')}` : 'there is no column "model"';
    return { entries: [], errors: [{ row: 1, error, fix: headFix }] };
  }
  for (const [i, cells] of rows.entries()) {
    const row = i + 2;
    try {
      const fields = Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']));
      file.entries.push({ row, entry: entryFrom(fields, source) });
    } catch (fault) {
      if (!(fault instanceof EntryFault)) throw fault;
      file.errors.push({ row, error: fault.message, fix: fault.fix });
    }
  }
  return file;
}

const headFix = 'Start with a header such as: provider,model,input,output,cache_read,valid_from';

function parsed(content: string, file: PriceFile): string[][] {
  const firstLine = content.slice(0, content.indexOf('\n') >>> 0);
  const delimiter = [',', ';', '\t'].reduce((a, b) =>
    firstLine.split(b).length > firstLine.split(a).length ? b : a,
  );
  try {
    return parse(content, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (fault) {
    if (!(fault instanceof CsvError)) throw fault;
    file.errors.push({
      row: Number(fault.lines ?? 0),
      error: fault.message,
      fix: 'Correct the quoting in that line.',
    });
    return [];
  }
}
