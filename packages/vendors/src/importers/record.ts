import { createHash } from 'node:crypto';
import { earliestUsage, maxClockSkewMs, maxTokensPerEvent } from '@exchequer/model';

/** A JSON object whose fields are not yet believed. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Stops the reading of one record; becomes a line in the quarantine. */
export class RecordFault extends Error {
  readonly fault: string;

  constructor(fault: string) {
    super(fault);
    this.fault = fault;
  }
}

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const recordAt = (record: JsonRecord, key: string): JsonRecord => {
  const value = record[key];
  return isRecord(value) ? value : {};
};

const longestText = 1000;

/** The text under the first key that has one, else ''. */
export function textAt(record: JsonRecord, ...keys: readonly string[]): string {
  for (const key of keys) {
    const value = record[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim().slice(0, longestText);
  }
  return '';
}

/**
 * The whole count under the first key that is there, else 0. Digits in quotes are taken.
 * @throws RecordFault where it is not a count that a call can have
 */
export function countAt(record: JsonRecord, ...keys: readonly string[]): number {
  const value = keys.map((key) => record[key]).find((one) => one !== undefined && one !== null);
  if (value === undefined) return 0;
  const count = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isInteger(count)) throw new RecordFault('count-not-whole');
  if (count < 0) throw new RecordFault('count-negative');
  if (count > maxTokensPerEvent) throw new RecordFault('count-absurd');
  return count;
}

/**
 * An instant as ISO 8601 in UTC. Takes ISO text, milliseconds, and [seconds, nanoseconds].
 * @throws RecordFault where it is missing or not believable
 */
export function instantOf(value: unknown, now: Date): string {
  const ms = millisecondsOf(value);
  if (!Number.isFinite(ms)) throw new RecordFault('time-unreadable');
  if (ms > now.getTime() + maxClockSkewMs) throw new RecordFault('time-future');
  if (ms < Date.parse(earliestUsage)) throw new RecordFault('time-past');
  return new Date(ms).toISOString();
}

function millisecondsOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return Date.parse(value);
  if (!Array.isArray(value)) return Number.NaN;
  const [seconds, nanoseconds] = value as unknown[];
  if (typeof seconds !== 'number' || typeof nanoseconds !== 'number') return Number.NaN;
  return seconds * 1000 + Math.trunc(nanoseconds / 1_000_000);
}

/** 128-bit stable hash of some texts, in hex. Lengths are mixed in, so that no two lists run together. */
export function hashOf(...parts: readonly (string | number)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${String(part).length}:`).update(String(part));
  return hash.digest('hex').slice(0, 32);
}

/** A line of a text, with its number. */
export interface NumberedLine {
  number: number;
  text: string;
  /** False for a last line without a newline, which may still be in the making. */
  ended: boolean;
}

/** The lines of a file that are not blank. */
export function linesOf(bytes: Buffer): NumberedLine[] {
  const lines = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split('\n');
  return lines
    .map((text, place) => ({ number: place + 1, text: text.trim(), ended: place < lines.length - 1 }))
    .filter(({ text }) => text !== '');
}

/** The JSON of a text; undefined where it has none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
