import type { DateRange } from '@exchequer/model/contract';

const dayMs = 86_400_000;
const quarterMs = 900_000;
/** No local day starts further from its UTC midnight than this. */
const widestOffsetMs = 15 * 3_600_000;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formatters.set(timeZone, made);
  return made;
}

/** Local date of an instant, such as 2026-02-10. */
export function localDate(atMs: number, timeZone: string): string {
  const parts = Object.fromEntries(
    formatter(timeZone)
      .formatToParts(atMs)
      .map((p) => [p.type, p.value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** Days whose start was searched for, and no more of them than some years of a few zones. */
const starts = new Map<string, number>();
const startsKept = 10_000;

/**
 * First instant of a local day. Midnight itself may be skipped or repeated when clocks change, so
 * the day is searched by quarters of an hour, the unit in which every zone is offset.
 */
export function startOfLocalDay(date: string, timeZone: string): Date {
  const name = `${date} ${timeZone}`;
  const known = starts.get(name);
  if (known !== undefined) return new Date(known);
  const found = searchStart(date, timeZone);
  if (starts.size >= startsKept) starts.clear();
  starts.set(name, found);
  return new Date(found);
}

function searchStart(date: string, timeZone: string): number {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  let low = (midnight - widestOffsetMs) / quarterMs;
  let high = (midnight + widestOffsetMs) / quarterMs;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (localDate(middle * quarterMs, timeZone) < date) low = middle + 1;
    else high = middle;
  }
  return low * quarterMs;
}

/** The instants of a range of local days, half-open. */
export const instantsOf = (range: DateRange): { from: Date; to: Date } => ({
  from: startOfLocalDay(range.from, range.time_zone),
  to: startOfLocalDay(range.to, range.time_zone),
});

/** Days in a range. */
export const daysIn = ({ from, to }: Pick<DateRange, 'from' | 'to'>): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs);

const dateText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const addDays = (date: string, days: number): string => dateText(Date.parse(date) + days * dayMs);

/** The date some months earlier; a day that month does not have becomes its last day. */
function monthsBefore(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return dateText(Date.UTC(year, month - 1 - months, Math.min(day, lastDay)));
}

/**
 * The range to compare with: the same days a year before, or what lies just before, of the same
 * length. Whole calendar months are compared with as many whole months.
 */
export function compareRange(range: DateRange, compare: 'none' | 'previous' | 'year'): DateRange | null {
  const { from, to } = range;
  if (compare === 'none') return null;
  if (compare === 'year') return { ...range, from: monthsBefore(from, 12), to: monthsBefore(to, 12) };
  if (from.endsWith('-01') && to.endsWith('-01')) {
    return { ...range, from: monthsBefore(from, monthsBetween(from, to)), to: from };
  }
  return { ...range, from: addDays(from, -daysIn(range)), to: from };
}

function monthsBetween(from: string, to: string): number {
  const index = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  return index(to) - index(from);
}
