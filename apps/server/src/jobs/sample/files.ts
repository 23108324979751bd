import { once } from 'node:events';
import { createWriteStream, mkdirSync, rmSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

/** Transcripts on their way into an import: written to one file until it is large enough. */
export interface TranscriptFile {
  /** Bytes in the present file. */
  readonly bytes: number;
  write(line: unknown): Promise<void>;
  /** Ends the file, gives it to the import, and deletes it. Nothing happens where nothing was written. */
  importNow(): Promise<void>;
}

/** Lines gathered before they go to the file system. */
const gathered = 256 * 1024;

/** A file in `directory` that is imported by `take` whenever told. */
export function transcriptFile(
  directory: string,
  take: (directory: string) => Promise<void>,
): TranscriptFile {
  let part = 0;
  let bytes = 0;
  let stream: WriteStream | null = null;
  let waiting: string[] = [];
  let waitingBytes = 0;

  const flush = async () => {
    if (waiting.length === 0) return;
    if (!stream) {
      part += 1;
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      stream = createWriteStream(join(directory, `part-${String(part).padStart(5, '0')}.jsonl`));
    }
    const text = waiting.join('');
    waiting = [];
    waitingBytes = 0;
    if (!stream.write(text)) await once(stream, 'drain');
  };
  return {
    get bytes() {
      return bytes;
    },
    write: async (line) => {
      const text = `${JSON.stringify(line)}\n`;
      waiting.push(text);
      waitingBytes += text.length;
      bytes += text.length;
      if (waitingBytes > gathered) await flush();
    },
    importNow: async () => {
      await flush();
      if (!stream) return;
      stream.end();
      await finished(stream);
      stream = null;
      bytes = 0;
      await take(directory);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
