/** A fraction as decimal text, rounded half to even, without trailing zeros; null over nothing. */
export function fractionText(of: bigint, over: bigint, places: number): string | null {
  if (over === 0n) return null;
  const sign = of < 0n !== over < 0n ? '-' : '';
  const [top, below] = [of < 0n ? -of : of, over < 0n ? -over : over];
  const scaled = top * 10n ** BigInt(places);
  let whole = scaled / below;
  const rest = (scaled - whole * below) * 2n;
  if (rest > below || (rest === below && whole % 2n === 1n)) whole += 1n;
  const digits = String(whole).padStart(places + 1, '0');
  const text = `${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
  const short = text.replace(/\.?0+$/, '');
  return short === '0' ? '0' : sign + short;
}
