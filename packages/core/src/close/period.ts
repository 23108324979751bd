import { invariant } from '@exchequer/model';

/** A month of the books, in company days. */
export interface Period {
  /** Such as 2026-11. */
  key: string;
  /** First day. */
  from: string;
  /** First day of the next month: ranges are half-open. */
  to: string;
  lastDay: string;
}

const dayMs = 86_400_000;
const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The day some days later, or earlier where negative. */
export const addDays = (day: string, days: number): string => dayText(Date.parse(day) + days * dayMs);

/** The month of a key such as 2026-11. */
export function periodOf(key: string): Period {
  invariant(/^\d{4}-(0[1-9]|1[0-2])$/.test(key), `${key} is no month`);
  const [year = 0, month = 0] = key.split('-').map(Number);
  const to = dayText(Date.UTC(year, month, 1));
  return { key, from: `${key}-01`, to, lastDay: addDays(to, -1) };
}

/** Key of the month in which a day lies. */
export const periodKeyOf = (day: string): string => day.slice(0, 7);

/** The month after. */
export const nextPeriod = (period: Period): Period => periodOf(periodKeyOf(period.to));

/** Months from the one of `first` through the one of `last`, oldest first. */
export function periodsBetween(first: string, last: string): Period[] {
  const months: Period[] = [];
  for (let at = periodOf(periodKeyOf(first)); at.from <= last; at = nextPeriod(at)) months.push(at);
  return months;
}
