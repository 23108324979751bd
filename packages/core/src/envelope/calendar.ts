/** Arithmetic of company days (`YYYY-MM-DD`). A day has no instant here, so no clock change touches it. */

const dayMs = 86_400_000;
const parse = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const print = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export const addDays = (day: string, days: number): string => print(parse(day) + days * dayMs);

/** Days from one day to another; negative when the other is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((parse(to) - parse(from)) / dayMs);

/** The first day of the month that lies some months after the day's own. */
export function monthStart(day: string, monthsLater = 0): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return print(Date.UTC(year, month - 1 + monthsLater, 1));
}

/** Monday is 0, Sunday 6. */
export const weekday = (day: string): number => (new Date(parse(day)).getUTCDay() + 6) % 7;

/** Week of ISO 8601, such as `2026-W47`: the week belongs to the year that holds its Thursday. */
export function isoWeek(day: string): string {
  const thursday = addDays(day, 3 - weekday(day));
  const year = thursday.slice(0, 4);
  const week = Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}
