import { crc32 } from 'node:zlib';

/** One message of `application/vnd.amazon.eventstream`. */
export interface EventFrame {
  /** Headers that hold text, such as `:event-type`; empty where the frame could not be trusted. */
  headers: ReadonlyMap<string, string>;
  /** Null where the frame was larger than what is kept, or its checksum was wrong. */
  payload: Buffer | null;
  payloadBytes: number;
}

const preludeBytes = 12;
const checksumBytes = 4;
const keptBytes = 256 * 1024;

/** Bytes of a header value by its type; -1 where two bytes of length come first. */
const valueBytes = [0, 0, 1, 2, 4, 8, -1, -1, 8, 16];
const textValue = 7;

/**
 * Reads frames from whatever pieces they come in. Memory is bounded by `keep`, whatever length a frame
 * claims: what is larger is passed over while its checksum is counted. A wrong checksum of the prelude
 * ends reading, since the lengths after it mean nothing; one of the message loses that message alone.
 */
export class EventStreamReader {
  /** What was wrong so far, as notes for the event. */
  readonly problems = new Set<string>();
  /** Bytes after which nothing could be told apart any more. */
  unreadBytes = 0;
  private readonly take: (frame: EventFrame) => void;
  private readonly keep: number;
  private readonly prelude = Buffer.alloc(preludeBytes);
  private kept: Buffer = this.prelude;
  private position = 0;
  private total = 0;
  private headersLength = 0;
  private sum = 0;
  private expected = 0;
  private lost = false;

  constructor(take: (frame: EventFrame) => void, keep = keptBytes) {
    this.take = take;
    this.keep = keep;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && !this.lost) {
      at += this.position < preludeBytes ? this.takePrelude(chunk, at) : this.takeRest(chunk, at);
    }
    this.unreadBytes += chunk.length - at;
  }

  /** Says that nothing more will come: half a frame is a stream that was cut. */
  end(): void {
    if (this.position === 0 || this.lost) return;
    this.problems.add('truncated-stream');
    this.unreadBytes += this.position;
  }

  private takePrelude(chunk: Buffer, at: number): number {
    const count = Math.min(preludeBytes - this.position, chunk.length - at);
    chunk.copy(this.prelude, this.position, at, at + count);
    this.position += count;
    if (this.position === preludeBytes) this.openFrame();
    return count;
  }

  private openFrame(): void {
    this.total = this.prelude.readUInt32BE(0);
    this.headersLength = this.prelude.readUInt32BE(4);
    const right = crc32(this.prelude.subarray(0, 8)) === this.prelude.readUInt32BE(8);
    if (!right || this.total < preludeBytes + this.headersLength + checksumBytes) {
      this.problems.add('broken-frame');
      this.lost = true;
      return;
    }
    this.sum = crc32(this.prelude);
    this.expected = 0;
    const whole = this.total <= this.keep;
    this.kept = Buffer.allocUnsafe(
      whole ? this.total : Math.min(preludeBytes + this.headersLength, this.keep),
    );
  }

  private takeRest(chunk: Buffer, at: number): number {
    const count = Math.min(this.total - this.position, chunk.length - at);
    const end = at + count;
    if (this.position < this.kept.length) chunk.copy(this.kept, this.position, at, end);
    const summed = Math.max(0, Math.min(this.total - checksumBytes - this.position, count));
    if (summed > 0) this.sum = crc32(chunk.subarray(at, at + summed), this.sum);
    for (let byte = at + summed; byte < end; byte++) {
      this.expected = ((this.expected << 8) | (chunk[byte] ?? 0)) >>> 0;
    }
    this.position += count;
    if (this.position === this.total) this.closeFrame();
    return count;
  }

  private closeFrame(): void {
    const start = preludeBytes + this.headersLength;
    const payloadBytes = this.total - start - checksumBytes;
    const right = this.sum === this.expected;
    if (!right) this.problems.add('broken-frame');
    const headers =
      right && this.kept.length >= start
        ? this.readHeaders(this.kept.subarray(preludeBytes, start))
        : new Map();
    const whole = right && this.kept.length === this.total;
    const payload = whole ? this.kept.subarray(start, start + payloadBytes) : null;
    if (right && !whole) this.problems.add('large-frame');
    this.position = 0;
    this.kept = this.prelude;
    this.take({ headers, payload, payloadBytes });
  }

  private readHeaders(bytes: Buffer): Map<string, string> {
    const found = new Map<string, string>();
    let at = 0;
    while (at < bytes.length) {
      const nameEnd = at + 1 + (bytes[at] ?? 0);
      const type = bytes[nameEnd] ?? -1;
      const fixed = valueBytes[type];
      if (fixed === undefined) break;
      const valueStart = nameEnd + 1 + (fixed < 0 ? 2 : 0);
      if (valueStart > bytes.length) break;
      const valueEnd = valueStart + (fixed < 0 ? bytes.readUInt16BE(nameEnd + 1) : fixed);
      if (valueEnd > bytes.length) break;
      if (type === textValue) {
        found.set(bytes.toString('latin1', at + 1, nameEnd), bytes.toString('utf8', valueStart, valueEnd));
      }
      at = valueEnd;
    }
    if (at !== bytes.length) this.problems.add('broken-frame');
    return found;
  }
}
