import { usageError, usdFigure } from '../../output/index.ts';

/** Reads an amount of a flag, such as 400, 99.5 or 1,500. */
export function amountOf(flag: string, text: string): string {
  const plain = text.replaceAll(',', '').replace(/^\$/, '');
  if (/^\d{1,20}(\.\d{1,12})?$/.test(plain)) return plain;
  throw usageError(`${flag}: "${text}" is no amount`, 'Write a decimal number such as 400 or 99.5.');
}

/** An amount with its currency: `$400.00`, or `400.00 EUR`. */
export function moneyFigure(amount: string, currency: string): string {
  const figure = usdFigure(amount);
  return currency === 'USD' ? figure : `${figure.replace('$', '')} ${currency}`;
}
