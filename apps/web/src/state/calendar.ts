/** Local calendar days as `YYYY-MM-DD`; arithmetic in UTC, where every day has 24 hours. */
export type Day = string;

const dayMs = 86_400_000;

const toUtc = (day: Day) => Date.parse(`${day}T00:00:00Z`);
const fromUtc = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

export const laterDay = (a: Day, b: Day): Day => (a.localeCompare(b) < 0 ? b : a);
export const earlierDay = (a: Day, b: Day): Day => (a.localeCompare(b) < 0 ? a : b);

export const isDay = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(toUtc(text)) && fromUtc(toUtc(text)) === text;

export const addDays = (day: Day, days: number): Day => fromUtc(toUtc(day) + days * dayMs);

/** Whole days from `from` up to `to`, which is exclusive. */
export const daysBetween = (from: Day, to: Day) => Math.round((toUtc(to) - toUtc(from)) / dayMs);

/** First day of the month that lies `months` from the month of `day`. */
export function firstOfMonth(day: Day, months = 0): Day {
  const date = new Date(toUtc(day));
  return fromUtc(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
}

export const monthOf = (day: Day) => Number(day.slice(5, 7));

/** The calendar day of an instant in a time zone. */
export function localDay(instant: Date, timeZone: string): Day {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return parts.format(instant);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const split = (day: Day) => ({
  d: Number(day.slice(8, 10)),
  m: months[monthOf(day) - 1] ?? '',
  y: day.slice(0, 4),
});

/** A day as people write it, such as `10 Feb`. */
export const shortDay = (day: Day) => `${split(day).d} ${split(day).m}`;

/** A half-open range as people write it, last day included: `10–12 Feb 2026`. */
export function rangeWords(from: Day, to: Day): string {
  const a = split(from);
  const b = split(addDays(to, -1));
  if (from === addDays(to, -1)) return `${a.d} ${a.m} ${a.y}`;
  if (a.y !== b.y) return `${a.d} ${a.m} ${a.y} – ${b.d} ${b.m} ${b.y}`;
  if (a.m !== b.m) return `${a.d} ${a.m} – ${b.d} ${b.m} ${b.y}`;
  return `${a.d}–${b.d} ${a.m} ${a.y}`;
}

/** The start of a bucket as the axis writes it; the grain decides how much is said. */
export function bucketLabel(bucket: string, grain: 'hour' | 'day' | 'week' | 'month'): string {
  const { d, m, y } = split(bucket);
  if (grain === 'month') return `${m} ${y.slice(2)}`;
  if (grain === 'hour') {
    const time = bucket.slice(11, 16);
    return time === '00:00' ? `${d} ${m}` : time;
  }
  return `${d} ${m}`;
}

/** The start of a bucket in full, for read-outs and tables. */
export function bucketWords(bucket: string, grain: 'hour' | 'day' | 'week' | 'month'): string {
  const { d, m, y } = split(bucket);
  if (grain === 'month') return `${m} ${y}`;
  if (grain === 'week') return `Week of ${d} ${m} ${y}`;
  return grain === 'hour' ? `${d} ${m} ${y}, ${bucket.slice(11, 16)}` : `${d} ${m} ${y}`;
}

const fullMonths = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** The month of a day in full. */
export const monthName = (day: Day) => fullMonths[monthOf(day) - 1] ?? '';

/** How far a zone’s clocks are ahead of UTC at an instant. */
function aheadMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  );
  return wall - at;
}

/** The instant at which a day begins in a zone. */
export function startOfDay(day: Day, timeZone: string): Date {
  const wished = toUtc(day);
  const near = wished - aheadMs(wished, timeZone);
  return new Date(wished - aheadMs(near, timeZone));
}
