import { type FileLine, maxLineBytes } from './lines.ts';
import type { BrokenRecord } from './record.ts';

/** A record's text and the line on which it starts. */
export interface Frame {
  line: number;
  text: string;
}

/** Lines one quoted field may span; more means that its quote was never closed. */
const maxFrameLines = 1_000;

/**
 * Groups lines into records by the parity of their quotes. When a quote turns out never to be
 * closed, only its own line is given up and the lines after it are read afresh, so that one stray
 * quote cannot swallow the rest of a file.
 */
export class CsvFramer {
  readonly #isWhole: (text: string) => boolean;
  #open: FileLine[] = [];
  #openBytes = 0;
  #odd = false;

  /** @param isWhole whether text that spans several lines is one well-formed record */
  constructor(isWhole: (text: string) => boolean) {
    this.#isWhole = isWhole;
  }

  push(lines: readonly FileLine[], frames: Frame[], broken: BrokenRecord[]): void {
    const queue = [...lines].reverse();
    for (let line = queue.pop(); line; line = queue.pop()) {
      this.#take(line, frames, broken, (again) => {
        for (const one of again.reverse()) queue.push(one);
      });
    }
  }

  end(frames: Frame[], broken: BrokenRecord[]): void {
    while (this.#open.length > 0) {
      const rest = this.#giveUp(broken);
      this.push(rest, frames, broken);
    }
  }

  #take(line: FileLine, frames: Frame[], broken: BrokenRecord[], again: (lines: FileLine[]) => void): void {
    if (line.text === null) {
      broken.push(tooLong(line.number));
      if (this.#open.length > 0) again(this.#giveUp(broken));
      return;
    }
    if (this.#open.length === 0 && line.text.trim() === '') return;
    this.#open.push(line);
    this.#openBytes += line.text.length;
    if (hasOddQuotes(line.text)) this.#odd = !this.#odd;
    if (!this.#odd) this.#close(frames, broken, again);
    else if (this.#open.length > maxFrameLines || this.#openBytes > maxLineBytes) again(this.#giveUp(broken));
  }

  #close(frames: Frame[], broken: BrokenRecord[], again: (lines: FileLine[]) => void): void {
    const text = this.#open.map((line) => line.text).join('\n');
    if (this.#open.length > 1 && !this.#isWhole(text)) {
      again(this.#giveUp(broken));
      return;
    }
    frames.push({ line: this.#open[0]?.number ?? 0, text });
    this.#reset();
  }

  /** Gives up the first open line and returns the others to be read again. */
  #giveUp(broken: BrokenRecord[]): FileLine[] {
    const [first, ...rest] = this.#open;
    this.#reset();
    if (first) {
      broken.push({
        line: first.number,
        error: 'a quote is opened in this line and never closed',
        fix: 'Close the quote, or double it (\u0022\u0022) where it is part of the text, and import the file again.',
      });
    }
    return rest;
  }

  #reset(): void {
    this.#open = [];
    this.#openBytes = 0;
    this.#odd = false;
  }
}

function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

/** The reject for a line that was passed over for its length. */
export const tooLong = (line: number): BrokenRecord => ({
  line,
  error: `the line is longer than ${maxLineBytes / 1_048_576} MiB`,
  fix: 'Check that the file ends its lines with a newline and is of the stated kind.',
});
