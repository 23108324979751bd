/**
 * Figures for reading. They arrive as exact decimal strings and stay strings: a float would lose
 * digits of large sums before the rounding.
 */
const decimal = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Rounds half away from zero to `places` decimals, keeping the text form. */
export function roundDecimal(text: string, places: number): string {
  const match = decimal.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const kept = BigInt(`${whole}${fraction.slice(0, places).padEnd(places, '0')}`);
  const rounded = (fraction[places] ?? '0') >= '5' ? kept + 1n : kept;
  const digits = rounded.toString().padStart(places + 1, '0');
  const shown = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return rounded === 0n ? shown : `${sign}${shown}`;
}

/** Thousands separated, with a true minus: "−1,204". */
export function groupDigits(text: string): string {
  const match = decimal.exec(text);
  if (!match) return text;
  const [, sign, whole = '0', fraction] = match;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign ? '−' : ''}${grouped}${fraction ? `.${fraction}` : ''}`;
}

/** A whole count: "77,328,535". */
export const countFigure = (text: string): string => groupDigits(roundDecimal(text, 0));

/** Units by which long counts are shortened. */
const scales: readonly [bigint, string][] = [
  [1_000_000_000_000n, 'T'],
  [1_000_000_000n, 'B'],
  [1_000_000n, 'M'],
  [1_000n, 'k'],
];

/** A count in three or four digits: "77.33 M"; counts below a thousand stay whole. */
export function shortCount(text: string): string {
  const whole = roundDecimal(text, 0);
  const amount = BigInt(whole);
  const size = amount < 0n ? -amount : amount;
  const scale = scales.find(([least]) => size >= least);
  if (!scale) return groupDigits(whole);
  const [least, unit] = scale;
  const places = size >= least * 100n ? 1 : 2;
  const shifted = shiftDecimal(size, least);
  return `${amount < 0n ? '−' : ''}${groupDigits(roundDecimal(shifted, places))} ${unit}`;
}

function shiftDecimal(size: bigint, least: bigint): string {
  const places = least.toString().length - 1;
  const digits = size.toString().padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Dollars with cents; below a cent three significant digits, so that a small cost never reads as $0. */
export function usdFigure(text: string): string {
  const match = decimal.exec(text);
  if (!match) return text;
  const [, sign, whole = '0', fraction = ''] = match;
  const leadingZeros = /^0*/.exec(fraction)?.[0].length ?? 0;
  const tiny = /^0+$/.test(whole) && leadingZeros >= 2 && leadingZeros < fraction.length;
  const places = tiny ? leadingZeros + 3 : 2;
  const rounded = roundDecimal(`${whole}${fraction ? `.${fraction}` : ''}`, places);
  const shown = tiny ? rounded.replace(/0+$/, '') : rounded;
  const isZero = !/[1-9]/.test(shown);
  return `${sign && !isZero ? '−' : ''}$${groupDigits(shown)}`;
}

/** A share 0–1 as a percentage with at most one decimal: "87.4 %". */
export function shareFigure(text: string): string {
  const match = decimal.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const padded = fraction.padEnd(2, '0');
  const percent = `${sign}${BigInt(`${whole}${padded.slice(0, 2)}`)}.${padded.slice(2) || '0'}`;
  return `${groupDigits(roundDecimal(percent, 1)).replace(/\.0$/, '')} %`;
}

/** A duration: "0.8 s", "42 s", "3 min 05 s", "1 h 12 min". */
export function durationFigure(ms: number): string {
  if (ms < 9_950) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
