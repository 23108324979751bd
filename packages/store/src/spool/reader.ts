import { open } from 'node:fs/promises';
import { invariant } from '@exchequer/model';
import { kindOf, linesIn } from './line.ts';
import type { Segment } from './segments.ts';
import type { SpoolBatch, SpoolPosition } from './spool.ts';

/** What one reading found: a batch, or how far there is nothing to be sent. */
interface Found {
  lines: Buffer[];
  to: number;
  /** Lines passed, those that are not sent included. */
  passed: number;
  damaged: number;
}

/**
 * Reads durable usage from the segments in order. Its place lives in memory: after a crash the segments
 * that still stand are read again from their beginning.
 */
export class SpoolReader {
  readonly #segments: Segment[];
  readonly #life: string;
  #segment: Segment;
  #at = 0;
  /** Lines of the segment before the place, its heading included. */
  #passed = 0;
  #batch: (SpoolBatch & { passed: number }) | null = null;

  readonly #onDamage: (where: string) => void;

  constructor(segments: Segment[], life: string, onDamage: (where: string) => void) {
    const [first] = segments;
    invariant(first, 'a spool has a segment');
    this.#segments = segments;
    this.#segment = first;
    this.#life = life;
    this.#onDamage = onDamage;
  }

  /** Segment of the place; those before it are read. */
  get segment(): Segment {
    return this.#segment;
  }

  /** Everything up to here is acknowledged; -1 while something of a former life is not. */
  get reached(): SpoolPosition {
    if (this.#segment.formerLife) return -1;
    return this.#segment.before + Math.max(0, this.#passed - 1);
  }

  async next(limits: { records: number; bytes: number }): Promise<SpoolBatch | null> {
    if (this.#batch) return this.#batch;
    for (;;) {
      if (this.#at >= this.#segment.durable) {
        if (!this.#enterNext()) return null;
        continue;
      }
      const found = await this.#read(limits);
      if (found.damaged > 0)
        this.#onDamage(`${found.damaged} lines before byte ${found.to} of segment ${this.#segment.number}`);
      if (found.lines.length > 0) return this.#offer(found);
      if (found.passed > 0) this.#pass(found.to, found.passed);
      else if (!this.#skipEnd()) return null;
    }
  }

  acknowledge(batch: SpoolBatch): void {
    invariant(this.#batch === batch, 'the batch that was given last is acknowledged, once');
    this.#pass(batch.to, this.#batch.passed);
    this.#batch = null;
  }

  /**
   * Without a whole line, more of it is yet to come from a full disk; or, in a sealed segment, the disk has
   * lost what it had taken. False in the first case.
   */
  #skipEnd(): boolean {
    const { sealed, durable, bytes, number } = this.#segment;
    if (!sealed || durable < bytes) return false;
    this.#onDamage(`from byte ${this.#at} of segment ${number}`);
    this.#pass(durable, 0);
    return true;
  }

  #enterNext(): boolean {
    const { sealed, durable, bytes } = this.#segment;
    if (!sealed || durable < bytes) return false;
    const next = this.#segments[this.#segments.indexOf(this.#segment) + 1];
    if (!next) return false;
    this.#segment = next;
    this.#at = 0;
    this.#passed = 0;
    return true;
  }

  #pass(to: number, lines: number): void {
    this.#at = to;
    this.#passed += lines;
  }

  #offer({ lines, to, passed }: Found): SpoolBatch {
    const { number: segment, durable, formerLife } = this.#segment;
    const more = to < durable || formerLife || this.#segments.at(-1) !== this.#segment;
    this.#batch = { life: this.#life, segment, from: this.#at, to, lines, more, passed };
    return this.#batch;
  }

  /** Reads at least one line; more memory is taken only where a single line is longer than the limit. */
  async #read(limits: { records: number; bytes: number }): Promise<Found> {
    const left = this.#segment.durable - this.#at;
    for (let bytes = Math.min(limits.bytes, left); ; bytes = Math.min(bytes * 4, left)) {
      const chunk = await readPart(this.#segment.file, this.#at, bytes);
      const found = usageIn(chunk, this.#at, limits.records);
      if (found.passed > 0 || bytes >= left) return found;
    }
  }
}

function usageIn(chunk: Buffer, at: number, most: number): Found {
  const found: Found = { lines: [], to: at, passed: 0, damaged: 0 };
  for (const { text, at: lineAt, bytes } of linesIn(chunk, at)) {
    found.to = lineAt + bytes;
    found.passed += 1;
    if (!text) found.damaged += 1;
    else if (kindOf(text) === 'usage') found.lines.push(text);
    if (found.lines.length >= most) break;
  }
  return found;
}

async function readPart(file: string, at: number, bytes: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const chunk = Buffer.allocUnsafe(bytes);
    const { bytesRead } = await handle.read(chunk, 0, bytes, at);
    return chunk.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
