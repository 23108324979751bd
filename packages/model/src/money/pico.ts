/**
 * Exact money: a bigint count of pico-dollars (10⁻¹² USD). A float never holds money.
 */
declare const picoUsd: unique symbol;
export type PicoUsd = bigint & { readonly [picoUsd]: true };

const scale = 12;
const decimalPattern = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Marks a bigint that already counts pico-dollars. */
export const pico = (value: bigint): PicoUsd => value as PicoUsd;

/**
 * Reads a decimal string of dollars. Digits past 10⁻¹² are refused, since dropping them silently
 * would make two books disagree.
 * @throws RangeError when the text is no decimal number or has more than 12 decimals that count
 */
export function parseUsd(text: string): PicoUsd {
  const match = decimalPattern.exec(text.trim());
  if (!match) throw new RangeError(`not a decimal amount: ${text}`);
  const [, sign, whole, fraction = ''] = match;
  const kept = fraction.slice(0, scale).padEnd(scale, '0');
  if (/[1-9]/.test(fraction.slice(scale))) {
    throw new RangeError(`finer than a pico-dollar: ${text}`);
  }
  const value = BigInt(`${whole}${kept}`);
  return pico(sign === '-' ? -value : value);
}

/** Writes the shortest exact decimal string of dollars, such as "0.000003". */
export function formatUsd(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, -scale);
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}
