import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SpoolPosition } from './spool.ts';

/** One file of a spool, as it is known in memory. */
export interface Segment {
  number: number;
  file: string;
  /** Open for writing, or for its last sync; null afterwards. */
  fd: number | null;
  /** Written, and written durably. */
  bytes: number;
  durable: number;
  /** Position before its first record; 0 for all of a former life. */
  before: SpoolPosition;
  formerLife: boolean;
  /** Nothing is added any more. */
  sealed: boolean;
  /** When its first record was written. */
  firstAt: Date | null;
}

const pattern = /^(\d{10})\.seg$/;

export const segmentFile = (folder: string, number: number): string =>
  join(folder, `${String(number).padStart(10, '0')}.seg`);

/** Numbers of the segments in a folder, oldest first. */
export const segmentNumbers = (folder: string): number[] =>
  readdirSync(folder)
    .map((name) => pattern.exec(name)?.[1])
    .filter((number) => number !== undefined)
    .map(Number)
    .sort((a, b) => a - b);

/** First line of a segment: for whoever looks into one. */
export interface SegmentHeading {
  spool: 1;
  life: string;
  segment: number;
  at: string;
}
