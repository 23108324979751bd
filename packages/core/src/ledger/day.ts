const dayMs = 86_400_000;

/** The company day after one. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
}

/** The day on which something is booked: its own, or the first open one where that is closed. */
export const openDay = (day: string, closedThrough: string | null): string =>
  closedThrough !== null && day <= closedThrough ? dayAfter(closedThrough) : day;

/** Whether a text is a calendar day, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (!day || day === '00') return false;
  return Number(day) <= daysIn(Number(year), Number(month));
}

/** Zero for a month that there is not. */
function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  if (month < 1 || month > 12) return 0;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
