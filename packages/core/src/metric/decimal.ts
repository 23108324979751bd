/**
 * Writes a ratio of whole numbers as a decimal string, rounded half to even.
 * @param places decimals kept; trailing zeros are dropped
 * @throws RangeError when `over` is zero: the caller must have asked whether there is a value
 */
export function ratioText(of: bigint, over: bigint, places: number): string {
  if (over === 0n) throw new RangeError('a ratio over nothing has no value');
  const negative = of < 0n !== over < 0n;
  const numerator = (of < 0n ? -of : of) * 10n ** BigInt(places);
  const denominator = over < 0n ? -over : over;
  return decimalText(negative ? -halfEven(numerator, denominator) : halfEven(numerator, denominator), places);
}

function halfEven(numerator: bigint, denominator: bigint): bigint {
  const whole = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice < denominator || (twice === denominator && whole % 2n === 0n)) return whole;
  return whole + 1n;
}

/** Writes a whole number of 10⁻ᵖˡᵃᶜᵉˢ as the shortest exact decimal. */
export function decimalText(scaled: bigint, places: number): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  const text = fraction ? `${whole}.${fraction}` : whole;
  return scaled < 0n && /[1-9]/.test(text) ? `-${text}` : text;
}
