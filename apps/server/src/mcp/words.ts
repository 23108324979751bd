/** Money and times as the tools say them: short, and exact where it is small. */

/** An amount for a sentence: cents, or down to a millionth of a dollar below one cent. */
export function money(amount: string, currency = 'USD'): string {
  const value = Number(amount);
  const small = value !== 0 && Math.abs(value) < 0.01;
  const digits = small ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 2 };
  const figure = new Intl.NumberFormat('en-US', { style: 'currency', currency, ...digits }).format(value);
  return figure.replace('-', '−');
}

/** A range, or the one amount that it is. */
export const range = (low: string, high: string): string =>
  money(low) === money(high) ? money(low) : `${money(low)} to ${money(high)}`;

export const count = (tokens: string | number): string => Number(tokens).toLocaleString('en-US');

/** To the minute, in UTC. */
export const minute = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')} UTC`;

/** A value of evidence with its unit, such as `$5.53 per day` or `570 requests`. */
export function measured(value: string, unit: string): string {
  const [first, ...rest] = unit.split('_');
  const figure = Number(value);
  if (value.trim() === '' || Number.isNaN(figure)) return [value, unit.replaceAll('_', ' ')].join(' ').trim();
  if (first === 'usd') return [money(value), ...rest].join(' ');
  const short = figure.toLocaleString('en-US', { maximumFractionDigits: 2 });
  return [short, unit.replaceAll('_', ' ')].join(' ').trim();
}
