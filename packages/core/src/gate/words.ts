import { formatUsd } from '@exchequer/model';

const symbols: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£' };
const cent = 10_000_000_000n;

/** `$400`, `$0.30`, `€12.50`; in whole cents, below a cent as exact as it is. */
export function moneyText(amount: bigint, currency = 'USD', rounded: 'down' | 'up' = 'down'): string {
  const minus = amount < 0n ? '-' : '';
  const size = amount < 0n ? -amount : amount;
  const sign = symbols[currency] ?? `${currency} `;
  if (size > 0n && size < cent) return `${minus}${sign}${formatUsd(size)}`;
  const cents = (rounded === 'up' ? size + cent - 1n : size) / cent;
  const whole = grouped(cents / 100n);
  const rest = cents % 100n;
  return `${minus}${sign}${whole}${rest === 0n ? '' : `.${rest.toString().padStart(2, '0')}`}`;
}

const grouped = (whole: bigint): string => whole.toString().replace(/\B(?=(\d{3})+$)/g, ',');

/** How people call a budget of a period, from the period's key; a custom one is just a budget. */
export function budgetName(periodKey: string): string {
  if (/^\d{4}-\d{2}$/.test(periodKey)) return 'Monthly budget';
  if (/^\d{4}-W\d{2}$/.test(periodKey)) return 'Weekly budget';
  if (/^\d{4}-\d{2}-\d{2}$/.test(periodKey)) return 'Daily budget';
  if (/^FY\d{4}-Q\d$/.test(periodKey)) return 'Quarterly budget';
  if (/^FY\d{4}$/.test(periodKey)) return 'Yearly budget';
  return 'Budget';
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** An instant in a zone, such as `1 Dec 00:00 Europe/Warsaw`; the year is added when it is another. */
export function instantText(at: Date, timeZone: string, nowMs: number): string {
  const here = partsOf(at.getTime(), timeZone);
  const year = here.year === partsOf(nowMs, timeZone).year ? '' : ` ${here.year}`;
  return `${here.day} ${here.month}${year} ${here.hour}:${here.minute} ${timeZone}`;
}

function partsOf(atMs: number, timeZone: string): Record<string, string> {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
}
