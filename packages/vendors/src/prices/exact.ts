import { type PicoUsd, pico } from '@exchequer/model';

/** An exact amount per token, or the nearest pico-dollar where the catalogue's decimal has no end. */
export interface UnitAmount {
  amount: PicoUsd;
  /** The catalogue's own figure, where it was rounded; else ''. */
  roundedFrom: string;
}

const parts = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/**
 * Pico-dollars per unit from a catalogue's float, through its shortest decimal text and never through
 * arithmetic on the float. `perExponent` is 6 for prices per million and 3 for prices per thousand.
 * @throws RangeError when the figure is no finite non-negative number
 */
export function unitAmount(figure: number, perExponent: number): UnitAmount {
  const match = parts.exec(String(figure));
  if (!match) throw new RangeError(`not a price: ${figure}`);
  const [, whole, fraction = '', exponent = '0'] = match;
  const digits = BigInt(`${whole}${fraction}`);
  const shift = 12 - perExponent - fraction.length + Number(exponent);
  if (shift >= 0) return { amount: pico(digits * 10n ** BigInt(shift)), roundedFrom: '' };
  const over = 10n ** BigInt(-shift);
  const rest = digits % over;
  const down = digits / over;
  const up = rest * 2n > over || (rest * 2n === over && down % 2n === 1n);
  return { amount: pico(down + (up ? 1n : 0n)), roundedFrom: rest === 0n ? '' : String(figure) };
}
