const dayMs = 86_400_000;

/** The date of a day of the company's span, counted from 0 at `from`. */
export const dateOf = (from: string, day: number): string =>
  new Date(Date.parse(`${from}T00:00:00Z`) + day * dayMs).toISOString().slice(0, 10);

/** Midnight UTC of that day, in milliseconds. */
export const startOf = (from: string, day: number): number => Date.parse(`${from}T00:00:00Z`) + day * dayMs;

/** Saturdays and Sundays; the company knows no other holidays. */
export function isWeekend(from: string, day: number): boolean {
  const weekday = new Date(startOf(from, day)).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** True for the last three days of a month. */
export function isMonthEnd(from: string, day: number): boolean {
  return dateOf(from, day).slice(0, 7) !== dateOf(from, day + 3).slice(0, 7);
}

/** Monday-to-Sunday weeks since 1970, so that a week is the same whatever the span starts with. */
export const weekOf = (from: string, day: number): number => Math.floor((startOf(from, day) / dayMs + 3) / 7);

/** The first and last day of the span that lie in this day's week, weekends left out. */
export function workdaysOfWeek(from: string, day: number, days: number): number[] {
  const week = weekOf(from, day);
  const found: number[] = [];
  for (let other = Math.max(0, day - 6); other <= Math.min(days - 1, day + 6); other++)
    if (weekOf(from, other) === week && !isWeekend(from, other)) found.push(other);
  return found;
}
