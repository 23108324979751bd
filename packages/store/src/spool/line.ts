import { crc32 } from 'node:zlib';
import type { SpoolRecord } from '@exchequer/model';

/** Characters before the JSON text: the checksum in hex and a space. */
const prefixBytes = 9;
const lineFeed = 10;
const sumDigits = 8;
const hexDigits = Buffer.from('0123456789abcdef');

/** One record as a line: CRC-32 of the JSON text, a space, the text. The text starts with kind and call. */
export const lineOf = (record: SpoolRecord): Buffer => lineOfText(textOf(record));

/** Any JSON text as a line. */
export function lineOfText(text: string): Buffer {
  const line = Buffer.from(`00000000 ${text}\n`);
  let sum = crc32(textOfLine(line));
  for (let at = sumDigits - 1; at >= 0; at -= 1) {
    line[at] = hexDigits[sum & 15] as number;
    sum >>>= 4;
  }
  return line;
}

/** The JSON text of a line. */
export const textOfLine = (line: Buffer): Buffer => line.subarray(prefixBytes, -1);

function textOf(record: SpoolRecord): string {
  const start = `{"kind":"${record.kind}","call":${JSON.stringify(record.call)}`;
  switch (record.kind) {
    case 'admit':
      return `${start},"held":${JSON.stringify(record.held)},"usage":${JSON.stringify(record.usage)}}`;
    case 'progress':
      return `${start},"output":${record.output}}`;
    case 'usage':
      return `${start},"usage":${JSON.stringify(record.usage)}}`;
    case 'void':
      return `${start}}`;
  }
}

/** A line that was read back: its JSON text, or null where the checksum does not fit. */
export interface ReadLine {
  text: Buffer | null;
  /** Offset in the file, and length with its line feed. */
  at: number;
  bytes: number;
}

/** Cuts whole lines out of `chunk`, which begins at offset `at`; what follows the last line feed is left. */
export function* linesIn(chunk: Buffer, at: number): Generator<ReadLine> {
  let start = 0;
  for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
    yield { text: checkedText(chunk.subarray(start, end)), at: at + start, bytes: end + 1 - start };
    start = end + 1;
  }
}

function checkedText(line: Buffer): Buffer | null {
  if (line.length <= prefixBytes || line[prefixBytes - 1] !== 32) return null;
  const text = line.subarray(prefixBytes);
  const sum = line.toString('latin1', 0, prefixBytes - 1);
  return crc32(text).toString(16).padStart(8, '0') === sum ? text : null;
}

const kinds = new Map<number, SpoolRecord['kind']>(
  (['admit', 'progress', 'usage', 'void'] as const).map((kind) => [kind.charCodeAt(0), kind]),
);
const kindAt = '{"kind":"'.length;

/** Kind of a record's text; null for a segment's heading. */
export const kindOf = (text: Buffer): SpoolRecord['kind'] | null =>
  text.toString('latin1', 0, kindAt) === '{"kind":"' ? (kinds.get(text[kindAt] ?? 0) ?? null) : null;

/** Call of a record's text, found without reading the whole of it. */
export function callOf(text: Buffer, kind: SpoolRecord['kind']): string {
  const start = kindAt + kind.length + '","call":"'.length;
  const end = text.indexOf('"', start);
  const call = text.toString('utf8', start, end);
  return call.includes('\\') ? (JSON.parse(text.toString('utf8')) as SpoolRecord).call : call;
}
