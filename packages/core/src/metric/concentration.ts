import { ratioText } from './decimal.ts';
import type { Computation } from './definition.ts';
import type { Sums } from './measure.ts';
import { combine } from './value.ts';

const places = 12;

/**
 * How a sum is spread over parties: Σ share² (1 is all with one), or the share of the largest. Null
 * where there is nothing to share; parties below zero (credits) count as none.
 */
export function concentration(
  { of, statistic }: Extract<Computation, { kind: 'concentration' }>,
  parties: readonly Sums[],
): string | null {
  const amounts = parties.map((sums) => combine(of, sums)).map((amount) => (amount > 0n ? amount : 0n));
  const whole = amounts.reduce((sum, amount) => sum + amount, 0n);
  if (whole === 0n) return null;
  if (statistic === 'largest') {
    return ratioText(amounts.reduce(greater, 0n), whole, places);
  }
  return ratioText(
    amounts.reduce((sum, amount) => sum + amount * amount, 0n),
    whole * whole,
    places,
  );
}

/** `Math.max` takes no bigint. */
function greater(one: bigint, other: bigint): bigint {
  if (one > other) return one;
  return other;
}
