import { addDays, weekday } from '../envelope/index.ts';
import { localDate } from '../metric/index.ts';

/** Days of a week, Monday to Monday, half-open. */
export interface Week {
  readonly from: string;
  readonly to: string;
}

/** The last whole week before a company day. */
export function weekBefore(today: string): Week {
  const monday = addDays(today, -weekday(today));
  return { from: addDays(monday, -7), to: monday };
}

const atHour = 8;
/** A tower that was down on Monday still tells it on Tuesday; later it would be no news. */
const lastWeekday = 1;

/** The week that is due to be told now: from Monday at eight, company time, until Tuesday ends. */
export function digestDue(now: Date, timeZone: string): Week | null {
  const today = localDate(now.getTime(), timeZone);
  const day = weekday(today);
  if (day > lastWeekday || (day === 0 && hourOf(now, timeZone) < atHour)) return null;
  return weekBefore(today);
}

const hourOf = (now: Date, timeZone: string): number =>
  Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(now));
