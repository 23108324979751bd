import { dateOf, type FigureRow } from '../index.ts';
import { type DaySums, dayOf } from './span.ts';

/** Whole numbers into which a month's figure divides over its days, whatever month it is: 4 · 3 · 5 · 7 · 29 · 31. */
export const statedParts = 377_580n;

/**
 * Adds a figure of a month to its days alike, in parts of a 10⁻¹²; the part before the span is left out.
 * What was measured once before AI is no part of a month: it stands whole on every day from then on.
 */
export function addFigure(
  sums: DaySums,
  from: string,
  days: number,
  { key, month, amount }: FigureRow,
): void {
  const [year = 0, of = 0] = month.split('-').map(Number);
  const daysOfMonth = new Date(Date.UTC(year, of, 0)).getUTCDate();
  if (key.startsWith('baseline_')) {
    const whole = BigInt(Math.round(Number(amount) * 100)) * 10n ** 10n * statedParts;
    for (let day = Math.max(0, dayOf(from, month)); day < days; day++)
      sums.add(`stated ${key}`, day, '', whole);
    return;
  }
  const each = (BigInt(Math.round(Number(amount) * 100)) * 10n ** 10n * statedParts) / BigInt(daysOfMonth);
  const first = dayOf(from, month);
  for (let day = Math.max(0, first); day < Math.min(days, first + daysOfMonth); day++) {
    if (dateOf(from, day).slice(0, 7) === month.slice(0, 7)) sums.add(`stated ${key}`, day, '', each);
  }
}
