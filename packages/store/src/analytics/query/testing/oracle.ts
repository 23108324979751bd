import type { Grain } from '@exchequer/model/contract';

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const digits = '2-digit' as const;
  const parts = { year: 'numeric' as const, month: digits, day: digits, hour: digits };
  const clock = new Intl.DateTimeFormat('en-CA', { timeZone, ...parts, hourCycle: 'h23' });
  clocks.set(timeZone, clock);
  return clock;
}

/** Local clock of an instant, by the runtime's own time zone data. */
function localClock(at: string, timeZone: string): { date: string; hour: string } {
  const parts = clockOf(timeZone).formatToParts(new Date(at));
  const part = Object.fromEntries(parts.map((p) => [p.type, p.value]));
  return { date: `${part.year}-${part.month}-${part.day}`, hour: String(part.hour) };
}

/** Bucket of an instant; an hour that comes twice has one name here. */
export function bucketOf(at: string, timeZone: string, grain: Grain): string {
  const { date, hour } = localClock(at, timeZone);
  if (grain === 'total') return '';
  if (grain === 'hour') return `${date}T${hour}:00`;
  if (grain === 'day') return date;
  if (grain === 'month') return `${date.slice(0, 7)}-01`;
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}
