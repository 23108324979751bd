import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { askServer } from './server.ts';
import type { Asking } from './tool.ts';

/** Serves the tools over a program's own input and output, until the client closes its end. */
export async function serveOverStdio(
  asking: Asking,
  { stdin, stdout }: { stdin: Readable; stdout: Writable },
): Promise<void> {
  const over = new Promise<void>((resolve) => {
    stdin.once('end', resolve).once('close', resolve);
    // A client that is gone is the end as well.
    stdout.once('error', () => resolve());
  });
  const transport = new StdioServerTransport(stdin, stdout);
  const handle = serveStdio(() => askServer(asking), { transport, onerror: asking.failed });
  await over;
  await handle.close();
}
