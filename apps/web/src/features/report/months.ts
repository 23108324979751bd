import { type Day, firstOfMonth } from '../../state/calendar.ts';

/** So many months may be chosen: a year and the one that runs. */
const offered = 13;

/** Months that a pack can be of, the running one first. */
export const monthsUpTo = (today: Day): string[] =>
  Array.from({ length: offered }, (_, at) => firstOfMonth(today, -at).slice(0, 7));

/** The last whole month, which boards are told of. */
export const lastWholeMonth = (today: Day): string => firstOfMonth(today, -1).slice(0, 7);

/** A month for people, such as “October 2026”. */
export const monthText = (month: string): string =>
  new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-15T12:00:00Z`),
  );
