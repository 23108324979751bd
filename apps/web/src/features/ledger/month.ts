import { useSearch } from '@tanstack/react-router';
import { addDays, type Day, firstOfMonth, localDay, monthOf } from '../../state/calendar.ts';
import { useSurroundings } from '../../state/context.tsx';
import type { LedgerSearch } from '../../state/ledger-search.ts';

const names = [
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

/** A month of the books, half-open. */
export interface Month {
  key: string;
  from: Day;
  to: Day;
  name: string;
  timeZone: string;
}

export const monthName = (key: string): string => `${names[monthOf(`${key}-01`) - 1]} ${key.slice(0, 4)}`;

export function monthAt(key: string, timeZone: string): Month {
  const from = `${key}-01`;
  return { key, from, to: firstOfMonth(from, 1), name: monthName(key), timeZone };
}

/** Last day of the month, for papers that give it inclusively. */
export const lastDay = (month: Month): Day => addDays(month.to, -1);

/** The month of the address; the present one of the company without it. */
export function useMonth(): Month {
  const { month }: LedgerSearch = useSearch({ strict: false });
  const { now, settings } = useSurroundings();
  const today = localDay(now(), settings.time_zone);
  return monthAt(month ?? today.slice(0, 7), settings.time_zone);
}

/** Today of the company. */
export function useToday(): Day {
  const { now, settings } = useSurroundings();
  return localDay(now(), settings.time_zone);
}
