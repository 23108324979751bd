import { earliestUsage, maxClockSkewMs, maxTokensPerEvent, type Reject } from '@exchequer/model';
import type { Attributes, Scalar } from './shape.ts';

/** Longest text kept in a column; longer names are cut, since no real name is. */
const longestText = 300;

/** Text as a column holds it. Numbers and flags are written out. */
export function textOf(value: Scalar | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value.slice(0, longestText) : String(value);
}

/** First of the attributes that says something. */
export function firstText(attributes: Attributes, ...keys: readonly string[]): string {
  for (const key of keys) {
    const said = textOf(attributes.get(key));
    if (said !== '') return said;
  }
  return '';
}

/**
 * Reads one record’s counts and times, and gathers what is wrong with them, so that a record is
 * refused with every reason at once.
 */
export class Reading {
  readonly attributes: Attributes;
  readonly problems: string[] = [];

  constructor(attributes: Attributes) {
    this.attributes = attributes;
  }

  has(key: string): boolean {
    return this.attributes.has(key);
  }

  text(...keys: readonly string[]): string {
    return firstText(this.attributes, ...keys);
  }

  /** A whole count; 0 when absent. Emitters write counts as ints, doubles or strings. */
  count(...keys: readonly string[]): number {
    for (const key of keys) {
      const value = this.attributes.get(key);
      if (value !== undefined && value !== '') return this.checkCount(key, value);
    }
    return 0;
  }

  checkCount(key: string, value: Scalar): number {
    const number = typeof value === 'string' ? numberIn(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) return this.refuse(`${key} is not a number`);
    if (number < 0) return this.refuse(`${key} is negative (${number})`);
    if (!Number.isInteger(number)) return this.refuse(`${key} is not a whole number (${number})`);
    if (number > maxTokensPerEvent) return this.refuse(`${key} is beyond belief (${number})`);
    return number;
  }

  private refuse(problem: string): number {
    this.problems.push(problem);
    return 0;
  }

  /** Dollars as a decimal string with at most 12 decimals; undefined when absent. */
  dollars(key: string): string | undefined {
    const value = this.attributes.get(key);
    if (value === undefined || value === '') return undefined;
    const number = typeof value === 'string' ? numberIn(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number) || number < 0 || number > 1e9) {
      this.refuse(`${key} is not an amount of dollars`);
      return undefined;
    }
    return number.toFixed(12).replace(/\.?0+$/, '');
  }

  /** The first time given, as ISO 8601 in UTC: nanoseconds, or text. Refused when not believable. */
  instant(nowMs: number, ...times: readonly string[]): string {
    const said = times.find((time) => time !== '' && time !== '0');
    if (said === undefined) {
      this.problems.push('the record has no time');
      return '';
    }
    const ms = /^\d+$/.test(said) ? Number(said.slice(0, -6)) : Date.parse(said);
    return this.believable(ms, nowMs);
  }

  private believable(ms: number, nowMs: number): string {
    if (!Number.isFinite(ms) || ms < earliestMs) this.problems.push('its time is before 2020 or unreadable');
    else if (ms > nowMs + maxClockSkewMs) this.problems.push('its time is more than a day in the future');
    else return new Date(ms).toISOString();
    return '';
  }
}

const earliestMs = Date.parse(earliestUsage);

const numberIn = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

/** Attributes that may be quoted in a refusal: ids and counts, never message text. */
const quotable = [
  'event.name',
  'session.id',
  'conversation.id',
  'request_id',
  'event.sequence',
  'prompt_id',
  'model',
  'gen_ai.response.id',
  'gen_ai.response.model',
  'gen_ai.operation.name',
  'type',
  'token_type',
] as const;

/** Says why a record was not taken. */
export function refusal(
  source: string,
  place: string,
  line: number,
  problems: readonly string[],
  from: Attributes,
): Reject {
  const shown = quotable
    .filter((key) => from.has(key))
    .map((key) => `${key}=${textOf(from.get(key)).slice(0, 64)}`);
  return {
    source,
    place,
    line,
    error: problems.join('; '),
    fix: 'Correct it at the sender and send this record again; the rest of the request was taken in.',
    excerpt: shown.join(' '),
  };
}
