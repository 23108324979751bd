import { groupDigits, roundDecimal } from './numbers.ts';

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in decimal units: "1.24 GB". */
export function bytesFigure(bytes: number): string {
  let amount = Math.max(0, bytes);
  let unit = 0;
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  const places = unit === 0 || amount >= 100 ? 0 : amount >= 10 ? 1 : 2;
  return `${groupDigits(roundDecimal(amount.toFixed(6), places))} ${units[unit]}`;
}
