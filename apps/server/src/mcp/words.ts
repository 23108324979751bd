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
