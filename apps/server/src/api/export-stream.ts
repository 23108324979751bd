import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { csvCell } from './export-csv.ts';

export type Cells = readonly (string | null)[];

/** One line of a CSV file. */
export const csvLine = (cells: Cells): string => `${cells.map(csvCell).join(',')}\r\n`;

/** Text that is gathered before it is sent: few large writes instead of many small ones. */
const chunkLength = 64 * 1024;

/**
 * Sends lines as they come and waits while the reader is slow, so that a file of any length takes no
 * more memory than a chunk. An error after the first line cuts the connection: half a file must not
 * look like a whole one.
 */
export async function sendLines(
  res: ServerResponse,
  file: { name: string; type: string },
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  let text = '';
  const flush = async () => {
    if (!res.headersSent) res.writeHead(200, fileHeaders(file));
    if (!res.write(text)) await Promise.race([once(res, 'drain'), once(res, 'close')]);
    text = '';
  };
  for await (const line of lines) {
    text += line;
    if (text.length > chunkLength) await flush();
    if (res.destroyed) return;
  }
  await flush();
  res.end();
}

export const fileHeaders = ({ name, type }: { name: string; type: string }) => ({
  'content-type': type,
  'content-disposition': `attachment; filename="${name}"`,
  'cache-control': 'no-store',
});
