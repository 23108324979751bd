import { rm, statfs } from 'node:fs/promises';
import { invariant } from '@exchequer/model';
import { judgeRoom, refuseFull } from './fullness.ts';
import { lineOf, textOfLine } from './line.ts';
import { OpenCalls } from './open-calls.ts';
import type { OwnedFolder } from './owner.ts';
import { SpoolReader } from './reader.ts';
import { keepRejected } from './rejected.ts';
import { retire } from './retire.ts';
import type {
  AdmitRecord,
  FollowingRecord,
  RejectedLine,
  Spool,
  SpoolBatch,
  SpoolFigures,
  SpoolLimits,
  SpoolPosition,
  SpoolRecovery,
  SpoolRefusal,
} from './spool.ts';
import type { SpoolWriter } from './writer.ts';

const lookEveryMs = 1_000;

/** While so many bytes wait for the disk, nobody writes down how far calls are: it only sharpens estimates. */
const crowdedBytes = 1024 * 1024;

/** An `admit` that was taken in this turn of the event loop. */
interface Admitting {
  record: AdmitRecord;
  position: SpoolPosition;
  told: (written: SpoolPosition | SpoolRefusal) => void;
}

interface Parts {
  folder: string;
  life: string;
  now: () => Date;
  limits: SpoolLimits;
  log: (message: string, error?: unknown) => void;
  owned: OwnedFolder;
  writer: SpoolWriter;
  recovery: SpoolRecovery;
}

/** A spool on its folder: writing, pairing, shipping and letting go, put together. */
export class FolderSpool implements Spool {
  readonly life: string;
  readonly recovery: SpoolRecovery;
  readonly #parts: Parts;
  readonly #writer: SpoolWriter;
  readonly #reader: SpoolReader;
  readonly #calls = new OpenCalls();
  readonly #look: NodeJS.Timeout;
  /** Bytes of the segments before the one with this number. */
  #sealed = { before: -1, bytes: 0 };
  #usage: number;
  #rejected = 0;
  #freeBytes: number | null = null;
  #refusal: SpoolRefusal | null = null;
  #retiring: Promise<void> | null = null;
  #waiters: { position: SpoolPosition; resolve: () => void }[] = [];
  #admitting: Admitting[] = [];
  #turnEnd: NodeJS.Immediate | null = null;
  #readAt: Date | null = null;
  #clearedAt: Date | null = null;
  #closed = false;

