import { addDays, earlierDay, firstOfMonth, laterDay } from './calendar.ts';
import type { ChartGrain, Range } from './range.ts';

/**
 * Every bucket of a range, so that time without usage shows as a gap and not as nothing. `seen` adds
 * the labels the server sent, such as the hour that happens twice when clocks are set back.
 */
export function bucketsOf(range: Range, grain: ChartGrain, seen: readonly string[]): readonly string[] {
  const made = new Set(seen);
  for (let day = firstBucket(range.from, grain); day < range.to; day = nextBucket(day, grain)) {
    if (grain === 'hour') for (let h = 0; h < 24; h++) made.add(`${day}T${String(h).padStart(2, '0')}:00`);
    else made.add(day);
  }
  return [...made].sort();
}

function firstBucket(from: string, grain: ChartGrain): string {
  if (grain === 'month') return firstOfMonth(from);
  if (grain !== 'week') return from;
  const weekday = (new Date(`${from}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(from, -weekday);
}

function nextBucket(day: string, grain: ChartGrain): string {
  if (grain === 'month') return firstOfMonth(day, 1);
  return addDays(day, grain === 'week' ? 7 : 1);
}

/** The days a bucket covers inside the range, half-open, for narrowing the range to it. */
export function daysOfBuckets(
  first: string,
  last: string,
  grain: ChartGrain,
  range: Range,
): { from: string; to: string } {
  const from = first.slice(0, 10);
  const end = nextBucket(last.slice(0, 10), grain);
  return { from: laterDay(from, range.from), to: earlierDay(end, range.to) };
}
