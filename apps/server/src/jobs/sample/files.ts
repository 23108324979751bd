import { once } from 'node:events';
import { createWriteStream, mkdirSync, rmSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

/** Lines on their way into an import: written to files until there are enough of them. */
export interface LogFiles {
  /** Bytes in the present files. */
  readonly bytes: number;
  /** Adds a line to the file of this name; lines of one file follow each other. Await what it gives. */
  write(file: string, line: unknown): Promise<void> | undefined;
  /**
   * Ends the files and gives them to the import, which goes on while the next are written; waits for
   * the one before. Nothing happens where nothing was written.
   */
  importNow(): Promise<void>;
  /** Resolves when everything given is imported; fails as an import did. */
  imported(): Promise<void>;
}

/** Lines gathered before they go to the file system. */
const gathered = 256 * 1024;

/** Files in folders of their own below `directory`, each folder imported by `take` and deleted. */
export function logFiles(directory: string, take: (folder: string) => Promise<void>): LogFiles {
  let turn = 0;
  let bytes = 0;
  let open: { name: string; stream: WriteStream } | null = null;
  let waiting: string[] = [];
  let waitingBytes = 0;
  let running: Promise<unknown> = Promise.resolve();
  let failure: unknown = null;

  const folder = () => join(directory, String(turn));
  const flush = async () => {
    if (!open || waiting.length === 0) return;
    const text = waiting.join('');
    waiting = [];
    waitingBytes = 0;
    if (!open.stream.write(text)) await once(open.stream, 'drain');
  };
  const end = async () => {
    await flush();
    if (!open) return;
    open.stream.end();
    await finished(open.stream);
    open = null;
  };
  const begin = async (name: string, text: string) => {
    await end();
    mkdirSync(folder(), { recursive: true, mode: 0o700 });
    open = { name, stream: createWriteStream(join(folder(), name)) };
    waiting.push(text);
    waitingBytes += text.length;
  };
  const imported = async () => {
    await running;
    if (failure) throw failure;
  };
  return {
    get bytes() {
      return bytes;
    },
    write: (name, line) => {
      const text = `${JSON.stringify(line)}\n`;
      bytes += text.length;
      if (open?.name !== name) return begin(name, text);
      waiting.push(text);
      waitingBytes += text.length;
      return waitingBytes > gathered ? flush() : undefined;
    },
    importNow: async () => {
      await end();
      if (bytes === 0) return;
      const full = folder();
      turn += 1;
      bytes = 0;
      await imported();
      running = take(full)
        .catch((error: unknown) => {
          failure = error;
        })
        .finally(() => rmSync(full, { recursive: true, force: true }));
    },
    imported,
  };
}
