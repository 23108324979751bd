import { addDays, rangeWords, shortDay } from '../../state/calendar.ts';

/** A validity in words: `since 1 Jan 2026`, `until 30 Jun 2026`, or both; the last day included. */
export function validityWords({
  valid_from: from,
  valid_to: to,
}: {
  valid_from: string | null;
  valid_to: string | null;
}): string {
  if (from && to) return rangeWords(from, to);
  if (from) return `since ${shortDay(from)} ${from.slice(0, 4)}`;
  const last = to ? addDays(to, -1) : '';
  return last ? `until ${shortDay(last)} ${last.slice(0, 4)}` : 'always';
}
