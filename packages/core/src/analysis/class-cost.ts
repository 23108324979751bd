/**
 * Shares out an amount in proportion to whole weights, exactly: what division leaves over goes one unit each
 * to the largest remainders, the earlier place first. Where all weights are nothing, the first place has all.
 */
export function shareOut(amount: bigint, weights: readonly bigint[]): bigint[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  if (whole <= 0n) return weights.map((_, place) => (place === 0 ? amount : 0n));
  const sign = amount < 0n ? -1n : 1n;
  const size = amount * sign;
  const parts = weights.map((weight, place) => ({
    place,
    part: (size * weight) / whole,
    rest: (size * weight) % whole,
  }));
  let left = size - parts.reduce((sum, { part }) => sum + part, 0n);
  const order = [...parts].sort((a, b) => (a.rest === b.rest ? a.place - b.place : a.rest > b.rest ? -1 : 1));
  for (const one of order) {
    if (left === 0n) break;
    one.part += 1n;
    left -= 1n;
  }
  return parts.map(({ part }) => part * sign);
}
