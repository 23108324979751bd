import type { UsageReading } from '@exchequer/model';
import type { UsageMeter, WireHeaders } from './dialect.ts';
import { headerOf } from './headers.ts';
import { BoundedText, SseReader } from './sse.ts';

/** What understands the answers of one API. Texts are latin-1; `whole` is false where only their ends are given. */
export interface AnswerWatcher {
  /** One event of a stream; true where the client shall not get it. */
  event(data: string, whole: boolean): boolean;
  /** An answer that is one document. */
  body(text: string, whole: boolean): void;
  reading(): UsageReading;
}

/** An answer before anything of it is known. */
export function emptyReading(requestId = ''): UsageReading {
  return {
    model: '',
    serviceTier: '',
    speed: '',
    region: '',
    requestId,
    messageId: '',
    counts: {},
    final: false,
    seenOutput: 0,
    flags: '',
    parts: [],
  };
}

const nothing = Buffer.alloc(0);

/** Lets everything through and knows only what it was given: errors, and answers that carry no usage. */
export const blindMeter = (reading: UsageReading): UsageMeter => ({
  push: (chunk) => chunk,
  end: () => nothing,
  reading: () => reading,
});

/** Longest document that is kept whole; of longer ones usage is looked for at their ends. */
const longestBody = 2 * 1024 * 1024;

/** Watches an answer that is one document: read once it is over. */
export class BodyMeter implements UsageMeter {
  private readonly watcher: AnswerWatcher;
  private readonly text = new BoundedText(longestBody);

  constructor(watcher: AnswerWatcher) {
    this.watcher = watcher;
  }

  push(chunk: Buffer): Buffer {
    this.text.add(chunk.toString('latin1'));
    return chunk;
  }

  end(): Buffer {
    const { text, whole } = this.text.take();
    if (text !== '') this.watcher.body(text, whole);
    return nothing;
  }

  reading(): UsageReading {
    return this.watcher.reading();
  }
}

/** Watches a stream of server-sent events in which the client gets every byte. */
export class StreamMeter implements UsageMeter {
  private readonly watcher: AnswerWatcher;
  private readonly reader: SseReader;

  constructor(watcher: AnswerWatcher) {
    this.watcher = watcher;
    this.reader = new SseReader((data, whole) => watcher.event(data, whole));
  }

  push(chunk: Buffer): Buffer {
    this.reader.push(chunk);
    return chunk;
  }

  end(): Buffer {
    this.reader.end();
    return nothing;
  }

  reading(): UsageReading {
    return this.watcher.reading();
  }
}

/** An event whose end does not come is let go at this length; what is withheld is far shorter. */
const mostHeld = 64 * 1024;

/**
 * Watches a stream of which the client does not get every event. An event is held until its end is
 * seen; whatever is over goes on at once.
 */
export class StrippingMeter implements UsageMeter {
  private readonly watcher: AnswerWatcher;
  private readonly reader: SseReader;
  private held: Buffer[] = [];
  private heldSize = 0;
  /** True while the start of the event that is open has gone on already. */
  private letGo = false;

  constructor(watcher: AnswerWatcher) {
    this.watcher = watcher;
    this.reader = new SseReader((data, whole) => watcher.event(data, whole) && !this.letGo);
  }

  push(chunk: Buffer): Buffer {
    const over = this.reader.push(chunk);
    if (over === 0) return this.hold(chunk);
    const { cuts } = this.reader;
    if (cuts.length === 0 && this.heldSize === 0 && over === chunk.length) return chunk;
    const firstCut = cuts[0] === 0;
    const kept = firstCut ? [] : this.held;
    let from = 0;
    for (let i = 0; i < cuts.length; i += 2) {
      kept.push(chunk.subarray(from, cuts[i]));
      from = cuts[i + 1] ?? from;
    }
    kept.push(chunk.subarray(from, over));
    this.release();
    if (over < chunk.length) kept.push(this.hold(chunk.subarray(over)));
    return Buffer.concat(kept);
  }

  /** Holds the start of an event, or lets all of it go where it becomes too long. */
  private hold(piece: Buffer): Buffer {
    if (this.letGo) return piece;
    this.held.push(piece);
    this.heldSize += piece.length;
    if (this.heldSize <= mostHeld) return nothing;
    const all = Buffer.concat(this.held);
    this.release();
    this.letGo = true;
    return all;
  }

  private release(): void {
    this.held = [];
    this.heldSize = 0;
    this.letGo = false;
  }

  end(): Buffer {
    const rest = this.reader.end() ? nothing : Buffer.concat(this.held);
    this.release();
    return rest;
  }

  reading(): UsageReading {
    return this.watcher.reading();
  }
}

/** How an answer's bytes are to be read. Null for what carries no usage: sound, files, packed answers. */
export function shapeOfAnswer(headers: WireHeaders, streamed: boolean): 'events' | 'document' | null {
  const packed = headerOf(headers, 'content-encoding');
  if (packed !== '' && packed !== 'identity') return null;
  const type = headerOf(headers, 'content-type').toLowerCase();
  if (type.includes('event-stream')) return 'events';
  if (type.includes('json')) return 'document';
  if (type === '') return streamed ? 'events' : 'document';
  return null;
}
