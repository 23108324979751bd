import type { UsageReading } from '@exchequer/model';
import type { UsageMeter } from '../dialect.ts';
import type { AnswerWatcher } from '../meter.ts';
import { BoundedText } from '../sse.ts';

const quote = 0x22;
const backslash = 0x5c;
const longestElement = 4 * 1024 * 1024;
const nothing = Buffer.alloc(0);

/**
 * Watches a stream that is one JSON array, as Gemini sends it without `alt=sse`: each object in it is an
 * event. Bytes go on as they are. Depth is counted outside strings, so an element may be cut anywhere.
 */
export class ArrayStreamMeter implements UsageMeter {
  private readonly watcher: AnswerWatcher;
  private readonly element = new BoundedText(longestElement);
  private depth = 0;
  private inString = false;
  private escaped = false;

  constructor(watcher: AnswerWatcher) {
    this.watcher = watcher;
  }

  push(chunk: Buffer): Buffer {
    let start = this.depth > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.inString) this.takeInString(byte);
      else if (byte === quote) this.inString = this.depth > 0;
      else if (byte === 0x7b && this.depth++ === 0) start = at;
      else if (byte === 0x7d && this.depth > 0 && --this.depth === 0) {
        this.element.add(chunk.toString('latin1', start, at + 1));
        this.ended();
        start = -1;
      }
    }
    if (start >= 0) this.element.add(chunk.toString('latin1', start));
    return chunk;
  }

  private takeInString(byte: number): void {
    if (this.escaped) this.escaped = false;
    else if (byte === backslash) this.escaped = true;
    else if (byte === quote) this.inString = false;
  }

  private ended(): void {
    const { text, whole } = this.element.take();
    this.watcher.event(text, whole);
  }

  end(): Buffer {
    return nothing;
  }

  reading(): UsageReading {
    return this.watcher.reading();
  }
}
