import { close, fdatasync, openSync, writeSync, writevSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { SpoolFailure } from './failure.ts';
import { lineOfText } from './line.ts';
import { type Segment, type SegmentHeading, segmentFile } from './segments.ts';
import type { SpoolLimits, SpoolPosition } from './spool.ts';

const datasync = promisify(fdatasync);
const closed = promisify(close);
const retryMs = 250;

interface Waiter {
  position: SpoolPosition;
  resolve: () => void;
  reject: (error: unknown) => void;
}

export interface WriterOptions {
  folder: string;
  life: string;
  limits: SpoolLimits;
  now: () => Date;
  log: (message: string, error?: unknown) => void;
  /** Number of its first segment. */
  first: number;
  /** All segments of the folder, oldest first; new ones are added. */
  segments: Segment[];
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN';

/**
 * Writes lines to segments in order. What the disk refuses stays in memory and is tried again; syncing
 * runs beside the writing, one at a time.
 */
export class SpoolWriter {
  readonly #options: WriterOptions;
  readonly #unsynced: Segment[] = [];
  #current: Segment;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #group: NodeJS.Immediate | null = null;
  #retry: NodeJS.Timeout | null = null;
  #last: SpoolPosition = 0;
  #written: SpoolPosition = 0;
  #durable: SpoolPosition = 0;
  #waiters: Waiter[] = [];
  #syncing: Promise<void> | null = null;
  #syncTimer: NodeJS.Timeout | null = null;
  #newFile = true;
  #writeError: string | null = null;
  #syncError: string | null = null;
  slowestWriteMs = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#current = this.#start(options.first);
    this.flush();
  }

  get segments(): Segment[] {
    return this.#options.segments;
  }

  get current(): Segment {
    return this.#current;
  }

  /** Position of the newest record. */
  get last(): SpoolPosition {
    return this.#last;
  }

  /** Bytes that wait for the disk. */
  get unwritten(): number {
    return this.#pendingBytes;
  }

  /** Code of the error that the disk answers with; null while it does as told. */
  get failed(): string | null {
    return this.#writeError ?? this.#syncError;
  }

  /** Takes a line; it is written when this turn of the event loop ends, or by `flush`. */
  append(line: Buffer): SpoolPosition {
    this.#rollFor(line.length);
    this.#current.firstAt ??= this.#options.now();
    this.#take(line);
    this.#group ??= setImmediate(() => this.flush());
    this.#last += 1;
    return this.#last;
  }

  /** Hands everything that was taken to the operating system, as far as it lets us. */
  flush(): void {
    if (this.#group) clearImmediate(this.#group);
    this.#group = null;
    while (this.#pending.length > 0) {
      try {
        this.#wrote(this.#write());
      } catch (error) {
        this.#refused(error);
        return;
      }
    }
    this.#writeError = null;
    this.#written = this.#last;
    this.#syncSoon(this.#options.limits.syncMs);
  }

  durable(position: SpoolPosition): Promise<void> {
    if (position <= this.#durable) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ position, resolve, reject });
      this.flush();
      this.#syncSoon(0);
    });
  }

  /** Begins a new segment; false while the disk refuses what belongs to this one. */
  roll(): boolean {
    this.flush();
    if (this.#pending.length > 0) return false;
    const sealed = this.#current;
    try {
      this.#current = this.#start(sealed.number + 1);
    } catch (error) {
      this.#refused(error);
      return false;
    }
    sealed.sealed = true;
    return true;
  }

  /** Ends the writing. @throws SpoolFailure when the disk does not take what is left */
  async close(): Promise<void> {
    this.flush();
    if (this.#retry) clearTimeout(this.#retry);
    if (this.#pending.length > 0) {
      throw new SpoolFailure(
        'spool-unwritten',
        `${this.#pendingBytes} bytes of usage could not be written down (${this.failed})`,
        'Free the disk of the gateway’s home; the calls concerned are booked as estimated at its next start.',
      );
    }
    await this.durable(this.#last);
    await this.#syncing;
    if (this.#syncTimer) clearTimeout(this.#syncTimer);
    for (const { fd } of this.#unsynced) if (fd !== null) await closed(fd);
  }

  #start(number: number): Segment {
    const { folder, life, now } = this.#options;
    const file = segmentFile(folder, number);
    const fd = openSync(file, 'ax', 0o600);
    const before = this.#last;
    const segment: Segment = {
      ...{ number, file, fd, before, bytes: 0, durable: 0 },
      ...{ formerLife: false, sealed: false, firstAt: null },
    };
    this.#unsynced.push(segment);
    this.#options.segments.push(segment);
    this.#newFile = true;
    const heading: SegmentHeading = { spool: 1, life, segment: number, at: now().toISOString() };
    this.#take(lineOfText(JSON.stringify(heading)));
    return segment;
  }

  #take(line: Buffer): void {
    this.#pending.push(line);
    this.#pendingBytes += line.length;
  }

  #rollFor(more: number): void {
    const { bytes, firstAt } = this.#current;
    if (firstAt !== null && bytes + this.#pendingBytes + more > this.#options.limits.segmentBytes)
      this.roll();
  }

  #write(): number {
    const [first] = this.#pending;
    const fd = this.#current.fd as number;
    const start = performance.now();
    const bytes = this.#pending.length === 1 && first ? writeSync(fd, first) : writevSync(fd, this.#pending);
    this.slowestWriteMs = Math.max(this.slowestWriteMs, performance.now() - start);
    return bytes;
  }

  #wrote(bytes: number): void {
    this.#current.bytes += bytes;
    this.#pendingBytes -= bytes;
    let left = bytes;
    let whole = 0;
    for (const line of this.#pending) {
      if (line.length > left) break;
      left -= line.length;
      whole += 1;
    }
    this.#pending.splice(0, whole);
    const [cut] = this.#pending;
    if (left > 0 && cut) this.#pending[0] = cut.subarray(left);
  }

  #refused(error: unknown): void {
    if (this.#writeError === null) this.#options.log('the spool cannot be written; trying again', error);
    this.#writeError = codeOf(error);
    this.#retry ??= setTimeout(() => {
      this.#retry = null;
      this.flush();
    }, retryMs).unref();
  }

  #syncSoon(ms: number): void {
    if (this.#syncing || (this.#durable >= this.#written && !this.#syncError)) return;
    if (ms > 0) {
      this.#syncTimer ??= setTimeout(() => this.#startSync(), ms).unref();
      return;
    }
    this.#startSync();
  }

  #startSync(): void {
    if (this.#syncTimer) clearTimeout(this.#syncTimer);
    this.#syncTimer = null;
    this.#syncing ??= this.#sync().finally(() => {
      this.#syncing = null;
      const wanted = this.#waiters.some((one) => one.position <= this.#written);
      this.#syncSoon(wanted && !this.#syncError ? 0 : this.#options.limits.syncMs);
    });
  }

  async #sync(): Promise<void> {
    const upTo = this.#written;
    try {
      if (this.#newFile) await this.#syncFolder();
      for (const segment of [...this.#unsynced]) await this.#syncSegment(segment);
    } catch (error) {
      this.#unsure(error);
      return;
    }
    this.#syncError = null;
    this.#durable = upTo;
    const ready = this.#waiters.filter((one) => one.position <= upTo);
    this.#waiters = this.#waiters.filter((one) => one.position > upTo);
    for (const one of ready) one.resolve();
  }

  async #syncFolder(): Promise<void> {
    this.#newFile = false;
    try {
      await syncFolder(this.#options.folder);
    } catch (error) {
      this.#newFile = true;
      throw error;
    }
  }

  async #syncSegment(segment: Segment): Promise<void> {
    const { bytes, sealed, fd } = segment;
    if (bytes > segment.durable) await datasync(fd as number);
    segment.durable = bytes;
    if (!sealed) return;
    this.#unsynced.splice(this.#unsynced.indexOf(segment), 1);
    segment.fd = null;
    await closed(fd as number);
  }

  /**
   * A failed sync leaves open what reached the disk, and asking again would be answered with a false yes.
   * So nobody is told that it did, the segments are shipped while they can be read, and a new one begins.
   */
  #unsure(error: unknown): void {
    this.#options.log('the spool cannot be synced', error);
    this.#syncError = codeOf(error);
    for (const segment of this.#unsynced) segment.durable = segment.bytes;
    const fix = 'Look at the disk of the gateway’s home.';
    const failure = new SpoolFailure('spool-unwritten', 'written usage may not be durable', fix, error);
    for (const one of this.#waiters) one.reject(failure);
    this.#waiters = [];
    this.roll();
  }
}

/** Makes it durable which files a folder has. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
