import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvCell } from './export-csv.ts';

export type Cells = readonly (string | null)[];

/** One line of a CSV file. */
export const csvLine = (cells: Cells): string => `${cells.map(csvCell).join(',')}\r\n`;

/** Text that is gathered before it is sent: few large writes instead of many small ones. */
const chunkLength = 64 * 1024;

/** Gathers lines into chunks. */
export async function* inChunks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let text = '';
  for await (const line of lines) {
    text += line;
    if (text.length < chunkLength) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/**
 * Sends chunks as they come and waits while the reader is slow, so that a file of any length takes no
 * more memory than a chunk. An error before the first one is answered like any other; a later one
 * cuts the connection: half a file must not look like a whole one.
 */
export async function sendChunks(
  res: ServerResponse,
  file: { name: string; type: string },
  chunks: AsyncIterable<string | Buffer>,
): Promise<void> {
  const rest = chunks[Symbol.asyncIterator]();
  const first = await rest.next();
  res.writeHead(200, fileHeaders(file));
  if (first.done) {
    res.end();
    return;
  }
  const all = preceded(first.value, { [Symbol.asyncIterator]: () => rest });
  try {
    await pipeline(Readable.from(all, { objectMode: false }), res);
  } catch (error) {
    // The reader went away: nobody is left to be told.
    if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

async function* preceded<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

const fileHeaders = ({ name, type }: { name: string; type: string }) => ({
  'content-type': type,
  'content-disposition': `attachment; filename="${name}"`,
  'cache-control': 'no-store',
});
