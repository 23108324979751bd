import type { DateRange } from '@exchequer/model/contract';
import { usageError } from '../../output/index.ts';

export interface RangeFlags {
  since?: string;
  until?: string;
}

/** Nothing is older: sources with earlier times are refused. */
const earliest = '2020-01-01';
const dayMs = 86_400_000;

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);

/** The half-open range asked for: everything unless limited. Days are the company's. */
export function rangeOf({ since, until }: RangeFlags, now: Date, timeZone: string): DateRange {
  const from = since === undefined ? earliest : dayOf('--since', since);
  // An event may lie a day ahead of this clock.
  const to = dayAfter(
    until === undefined ? now.toISOString().slice(0, 10) : dayOf('--until', until),
    until ? 1 : 2,
  );
  if (from >= to) throw usageError('--since is after --until', 'Name days in order.');
  return { from, to, time_zone: timeZone };
}

function dayOf(flag: string, text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw usageError(`${flag}: "${text}" is no day`, 'Write it as 2026-02-10.');
}
