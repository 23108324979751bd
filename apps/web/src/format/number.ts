import type { MetricUnit } from '@exchequer/model/contract';

/** A figure as it is shown: the unit stands small and grey behind the number. */
export interface Figure {
  text: string;
  unit: string;
}

/** Units a figure of the catalogue can have. */
export type Unit = MetricUnit;

/** Units in dollars, and units whose figures are often small. */
const moneyUnits: ReadonlySet<Unit> = new Set<Unit>([
  'usd',
  'usd_per_million_tokens',
  'usd_per_outcome',
  'usd_per_employee',
]);
const fineUnits: ReadonlySet<Unit> = new Set<Unit>([
  'outcomes_per_million_tokens',
  'hours',
  'days',
  'ratio',
  'score',
  'joules_per_token',
  'tokens_per_joule',
]);

/** What stands grey behind a figure. */
const behind: Partial<Record<Unit, string>> = {
  usd_per_million_tokens: '/ M',
  usd_per_outcome: 'each',
  usd_per_employee: '/ person',
  outcomes_per_million_tokens: '/ M',
  hours: 'h',
  days: 'd',
  joules_per_token: 'J / token',
  tokens_per_joule: 'tokens / J',
};

const minus = '−';
const narrow = '\u202f';

/** Groups the digits of a plain decimal string by thousands and sets a true minus; every digit is kept. */
export function groupDigits(decimal: string): string {
  const negative = decimal.startsWith('-');
  const [whole = '0', fraction] = (negative ? decimal.slice(1) : decimal).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${negative ? minus : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

function rounded(value: number, decimals: number): string {
  return groupDigits(value.toFixed(decimals));
}

/** Three significant digits below one, so that small prices do not all read as 0.00. */
function small(value: number): string {
  return groupDigits(
    Number(value.toPrecision(3)).toFixed(Math.min(12, 2 - Math.floor(Math.log10(Math.abs(value))))),
  );
}

function scaled(value: number): Figure {
  const size = Math.abs(value);
  const three = (v: number) => rounded(v, Math.abs(v) >= 100 ? 0 : Math.abs(v) >= 10 ? 1 : 2);
  if (size >= 999_500_000_000) return { text: three(value / 1e12), unit: 'T' };
  if (size >= 999_500_000) return { text: three(value / 1e9), unit: 'B' };
  if (size >= 999_500) return { text: three(value / 1e6), unit: 'M' };
  if (size >= 100_000) return { text: three(value / 1e3), unit: 'k' };
  return { text: rounded(value, 0), unit: '' };
}

function dollars(value: number): Figure {
  const size = Math.abs(value);
  const sign = value < 0 ? minus : '';
  if (size === 0) return { text: '$0', unit: '' };
  if (size >= 9_995_000) {
    const { text, unit } = scaled(size);
    return { text: `${sign}$${text}`, unit };
  }
  if (size >= 999.5) return { text: `${sign}$${rounded(size, 0)}`, unit: '' };
  if (size >= 1) return { text: `${sign}$${rounded(size, 2)}`, unit: '' };
  return { text: `${sign}$${small(size)}`, unit: '' };
}

function share(value: number): Figure {
  const percent = value * 100;
  const size = Math.abs(percent);
  const decimals = size === 0 || size >= 99.95 ? 0 : size >= 0.1 ? 1 : 2;
  // 99.97 % must not read as all of it: the missing rest is often the point.
  const text = size >= 99.95 && size < 100 ? '99.9' : rounded(percent, decimals);
  return { text, unit: '%' };
}

/** A figure that is often small: two decimals, or three significant digits below one. */
function fine(value: number): Figure {
  const size = Math.abs(value);
  if (size === 0) return { text: '0', unit: '' };
  if (size < 1) return { text: small(value), unit: '' };
  return size < 100 ? { text: rounded(value, 2), unit: '' } : scaled(value);
}

/** Rounds a decimal string to the figure shown on a page. */
export function figure(decimal: string, unit: Unit): Figure {
  const value = Number(decimal);
  if (unit === 'share') return share(value);
  const { text, unit: scale } = moneyUnits.has(unit)
    ? dollars(value)
    : fineUnits.has(unit)
      ? fine(value)
      : scaled(value);
  return { text, unit: [scale, behind[unit] ?? ''].filter(Boolean).join(' ') };
}

/** The figure as one run of text, such as "51.2 M" or "$3.42 / M". */
export function inline(decimal: string, unit: Unit): string {
  const { text, unit: scale } = figure(decimal, unit);
  return scale ? `${text}${narrow}${scale}` : text;
}

/** Every digit the server sent, for opened figures and read-outs. */
export function exact(decimal: string, unit: Unit): string {
  if (unit === 'share') return `${trimZeros((Number(decimal) * 100).toFixed(4))}${narrow}%`;
  const digits = groupDigits(decimal);
  const text = moneyUnits.has(unit) ? digits.replace(/^(−?)/, '$1$') : digits;
  const unitText = behind[unit]?.replaceAll(' ', narrow);
  return unitText ? `${text}${narrow}${unitText}` : text;
}

function trimZeros(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

/** Short form for axis ticks and direct labels. */
export function tick(value: number, unit: Unit): string {
  if (value === 0) return moneyUnits.has(unit) ? '$0' : '0';
  if (unit === 'share') return `${trimZeros((value * 100).toFixed(1))}${narrow}%`;
  const size = Math.abs(value);
  const money = moneyUnits.has(unit);
  const [divisor, suffix] =
    size >= 1e12
      ? [1e12, 'T']
      : size >= 1e9
        ? [1e9, 'B']
        : size >= 1e6
          ? [1e6, 'M']
          : size >= 1e4
            ? [1e3, 'k']
            : [1, ''];
  const number = value / divisor;
  const text = trimZeros(
    Math.abs(number) >= 100
      ? number.toFixed(0)
      : Number(number.toPrecision(3)).toFixed(Math.abs(number) >= 1 ? 2 : 4),
  );
  return `${text.startsWith('-') ? minus : ''}${money ? '$' : ''}${groupDigits(text.replace('-', ''))}${suffix ? `${narrow}${suffix}` : ''}`;
}

/** A count with its noun, such as `1 request` or `1,204 requests`. */
export const counted = (count: string, one: string, many = `${one}s`) =>
  `${groupDigits(count)} ${count === '1' ? one : many}`;

/** A sentence of the server begins with a capital here, unless its first word is a name like `output_tokens`. */
export const sentence = (text: string) =>
  /^[a-z]+[ ,.]/.test(text) ? text.replace(/^./, (c) => c.toUpperCase()) : text;
