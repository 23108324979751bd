import { exact, type Figure, figure } from './number.ts';

const narrow = '\u202f';

/** `$` for USD, `€` for EUR; a currency without a sign of its own stands by its code, such as `CHF 12`. */
export function currencySign(currency: string): string {
  if (currency === 'USD') return '$';
  const parts = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0);
  const sign = parts.find((part) => part.type === 'currency')?.value ?? currency;
  return sign.length > 1 ? `${sign}${narrow}` : sign;
}

/** An amount of a currency as a page shows it: rounded, its scale small and grey behind it. */
export function moneyFigure(decimal: string, currency: string): Figure {
  const { text, unit } = figure(decimal, 'usd');
  return { text: text.replace('$', currencySign(currency)), unit };
}

/** The amount as one run of text, such as `$12.3 M`. */
export function moneyWords(decimal: string, currency: string): string {
  const { text, unit } = moneyFigure(decimal, currency);
  return unit ? `${text}${narrow}${unit}` : text;
}

/** Every digit the server sent, without zeros that say nothing: `$40,000`, `$2.50`, `$12.345678`. */
export function moneyExact(decimal: string, currency: string): string {
  const [whole = '0', fraction = ''] = decimal.split('.');
  const kept = fraction.replace(/0+$/, '');
  const trimmed = kept === '' ? whole : `${whole}.${kept.padEnd(2, '0')}`;
  return exact(trimmed, 'usd').replace('$', currencySign(currency));
}

/** What one types as an amount, such as `1,200.50` or `$200`, as a decimal string; null when it is none. */
export function readAmount(typed: string): string | null {
  const bare = typed.replace(/[\s,$€£\u202f]/g, '');
  return /^\d{1,15}(\.\d{1,12})?$/.test(bare) ? bare : null;
}
