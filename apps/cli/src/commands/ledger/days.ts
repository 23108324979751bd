import { usageError } from '../../output/index.ts';

const dayMs = 86_400_000;

/** A company day as typed. */
export function dayOf(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const day = /^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : text;
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day) {
    throw usageError(`${flag}: "${text}" is no day`, 'Write a day such as 2026-11-30.');
  }
  return day;
}

/** The day after a last day: ranges of the API are half-open. */
export function dayAfter(flag: string, text: string | undefined): string | undefined {
  const day = dayOf(flag, text);
  return day && new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10);
}

/** A range that must be there and hold a day. */
export function rangeOf(options: { since: string; until: string }): { from: string; to: string } {
  const from = dayOf('--since', options.since) as string;
  const to = dayAfter('--until', options.until) as string;
  if (from < to) return { from, to };
  throw usageError('--until is before --since', 'Let the last day be the first one or later.');
}

/** A month as typed. */
export function monthOf(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw usageError(`"${text}" is no month`, 'Write a month such as 2026-11.');
}

/** One of the words that an option admits. */
export function oneOf<T extends string>(flag: string, text: string, words: readonly T[]): T {
  const found = words.find((word) => word === text);
  if (found) return found;
  throw usageError(`${flag}: "${text}" is not known`, `Use one of ${words.join(', ')}.`);
}
