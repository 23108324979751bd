import type { SpoolRecord } from '@exchequer/model';

/** Place of a record in the order of everything that one life of a spool has written, from 1. */
export type SpoolPosition = number;

export type AdmitRecord = Extract<SpoolRecord, { kind: 'admit' }>;
/** What is always taken, full or not: it ends a call that was admitted, or says how far it is. */
export type FollowingRecord = Exclude<SpoolRecord, AdmitRecord>;

/** Why no call may be admitted for now. */
export interface SpoolRefusal {
  refused: 'spool-full';
  reason: 'size-bound' | 'disk-full' | 'disk-failing';
  detail: string;
  fix: string;
}

export interface SpoolFigures {
  /** Usage records that the tower has not acknowledged. */
  records: number;
  /** Bytes of the folder's segments, acknowledged ones that still stand included. */
  bytes: number;
  /** The oldest record that is not acknowledged is at most this old; null without one. */
  oldestAt: Date | null;
  /** Calls that were admitted and have not ended. */
  openCalls: number;
  segments: number;
  /** Bytes that could not be written yet, because the disk refuses them. */
  unwritten: number;
  /** Records that the tower has refused for good since this life began. */
  rejected: number;
  /** Longest that one write has kept the process waiting, milliseconds. */
  slowestWriteMs: number;
}

/** What a former life left behind, and what was done about it. */
export interface SpoolRecovery {
  /** Usage records found, shipped before or not: shipping them again books nothing twice. */
  found: number;
  /** Calls without an end, for which an estimated usage was written. */
  interrupted: readonly string[];
  /** Lines cut off or skipped because their checksum does not fit. */
  damaged: readonly { segment: number; at: number; bytes: number }[];
  /** Once everything up to here is shipped, nothing of a former life is left to be booked. */
  position: SpoolPosition;
}

/** Consecutive usage records, as they are sent. */
export interface SpoolBatch {
  life: string;
  segment: number;
  /** Offsets in the segment between which the records stand. */
  from: number;
  to: number;
  /** One JSON text per record, without line ends. */
  lines: readonly Buffer[];
  /** True when the limits cut it and more is ready. */
  more: boolean;
}

/** A record of a batch that the tower will never take. */
export interface RejectedLine {
  /** Place in `lines`, from 0. */
  index: number;
  error: string;
  fix: string;
}

/**
 * An append-only spool of one process. Whatever `append` has taken is with the operating system when
 * the turn of the event loop ends, an `admit` when `append` returns: a killed process loses no call
 * that it had admitted.
 */
export interface Spool {
  readonly life: string;
  readonly recovery: SpoolRecovery;
  append(record: AdmitRecord): SpoolPosition | SpoolRefusal;
  append(record: FollowingRecord): SpoolPosition;
  /**
   * Takes an `admit` that can wait for the end of this turn of the event loop, so that one write serves
   * all that the turn takes. `told` hears then, once: the place where it is written, or why it is not.
   */
  admit(record: AdmitRecord, told: (written: SpoolPosition | SpoolRefusal) => void): void;
  /** Why an `admit` would be refused now; null while it would be taken. */
  full(): SpoolRefusal | null;
  /** Resolves when everything up to a position would survive a loss of power. */
  durable(position: SpoolPosition): Promise<void>;
  /** Resolves when everything that was appended so far is durable. */
  sync(): Promise<void>;
  /** The oldest durable records that are not acknowledged, the same ones until they are; null without any. */
  next(limits: { records: number; bytes: number }): Promise<SpoolBatch | null>;
  /** Resolves when everything up to a position, and all of former lives, is acknowledged. */
  shipped(position: SpoolPosition): Promise<void>;
  /** Lets go of a batch; rejected records are kept in `rejected.ndjson` beside the segments. */
  acknowledge(batch: SpoolBatch, rejected?: readonly RejectedLine[]): Promise<void>;
  figures(): SpoolFigures;
  /** Writes and syncs what is left. Nothing may be appended afterwards. */
  close(): Promise<void>;
}

export interface SpoolLimits {
  /** A segment is sealed at this size. */
  segmentBytes: number;
  /** Size of all segments at which admits are refused, and the size at which they are taken again. */
  totalBytes: number;
  resumeBytes: number;
  /** Free bytes of the disk below which admits are refused; twice as many let them in again. */
  freeBytes: number;
  /** What is written becomes durable within this time, milliseconds. */
  syncMs: number;
}

const megabyte = 1024 * 1024;

export const usualSpoolLimits: SpoolLimits = {
  segmentBytes: 8 * megabyte,
  totalBytes: 1024 * megabyte,
  resumeBytes: 900 * megabyte,
  freeBytes: 64 * megabyte,
  syncMs: 50,
};

export interface SpoolOptions {
  /** Belongs to one process at a time; made when missing. */
  folder: string;
  /** A fresh id of this run of the process. */
  life: string;
  now: () => Date;
  limits?: Partial<SpoolLimits>;
  log?: (message: string, error?: unknown) => void;
}
