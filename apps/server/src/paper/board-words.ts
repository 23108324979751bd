import type { PaperFigure } from '@exchequer/model/contract';

type Unit = PaperFigure['unit'];

const grouped = (value: number, places: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });

const signed = (value: number, text: (size: number) => string): string =>
  `${value < 0 ? '−' : ''}${text(Math.abs(value))}`;

/** Dollars as a board reads them: cents below a hundred, whole dollars below ten million, then millions. */
export function usdText(value: number): string {
  return signed(value, (size) => {
    if (size >= 1e7) return `$${grouped(size / 1e6, size >= 1e8 ? 0 : 1)} M`;
    return `$${grouped(size, size < 99.995 && size > 0 ? 2 : 0)}`;
  });
}

function countText(value: number): string {
  return signed(value, (size) => {
    if (size >= 1e9) return `${grouped(size / 1e9, size >= 1e11 ? 0 : 2)} bn`;
    if (size >= 1e7) return `${grouped(size / 1e6, size >= 1e9 ? 0 : 1)} M`;
    return grouped(size, Number.isInteger(size) || size >= 100 ? 0 : 1);
  });
}

function shareText(value: number): string {
  const percent = value * 100;
  const size = Math.abs(percent);
  return signed(percent, () => `${grouped(size, size === 0 || size >= 99.95 ? 0 : size < 10 ? 2 : 1)} %`);
}

function numberText(value: number): string {
  const size = Math.abs(value);
  return signed(value, () => grouped(size, size >= 100 ? 0 : size >= 10 ? 1 : 2));
}

const perMillion = ' / M';
const texts: Partial<Record<Unit, (value: number) => string>> = {
  usd: usdText,
  usd_per_outcome: usdText,
  usd_per_employee: usdText,
  usd_per_million_tokens: (value) => `${usdText(value)}${perMillion}`,
  outcomes_per_million_tokens: (value) => `${numberText(value)}${perMillion}`,
  share: shareText,
  tokens: countText,
  tokens_per_employee: countText,
  count: countText,
  people: (value) => grouped(value, 0),
  hours: (value) => `${numberText(value)} h`,
  days: (value) => `${numberText(value)} days`,
};

/** A value for people: at most three significant decimals, a true minus, its unit behind it. */
export const valueText = (value: string, unit: Unit): string => (texts[unit] ?? numberText)(Number(value));

/** A figure for people; where there is none, what it needs. */
export function figureText(figure: PaperFigure): string {
  if (figure.value !== null) return valueText(figure.value, figure.unit);
  return figure.needs === null ? 'Interval alone' : `Needs: ${figure.needs}`;
}

/** Where it likely lies, such as “80 %: $54,872 to $165,704”; empty without an interval. */
export function intervalText({ low, high, level, unit }: PaperFigure): string {
  if (low === null || high === null) return '';
  const span = `${valueText(low, unit)} to ${valueText(high, unit)}`;
  return level === null ? span : `${Math.round(level * 100)} %: ${span}`;
}

/** The same a month before, such as “was $17,479”; empty where there was nothing. */
export const beforeText = ({ before, unit }: PaperFigure): string =>
  before === null || Number(before) === 0 ? '' : `was ${valueText(before, unit)}`;

/** A change of dollars with its sign; in whole dollars beside large ones. */
export function changeText(amount: string, whole = false): string {
  const value = whole ? Math.round(Number(amount)) : Number(amount);
  return `${value > 0 ? '+' : ''}${whole ? signed(value, (size) => (size < 100 ? `$${size}` : usdText(size))) : usdText(value)}`;
}

/** What a recommendation is likely to bring, such as “$980 to $1,290 a month”. */
export function gainText({ low, high, per }: { low: string; high: string; per: 'month' | 'once' }): string {
  const when = per === 'month' ? 'a month' : 'once';
  return `${spanText(low, high)} ${when}`;
}

/** Two ends of an amount, or the one that both are. */
export function spanText(low: string, high: string): string {
  const [from, to] = [usdText(Number(low)), usdText(Number(high))];
  return from === to ? from : `${from} to ${to}`;
}
