import type { DateRange } from '@exchequer/model/contract';
import type { UsageRequest } from './options.ts';

/** Local date of an instant in a zone: 2026-02-10. */
export function localDate(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
}

/** The date so many days later; calendar dates know no clock changes. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Nothing is older: sources with earlier times are refused. */
const earliest = '2020-01-01';
/** Longest daily series that the server answers, with room for the days around it. */
const longestDaily = 1_490;

/**
 * The half-open range of a request. Without --since it is everything, as far back as one answer
 * reaches; --last counts periods back from today.
 */
export function rangeOf(request: UsageRequest, now: Date): DateRange {
  const { timeZone } = request;
  const today = localDate(now, timeZone);
  // An event may lie a day ahead of this clock.
  const to = request.until ? addDays(request.until, 1) : addDays(today, 2);
  const from = request.since ?? firstDay(request, today, to);
  return { from, to, time_zone: timeZone };
}

function firstDay({ report, last }: UsageRequest, today: string, to: string): string {
  if (last !== null && report.grain !== 'total') return periodStart(report.grain, today, last - 1);
  const reach = addDays(to, -longestDaily);
  return report.grain === 'day' && reach > earliest ? reach : earliest;
}

/** Start of the period so many periods before the one that holds the day. Weeks start on Monday. */
function periodStart(grain: string, day: string, back: number): string {
  if (grain === 'month') {
    const [year = 0, month = 1] = day.split('-').map(Number);
    return new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 10);
  }
  if (grain === 'week') {
    const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
    return addDays(day, -weekday - 7 * back);
  }
  return addDays(day, -back);
}
