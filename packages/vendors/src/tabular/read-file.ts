import type { NormalisedUsage, Reject } from '@exchequer/model';
import { readCsv } from './csv-records.ts';
import type { Fault, RowOutcome, TabularBatch, TabularImporter, TabularOptions } from './importer.ts';
import { readJson } from './json-records.ts';
import { SkipNotes } from './notes.ts';
import type { BrokenRecord, Columns, HeaderCheck, RecordPortion, TabularRecord } from './record.ts';

/** Turns the rows of one file into usage. */
export interface RowReader {
  /** Called once with the columns, before any row; a fault ends the file, since no row could be right. */
  begin(columns: Columns): Fault | null;
  row(record: TabularRecord): RowOutcome;
  /** Metadata of the row for the quarantine; never message text. */
  excerpt(record: TabularRecord): string;
}

export interface FileKind extends Pick<TabularImporter, 'kind' | 'source' | 'name' | 'endings'> {
  reader(path: string, options: TabularOptions): RowReader;
  /** Whether the file holds JSON; CSV otherwise. */
  isJson(path: string): boolean;
}

export const looksLikeJson = (path: string): boolean => /\.(json|jsonl|ndjson)(\.gz)?$/i.test(path);

const defaultBatchRows = 5_000;

/** Makes an importer of a kind of file: streaming, batches and rejects are the same for all. */
export function importerOf(kind: FileKind): TabularImporter {
  const { isJson: _isJson, reader: _reader, ...facts } = kind;
  return { ...facts, read: (path, options) => readBatches(kind, path, options) };
}

async function* readBatches(
  kind: FileKind,
  path: string,
  options: TabularOptions,
): AsyncGenerator<TabularBatch> {
  const reader = kind.reader(path, options);
  const notes = new SkipNotes();
  const empty = (): TabularBatch => ({ place: path, rows: [], rejects: [], bytes: 0, notes: [] });
  let batch = empty();
  for await (const portion of portions(kind, path, reader)) {
    batch.bytes += portion.bytes;
    for (const broken of portion.broken) batch.rejects.push(rejectOf(kind, path, broken, ''));
    for (const record of portion.records) {
      takeRow(kind, path, reader, record, batch, notes);
      if (batch.rows.length + batch.rejects.length < (options.batchRows ?? defaultBatchRows)) continue;
      yield batch;
      batch = empty();
    }
  }
  yield { ...batch, notes: notes.sentences() };
}

/** The file's rows; a file that breaks off half-way (a cut gzip) ends in a reject and keeps its rows. */
async function* portions(kind: FileKind, path: string, reader: RowReader): AsyncGenerator<RecordPortion> {
  const check: HeaderCheck = (columns) => {
    const wrong = reader.begin(columns);
    return wrong ? { line: 1, ...wrong } : null;
  };
  const wrong = kind.isJson(path) ? check(null) : null;
  if (wrong) {
    yield { records: [], bytes: 0, broken: [wrong] };
    return;
  }
  try {
    yield* kind.isJson(path) ? readJson(path) : readCsv(path, check);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!code.startsWith('Z_') && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    const fix = 'Fetch the file again; the rows before the damage were taken.';
    yield {
      records: [],
      bytes: 0,
      broken: [{ line: null, error: 'the gzip data is damaged or cut off', fix }],
    };
  }
}

function takeRow(
  kind: FileKind,
  path: string,
  reader: RowReader,
  record: TabularRecord,
  batch: { rows: NormalisedUsage[]; rejects: Reject[] },
  notes: SkipNotes,
): void {
  const outcome = reader.row(record);
  if ('usage' in outcome) batch.rows.push(outcome.usage);
  else if ('skip' in outcome) notes.add(outcome.skip, outcome.usd);
  else {
    const broken = { line: record.line, ...outcome.fault };
    batch.rejects.push(rejectOf(kind, path, broken, reader.excerpt(record)));
  }
}

const maxExcerpt = 300;

function rejectOf(kind: FileKind, path: string, broken: BrokenRecord, excerpt: string): Reject {
  return {
    source: kind.source,
    place: path,
    line: broken.line,
    error: broken.error,
    fix: broken.fix,
    excerpt: excerpt.slice(0, maxExcerpt),
  };
}

/** "name=value" of the fields that are there, for excerpts. */
export function excerptOf(record: TabularRecord, fields: readonly string[]): string {
  return fields
    .map((name) => [name, record.get(name)] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${value.length > 60 ? `${value.slice(0, 57)}…` : value}`)
    .join(' ');
}
