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
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}
