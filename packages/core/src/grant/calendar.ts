import type { GrantCadence } from '@exchequer/model/contract';

/** Company days, half-open: `to` is the first day that is not in it. */
export interface DaySpan {
  from: string;
  to: string;
}

const dayMs = 86_400_000;
const text = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);

export const addDays = (day: string, days: number): string => text(at(day) + days * dayMs);
export const daysBetween = (from: string, to: string): number => Math.round((at(to) - at(from)) / dayMs);
export const earlier = (a: string, b: string): string => (a < b ? a : b);
export const later = (a: string, b: string): string => (a > b ? a : b);

/** Year, month (1–12) and day of the month. */
export function partsOf(day: string): { year: number; month: number; date: number } {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return { year, month, date };
}

export const daysInMonth = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Monday to Friday. Public holidays differ by place and are not taken off. */
export function workingDays({ from, to }: DaySpan): number {
  const days = Math.max(0, daysBetween(from, to));
  const weeks = Math.floor(days / 7);
  let count = weeks * 5;
  const first = new Date(at(from)).getUTCDay();
  for (let i = 0; i < days % 7; i++) {
    const weekday = (first + i) % 7;
    if (weekday !== 0 && weekday !== 6) count++;
  }
  return count;
}

const monthsOf: Record<Exclude<GrantCadence, 'daily'>, number> = { monthly: 1, quarterly: 3, annual: 12 };

/**
 * The period of a cadence that a day lies in. Quarters and years are those of the fiscal year, which
 * begins in the month given (1–12).
 */
export function periodOf(cadence: GrantCadence, day: string, fiscalStart: number): DaySpan {
  if (cadence === 'daily') return { from: day, to: addDays(day, 1) };
  const { year, month } = partsOf(day);
  const size = monthsOf[cadence];
  const index = year * 12 + (month - 1) - (fiscalStart - 1);
  const start = Math.floor(index / size) * size + (fiscalStart - 1);
  return { from: firstOfMonth(start), to: firstOfMonth(start + size) };
}

/** First day of a month counted from January of year 0. */
const firstOfMonth = (index: number): string =>
  `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}-01`;

/** The end of the period that is `periods` long, counted from the one a day lies in. */
export function endOfPeriods(
  cadence: GrantCadence,
  day: string,
  periods: number,
  fiscalStart: number,
): string {
  let end = day;
  for (let i = 0; i < periods; i++) end = periodOf(cadence, end, fiscalStart).to;
  return end;
}

/** What of a span is left when others are taken out of it, in order. */
export function without(span: DaySpan, taken: readonly DaySpan[]): DaySpan[] {
  const cuts = taken.filter((cut) => cut.from < cut.to).sort((a, b) => (a.from < b.from ? -1 : 1));
  const left: DaySpan[] = [];
  let from = span.from;
  for (const cut of cuts) {
    if (cut.to <= from || cut.from >= span.to) continue;
    if (cut.from > from) left.push({ from, to: cut.from });
    from = later(from, cut.to);
  }
  if (from < span.to) left.push({ from, to: span.to });
  return left;
}
