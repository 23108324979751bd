import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Longest line that is taken; a longer one is passed over without being kept in memory. */
export const maxLineBytes = 8_388_608;

/** One physical line, without its end. `text` is null when it was longer than {@link maxLineBytes}. */
export interface FileLine {
  number: number;
  text: string | null;
}

/** Lines of one piece of the file, and the bytes of the file that the piece took. */
export interface LinePortion {
  lines: FileLine[];
  bytes: number;
}

const newline = 0x0a;

/** Streams the lines of a UTF-8 file, gzipped when its name ends in `.gz`. A last line needs no end. */
export async function* readLines(path: string): AsyncGenerator<LinePortion> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const stream = path.endsWith('.gz') ? piped(file) : file;
  const splitter = new LineSplitter();
  let counted = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const lines = splitter.push(chunk);
    const bytes = file.bytesRead - counted;
    counted = file.bytesRead;
    yield { lines, bytes };
  }
  yield { lines: splitter.end(), bytes: file.bytesRead - counted };
}

/** `pipe` forwards no errors, and an unreadable file must not hang the import. */
function piped(file: Readable): Readable {
  const gunzip = createGunzip();
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

/** Cuts chunks into lines, holding back the unfinished one. */
class LineSplitter {
  #parts: Buffer[] = [];
  #held = 0;
  #number = 0;

  push(chunk: Buffer): FileLine[] {
    const lines: FileLine[] = [];
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      this.#hold(chunk.subarray(from, at));
      lines.push(this.#finish());
      from = at + 1;
    }
    this.#hold(chunk.subarray(from));
    return lines;
  }

  end(): FileLine[] {
    return this.#held > 0 ? [this.#finish()] : [];
  }

  #hold(part: Buffer): void {
    this.#held += part.length;
    if (this.#held > maxLineBytes) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  #finish(): FileLine {
    this.#number += 1;
    const text = this.#held > maxLineBytes ? null : this.#text();
    this.#parts = [];
    this.#held = 0;
    return { number: this.#number, text };
  }

  #text(): string {
    const [only] = this.#parts;
    const bytes = this.#parts.length === 1 && only ? only : Buffer.concat(this.#parts);
    const text = bytes.toString('utf8');
    const started = this.#number === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text;
    return started.endsWith('\r') ? started.slice(0, -1) : started;
  }
}
