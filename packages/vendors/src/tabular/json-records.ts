import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tooLong } from './csv-frames.ts';
import { notText } from './csv-records.ts';
import { readLines } from './lines.ts';
import { type BrokenRecord, cellText, type RecordPortion, type TabularRecord } from './record.ts';

/** A JSON array must be read whole; above this size the file has to come as one object per line. */
const maxArrayBytes = 268_435_456;

/** Streams JSON records: one object per line, or one array (bare, or under `data`) of objects. */
export async function* readJson(path: string): AsyncGenerator<RecordPortion> {
  if (!path.endsWith('.gz') && (await isOneDocument(path))) {
    yield* readArray(path);
    return;
  }
  let seen = false;
  for await (const { lines, bytes } of readLines(path)) {
    const out: RecordPortion = { records: [], broken: [], bytes };
    for (const line of lines) {
      if (line.number === 1 && line.text?.includes('\u0000')) {
        yield { ...out, broken: [notText(1)] };
        return;
      }
      if (line.text === null) out.broken.push(tooLong(line.number));
      else if (line.text.trim() !== '') readLine(line.text, line.number, out);
    }
    seen ||= out.records.length + out.broken.length > 0;
    yield out;
  }
  if (!seen) {
    yield {
      records: [],
      bytes: 0,
      broken: [{ line: 1, error: 'the file is empty', fix: 'Export it again.' }],
    };
  }
}

/** A file that starts with `[`, or with `{` and a line break or `"data"`, is one document. */
async function isOneDocument(path: string): Promise<boolean> {
  for await (const chunk of createReadStream(path, { end: 4095, encoding: 'utf8' })) {
    return /^\uFEFF?\s*(\[|\{\s*\n|\{\s*"data"\s*:\s*\[)/.test(chunk as string);
  }
  return false;
}

async function* readArray(path: string): AsyncGenerator<RecordPortion> {
  const { size } = await stat(path);
  const refuse = (error: string): RecordPortion => ({
    records: [],
    bytes: size,
    broken: [{ line: 1, error, fix: "Write one object per line, for example with `jq -c '.[]'`." }],
  });
  if (size > maxArrayBytes) {
    yield refuse(`a JSON array of more than ${maxArrayBytes / 1_048_576} MiB cannot be read as a whole`);
    return;
  }
  const list = listOf(parseJson((await readFile(path, 'utf8')).replace(/^\uFEFF/, '')));
  if (!list) {
    yield refuse('the file is neither a JSON array of objects nor one JSON object per line');
    return;
  }
  const out: RecordPortion = { records: [], broken: [], bytes: size };
  for (const [at, value] of list.entries()) addObject(value, at + 1, out);
  yield out;
}

const unreadable = Symbol('unreadable');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return unreadable;
  }
}

function listOf(document: unknown): unknown[] | null {
  if (Array.isArray(document)) return document;
  const data = (document as { data?: unknown } | null)?.data;
  return Array.isArray(data) ? data : null;
}

function readLine(text: string, line: number, out: RecordPortion): void {
  const value = parseJson(text);
  if (value !== unreadable) {
    addObject(value, line, out);
    return;
  }
  const fix = 'Complete or remove the line and import the file again; the other lines were taken.';
  out.broken.push({ line, error: 'the line is not JSON', fix });
}

function addObject(value: unknown, line: number, out: RecordPortion): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    out.records.push(jsonRecord(value as Record<string, unknown>, line));
    return;
  }
  out.broken.push(notObject(line));
}

const notObject = (line: number): BrokenRecord => ({
  line,
  error: 'the record is not a JSON object',
  fix: 'Write each record as an object with named fields.',
});

function jsonRecord(object: Record<string, unknown>, line: number): TabularRecord {
  const raw = (name: string): unknown => (Object.hasOwn(object, name) ? object[name] : reach(object, name));
  return {
    line,
    raw,
    get: (name) => fieldText(raw(name)),
    canonical: () => JSON.stringify(sorted(object)),
  };
}

/** `a.b.c` reaches into nested objects; a field whose own name has dots wins. */
function reach(object: unknown, name: string): unknown {
  let value: unknown = object;
  for (const key of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function fieldText(value: unknown): string {
  if (typeof value === 'string') return cellText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, inner]) => [key, sorted(inner)]);
}