  constructor(parts: Parts) {
    this.life = parts.life;
    this.recovery = parts.recovery;
    this.#parts = parts;
    this.#writer = parts.writer;
    this.#reader = new SpoolReader(parts.writer.segments, parts.life, (where) =>
      parts.log(`damaged usage is skipped in the spool: ${where}`),
    );
    this.#usage = parts.recovery.found + parts.recovery.interrupted.length;
    this.#look = setInterval(() => void this.#lookAtDisk(), lookEveryMs).unref();
  }

  append(record: AdmitRecord): SpoolPosition | SpoolRefusal;
  append(record: FollowingRecord): SpoolPosition;
  append(record: AdmitRecord | FollowingRecord): SpoolPosition | SpoolRefusal {
    invariant(!this.#closed, 'nothing is appended to a closed spool');
    if (record.kind === 'admit') return this.#admit(record);
    if (record.kind === 'progress') {
      this.#calls.progress(record.call, record.output);
      if (this.#writer.unwritten > crowdedBytes) return this.#writer.last;
    } else this.#calls.end(record.call);
    if (record.kind === 'usage') this.#usage += 1;
    return this.#writer.append(lineOf(record));
  }

  admit(record: AdmitRecord, told: Admitting['told']): void {
    invariant(!this.#closed, 'nothing is appended to a closed spool');
    const refusal = this.full();
    if (refusal) told(refusal);
    else {
      this.#admitting.push({ record, told, position: this.#take(record) });
      this.#turnEnd ??= setImmediate(() => this.#tell());
    }
  }

  #admit(record: AdmitRecord): SpoolPosition | SpoolRefusal {
    const refusal = this.full();
    if (refusal) return refusal;
    const position = this.#take(record);
    this.#writer.flush();
    return this.#taken(record, position);
  }

  /** It is open from here on, so that its segment is not let go before anyone hears of it. */
  #take(record: AdmitRecord): SpoolPosition {
    const line = lineOf(record);
    const position = this.#writer.append(line);
    this.#calls.admit(record.call, this.#writer.current.number, textOfLine(line));
    return position;
  }

  #taken(record: AdmitRecord, position: SpoolPosition): SpoolPosition | SpoolRefusal {
    if (this.#writer.unwritten === 0) return position;
    // Its line may come to stand in the spool when the disk takes it after all: then as a call that never was.
    this.#calls.end(record.call);
    this.#writer.append(lineOf({ kind: 'void', call: record.call }));
    return this.full() ?? refuseFull('disk-failing');
  }

  #tell(): void {
    if (this.#turnEnd) clearImmediate(this.#turnEnd);
    this.#turnEnd = null;
    if (this.#admitting.length === 0) return;
    const turn = this.#admitting;
    this.#admitting = [];
    this.#writer.flush();
    const answers = turn.map(({ record, position }) => this.#taken(record, position));
    for (const [at, { told }] of turn.entries()) told(answers[at] ?? refuseFull('disk-failing'));
  }

  full(): SpoolRefusal | null {
    const before = this.#refusal?.reason ?? null;
    const room = { bytes: this.#bytes(), free: this.#freeBytes, failed: this.#writer.failed };
    const reason = judgeRoom(before, room, this.#parts.limits);
    if (reason !== before) this.#refusal = reason && refuseFull(reason);
    return this.#refusal;
  }

  durable(position: SpoolPosition): Promise<void> {
    return this.#writer.durable(position);
  }

  sync(): Promise<void> {
    return this.#writer.durable(this.#writer.last);
  }

  async next(limits: { records: number; bytes: number }): Promise<SpoolBatch | null> {
    const at = this.#parts.now();
    const batch = await this.#reader.next(limits);
    this.#readAt = batch?.more ? null : at;
    if (!batch) this.#moved();
    return batch;
  }

  async acknowledge(batch: SpoolBatch, rejected: readonly RejectedLine[] = []): Promise<void> {
    const { folder, now } = this.#parts;
    if (rejected.length > 0) await keepRejected(folder, batch, rejected, now());
    this.#reader.acknowledge(batch);
    this.#rejected += rejected.length;
    this.#usage -= batch.lines.length;
    this.#clearedAt = this.#readAt ?? this.#clearedAt;
    this.#moved();
    await this.#retiring;
  }

  shipped(position: SpoolPosition): Promise<void> {
    if (this.#reader.reached >= position) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ position, resolve }));
  }

  figures(): SpoolFigures {
    return {
      records: this.#usage,
      bytes: this.#bytes(),
      oldestAt: this.#usage > 0 ? this.#oldestAt() : null,
      openCalls: this.#calls.size,
      segments: this.#writer.segments.length,
      unwritten: this.#writer.unwritten,
      rejected: this.#rejected,
      slowestWriteMs: this.#writer.slowestWriteMs,
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#tell();
    this.#closed = true;
    clearInterval(this.#look);
    try {
      await this.#retiring;
      await this.#writer.close();
      if (this.#usage === 0 && this.#calls.size === 0) await this.#empty();
    } finally {
      this.#parts.owned.release();
    }
  }

  /** The place moved on: tells those who wait for it, and lets go of what is behind it. */
  #moved(): void {
    const { reached } = this.#reader;
    for (const one of this.#waiters) if (one.position <= reached) one.resolve();
    this.#waiters = this.#waiters.filter((one) => one.position > reached);
    this.#retiring ??= this.#retireRead().finally(() => {
      this.#retiring = null;
    });
  }

  async #retireRead(): Promise<void> {
    const { segments } = this.#writer;
    try {
      for (let oldest = segments[0]; oldest && oldest !== this.#reader.segment; oldest = segments[0]) {
        await retire(oldest, this.#calls, this.#writer, this.#parts.folder);
        segments.shift();
        this.#sealed.before = -1;
      }
    } catch (error) {
      this.#parts.log('a segment of the spool could not be deleted', error);
    }
  }

  /** Nothing is left that anybody needs. */
  async #empty(): Promise<void> {
    for (const { file } of this.#writer.segments.splice(0)) await rm(file, { force: true });
  }

  #bytes(): number {
    const { segments, current, unwritten } = this.#writer;
    if (this.#sealed.before !== current.number) {
      const bytes = segments.reduce((sum, one) => (one === current ? sum : sum + one.bytes), 0);
      this.#sealed = { before: current.number, bytes };
    }
    return this.#sealed.bytes + current.bytes + unwritten;
  }

  #oldestAt(): Date {
    const { firstAt } = this.#reader.segment;
    const cleared = this.#clearedAt;
    if (cleared && (!firstAt || firstAt < cleared)) return cleared;
    return firstAt ?? this.#parts.now();
  }

  async #lookAtDisk(): Promise<void> {
    try {
      const { bavail, bsize } = await statfs(this.#parts.folder);
      this.#freeBytes = bavail * bsize;
    } catch {
      this.#freeBytes = null;
    }
    this.full();
  }
}
