import { earliestUsage, maxClockSkewMs, maxTokensPerEvent, type PicoUsd, parseUsd } from '@exchequer/model';
import { type Fault, fault } from './importer.ts';

const whole = /^(\d{1,18})(?:\.0*)?$/;

/** A count of tokens or requests; '' is 0. `name` is the column, for the complaint. */
export function readCount(text: string, name: string): number | Fault {
  if (text === '') return 0;
  const match = whole.exec(text);
  if (!match) return badCount(text, name);
  const count = Number(match[1]);
  if (count <= maxTokensPerEvent) return count;
  const fix = 'Check the column mapping and the unit; no single event has more than 10¹² tokens.';
  return fault(`${name} is ${shown(text)}, which is more than one event can have`, fix);
}

function badCount(text: string, name: string): Fault {
  if (/^-\s*\d/.test(text)) {
    return fault(
      `${name} is negative: ${shown(text)}`,
      'Book corrections as a credit in dollars; counts start at 0.',
    );
  }
  if (/^\d{1,3}([,. ]\d{3})+$/.test(text)) {
    return fault(
      `${name} has thousands separators: ${shown(text)}`,
      'Export plain numbers without separators.',
    );
  }
  return fault(
    `${name} is no whole number: ${shown(text)}`,
    'Map a column of whole numbers, or correct the cell.',
  );
}

const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
/** Above this an amount is taken for a fault of the source, USD. */
const maxAmountUsd = 1_000_000_000n;

/**
 * Dollars, plain or in powers of ten (`4.2e-07`, as floats print). Digits past a pico-dollar are
 * noise of the exporter's floats and are rounded half away from zero. '' is null.
 */
export function readUsd(text: string, name: string): PicoUsd | null | Fault {
  if (text === '') return null;
  const match = decimal.exec(text.replace(/^([+-]?)\$/, '$1'));
  if (!match || !(match[2] || match[3])) {
    return fault(`${name} is no amount: ${shown(text)}`, 'Export plain decimal dollars, such as 0.0375.');
  }
  const amount = parseUsd(plainDecimal(match));
  const size = amount < 0n ? -amount : amount;
  if (size <= maxAmountUsd * 1_000_000_000_000n) return amount;
  return fault(
    `${name} is ${shown(text)}, beyond a billion dollars`,
    'Check the unit and the column mapping.',
  );
}

/** Shifts by the exponent and rounds to 12 decimals, in text, so that no float touches money. */
function plainDecimal(match: RegExpExecArray): string {
  const [, sign = '', wholePart = '', fraction = '', exponent = '0'] = match;
  const point = wholePart.length + Number(exponent);
  const digits = `${wholePart}${fraction}`;
  const left = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  const right = point > 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, 40)) + digits;
  const kept = BigInt(`${left}${right.slice(0, 12).padEnd(12, '0')}`);
  const rounded = (right[12] ?? '0') >= '5' ? kept + 1n : kept;
  const text = rounded.toString().padStart(13, '0');
  return `${sign === '-' ? '-' : ''}${text.slice(0, -12)}.${text.slice(-12)}`;
}

/** How a file writes its times. */
export type TimeFormat = 'iso' | 'us' | 'eu' | 'unix_s' | 'unix_ms' | 'ms_since' | 's_since';
export const timeFormats: readonly TimeFormat[] = [
  'iso',
  'us',
  'eu',
  'unix_s',
  'unix_ms',
  'ms_since',
  's_since',
];

export interface TimeReading {
  format: TimeFormat;
  /** Offset of times that state none, such as Z or +02:00. */
  offset: string;
  /** Epoch milliseconds that `ms_since` and `s_since` count from. */
  since: number;
}

export const plainTime: TimeReading = { format: 'iso', offset: 'Z', since: 0 };

const clock = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp][Mm])?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$`;
const isoTime = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})${clock}`);
const slashed = new RegExp(String.raw`^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})${clock}`);

/** A time as ISO 8601 UTC with milliseconds. Refuses what lies before 2020 or ahead of the clock. */
export function readTime(text: string, name: string, reading: TimeReading, now: Date): string | Fault {
  if (text === '') return fault(`${name} is empty`, 'Every row needs the time at which it happened.');
  const millis = millisOf(text, reading);
  if (millis === null) return unreadableTime(text, name, reading.format);
  if (millis > now.getTime() + maxClockSkewMs) {
    return fault(
      `${name} lies in the future: ${shown(text)}`,
      'Check the date format (time_format) and the clock of the source.',
    );
  }
  if (millis < Date.parse(earliestUsage)) {
    return fault(
      `${name} lies before 2020: ${shown(text)}`,
      'Check the date format: seconds and milliseconds differ (time_format).',
    );
  }
  return new Date(millis).toISOString();
}

function millisOf(text: string, { format, offset, since }: TimeReading): number | null {
  if (format === 'iso' || format === 'us' || format === 'eu') return calendarMillis(text, format, offset);
  if (!/^-?\d{1,16}(\.\d+)?$/.test(text)) return null;
  const amount = Number(text);
  const millis = format.startsWith('ms') || format === 'unix_ms' ? amount : amount * 1000;
  return Math.floor(format.endsWith('_since') ? since + millis : millis);
}

function calendarMillis(text: string, format: 'iso' | 'us' | 'eu', offset: string): number | null {
  const iso = isoTime.exec(text);
  const match = iso ?? (format === 'iso' ? null : slashed.exec(text));
  if (!match) return null;
  const [, a = '', b = '', c = '', hour = '0', minute = '0', second = '0', fraction = '', half, zone] = match;
  const [year, month, day] = iso ? [a, b, c] : format === 'us' ? [c, a, b] : [c, b, a];
  const hours = clockHours(Number(hour), half);
  if (hours === null) return null;
  const parts = [
    Number(year),
    Number(month) - 1,
    Number(day),
    hours,
    Number(minute),
    Number(second),
  ] as const;
  const utc = Date.UTC(...parts, Math.floor(Number(`0.${fraction || '0'}`) * 1000 + 1e-6));
  return isCalendar(utc, parts) ? utc - offsetMillis(zone ?? offset) : null;
}

function clockHours(hour: number, half: string | undefined): number | null {
  if (!half) return hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

/** False for 31 February and 25 o'clock, which `Date.UTC` would move to another day. */
function isCalendar(utc: number, parts: readonly [number, number, number, number, number, number]): boolean {
  const date = new Date(utc);
  const [, month, day, hour, minute, second] = parts;
  return (
    date.getUTCMonth() === month &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second
  );
}

/** Milliseconds east of UTC. */
function offsetMillis(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (!match) return 0;
  const millis = (Number(match[2]) * 60 + Number(match[3])) * 60_000;
  return match[1] === '-' ? -millis : millis;
}

function unreadableTime(text: string, name: string, format: TimeFormat): Fault {
  const slashes = format === 'iso' && /^\d{1,2}\/\d{1,2}\/\d{4}/.test(text);
  const fix = slashes
    ? 'Say how the file writes dates: --map time_format=us (month first) or time_format=eu (day first).'
    : `Dates are read as ${format}; --map time_format=… takes ${timeFormats.join(', ')}.`;
  return fault(`${name} is no time: ${shown(text)}`, fix);
}

/** A cell in an error text: short, and never more than the start of a long one. */
export function shown(text: string): string {
  return text.length > 40 ? `"${text.slice(0, 37)}…"` : `"${text}"`;
}
