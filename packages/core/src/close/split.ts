import { invariant } from '@exchequer/model';

/**
 * Splits an amount by weights so that the parts sum exactly to it: each part is cut to the unit of
 * account, and the units left over go to the largest remainders, the earlier part first among equals.
 * Weights are not negative and not all zero. A negative amount splits as its opposite does.
 */
export function splitByWeight(amount: bigint, weights: readonly bigint[]): bigint[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  invariant(whole > 0n && weights.every((weight) => weight >= 0n), 'weights must be positive');
  if (amount < 0n) return splitByWeight(-amount, weights).map((part) => -part);
  const cut = weights.map((weight) => (amount * weight) / whole);
  const left = amount - cut.reduce((sum, part) => sum + part, 0n);
  const byRemainder = weights
    .map((weight, at) => ({ at, remainder: (amount * weight) % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.at - b.at : a.remainder > b.remainder ? -1 : 1));
  const extra = new Set(byRemainder.slice(0, Number(left)).map(({ at }) => at));
  return cut.map((part, at) => (extra.has(at) ? part + 1n : part));
}
