import { CsvError, parse } from 'csv-parse/sync';
import { CsvFramer, type Frame } from './csv-frames.ts';
import { readLines } from './lines.ts';
import {
  type BrokenRecord,
  cellText,
  type HeaderCheck,
  type RecordPortion,
  type TabularRecord,
} from './record.ts';

const delimiters = [',', ';', '\t', '|'] as const;

/** Streams the records of a CSV file. The first record names the columns. */
export async function* readCsv(path: string, checkHeader: HeaderCheck): AsyncGenerator<RecordPortion> {
  let table: CsvTable | null = null;
  let refused = false;
  for await (const portion of csvFrames(path, () => table?.delimiter ?? null)) {
    const out: RecordPortion = { records: [], broken: [...portion.broken], bytes: portion.bytes };
    refused ||= out.broken.length > 0;
    let frames = portion.frames;
    if (!table && frames[0]) {
      const opened: CsvTable | BrokenRecord = openTable(frames[0]);
      const wrong: BrokenRecord | null = 'error' in opened ? opened : checkHeader(opened.columns);
      if (wrong || 'error' in opened) {
        yield { records: [], broken: [...out.broken, ...(wrong ? [wrong] : [])], bytes: portion.bytes };
        return;
      }
      table = opened;
      frames = frames.slice(1);
    }
    if (table) table.readFrames(frames, out);
    yield out;
  }
  if (!table && !refused) {
    yield {
      records: [],
      bytes: 0,
      broken: [{ line: 1, error: 'the file is empty', fix: 'Export it again.' }],
    };
  }
}

interface FramePortion {
  frames: Frame[];
  broken: BrokenRecord[];
  bytes: number;
}

async function* csvFrames(path: string, delimiter: () => string | null): AsyncGenerator<FramePortion> {
  const framer = new CsvFramer((text) => parseCells(text, delimiter() ?? ',').length === 1);
  for await (const { lines, bytes } of readLines(path)) {
    const portion: FramePortion = { frames: [], broken: [], bytes };
    const [first] = lines;
    if (first?.number === 1 && first.text?.includes('\u0000')) {
      yield { ...portion, broken: [notText(1)] };
      return;
    }
    framer.push(lines, portion.frames, portion.broken);
    yield portion;
  }
  const last: FramePortion = { frames: [], broken: [], bytes: 0 };
  framer.end(last.frames, last.broken);
  yield last;
}

/** The reject for a file that is no UTF-8 text: UTF-16, a spreadsheet, an archive. */
export const notText = (line: number): BrokenRecord => ({
  line,
  error: 'the file is not UTF-8 text',
  fix: 'Save it as UTF-8 (in a spreadsheet: "CSV UTF-8"), or unpack it first.',
});

/** Cells of each record in the text; [] when it is not well formed. */
function parseCells(text: string, delimiter: string): string[][] {
  try {
    return parse(text, { delimiter, relax_column_count: true, skip_empty_lines: true }) as string[][];
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
}

function openTable(header: Frame): CsvTable | BrokenRecord {
  const delimiter = delimiters.reduce((best, one) =>
    header.text.split(one).length > header.text.split(best).length ? one : best,
  );
  const [columns] = parseCells(header.text, delimiter);
  if (!columns) {
    const fix = 'The first line must name the columns; close or double its quotes.';
    return { line: header.line, error: 'the header is not well-formed CSV', fix };
  }
  return new CsvTable(
    columns.map((name) => name.trim()),
    delimiter,
  );
}

class CsvTable {
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly #index: ReadonlyMap<string, number>;
  readonly #sorted: readonly number[];

  constructor(columns: readonly string[], delimiter: string) {
    this.columns = columns;
    this.delimiter = delimiter;
    this.#index = new Map(columns.map((name, at) => [name, at]));
    this.#sorted = columns
      .map((_, at) => at)
      .sort((a, b) => ((columns[a] ?? '') < (columns[b] ?? '') ? -1 : 1));
  }

  readFrames(frames: readonly Frame[], out: RecordPortion): void {
    const all = parseCells(frames.map((frame) => frame.text).join('\n'), this.delimiter);
    const together = all.length === frames.length;
    frames.forEach((frame, at) => {
      const cells = together ? all[at] : parseCells(frame.text, this.delimiter)[0];
      if (!cells) {
        const fix = 'Double a quote that is part of the text (\u0022\u0022), and import the file again.';
        out.broken.push({ line: frame.line, error: 'the quotes of this line do not match', fix });
      } else if (cells.length !== this.columns.length) {
        out.broken.push(this.#wrongWidth(frame.line, cells.length));
      } else {
        out.records.push(this.#record(frame.line, cells));
      }
    });
  }

  #wrongWidth(line: number, found: number): BrokenRecord {
    const error = `the line has ${found} ${found === 1 ? 'field' : 'fields'}, the header names ${this.columns.length}`;
    return { line, error, fix: `Quote a field that contains "${this.delimiter}", or complete the line.` };
  }

  #record(line: number, cells: readonly string[]): TabularRecord {
    const at = (name: string): string => {
      const index = this.#index.get(name);
      return index === undefined ? '' : cellText(cells[index] ?? '');
    };
    return {
      line,
      get: at,
      raw: at,
      canonical: () => JSON.stringify(this.#sorted.map((index) => [this.columns[index], cells[index]])),
    };
  }
}
