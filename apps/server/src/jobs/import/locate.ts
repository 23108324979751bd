import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Reject } from '@exchequer/model';
import { excerptOf, faultText } from '@exchequer/vendors/importers';

/** A line at fault, known by its content; the engine reads in parallel and does not count lines. */
export interface FaultyLine {
  bytes: number;
  /** MD5 in upper-case hex. */
  md5: string;
  fault: string;
}

/**
 * Finds the faulty lines of one file and gives them their numbers. A last line without a newline
 * that breaks off is no fault: it is still being written and will be read again.
 */
export async function locate(source: string, path: string, faulty: readonly FaultyLine[]): Promise<Reject[]> {
  const wanted = new Map(faulty.map((line) => [line.md5, line]));
  const lengths = new Set(faulty.map((line) => line.bytes));
  const rejects: Reject[] = [];
  let number = 0;
  for await (const { line, ended } of linesOf(path)) {
    number += 1;
    if (!lengths.has(line.length)) continue;
    const found = wanted.get(createHash('md5').update(line).digest('hex').toUpperCase());
    if (!found || (!ended && found.fault === 'not-json' && line[0] === openingBrace)) continue;
    rejects.push({
      source,
      place: path,
      line: number,
      ...faultText(found.fault),
      excerpt: excerptOf(line.toString()),
    });
  }
  return rejects;
}

const openingBrace = 0x7b;

/** The lines of a file without their newline; `ended` is false for a last one that has none. */
async function* linesOf(path: string): AsyncGenerator<{ line: Buffer; ended: boolean }> {
  let parts: Buffer[] = [];
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      const rest = chunk.subarray(start, end);
      yield { line: parts.length > 0 ? Buffer.concat([...parts, rest]) : rest, ended: true };
      parts = [];
      start = end + 1;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  if (parts.length > 0) yield { line: Buffer.concat(parts), ended: false };
}
