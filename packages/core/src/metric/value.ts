import { formatUsd } from '@exchequer/model';
import { ratioText } from './decimal.ts';
import type { Combination, Computation, Metric } from './definition.ts';
import { isMoney, type Sums } from './measure.ts';

/** Shares and unit costs keep as many decimals as money does. */
const ratioPlaces = 12;

/**
 * Value of a metric over one group's sums, as an exact decimal string; null when it cannot be
 * computed from them. Metrics about persons are not sums: see `tokensPerEmployee`.
 */
export function readingOf(metric: Metric, sums: Sums): string | null {
  const { computation } = metric;
  if (metric.requires.includes('price') && isWhollyUnpriced(sums)) return null;
  switch (computation.kind) {
    case 'sum': {
      const total = combine(computation.of, sums);
      return ofMoney(computation.of) ? formatUsd(total) : total.toString();
    }
    case 'scaled':
      return ratioText(combine(computation.of, sums), computation.per, computation.places);
    case 'ratio':
      return ratioOf(computation, sums);
    default:
      return null;
  }
}

function ratioOf(computation: Computation & { kind: 'ratio' }, sums: Sums): string | null {
  const { of, by, over, overBy, times, divide = 1n } = computation;
  const scaleOf = (...parts: (Combination | undefined)[]) =>
    parts.reduce((scale, part) => (part && ofMoney(part) ? scale * 10n ** 12n : scale), 1n);
  const product = (first: Combination, second: Combination | undefined) =>
    combine(first, sums) * (second ? combine(second, sums) : 1n);
  const below = product(over, overBy);
  if (below === 0n) return null;
  return ratioText(
    product(of, by) * times * scaleOf(over, overBy),
    below * divide * scaleOf(of, by),
    ratioPlaces,
  );
}

/** Usage without a single price: spending nothing on it would be a lie, so it has no spend. */
export function isWhollyUnpriced(sums: Sums): boolean {
  const { tokens = 0n, unpriced_tokens: unpriced = 0n, cost_list: cost = 0n } = sums;
  return tokens !== 0n && unpriced === tokens && cost === 0n;
}

/** Sum of a combination of measures; measures that are absent count nothing. */
export const combine = (of: Combination, sums: Sums): bigint =>
  of.reduce((total, { measure, times }) => total + BigInt(times) * (sums[measure] ?? 0n), 0n);

const ofMoney = (of: Combination): boolean => of.some(({ measure }) => isMoney(measure));

/** Adds up sums, measure by measure. */
export function addSums(all: readonly Sums[]): Sums {
  const total: Record<string, bigint> = {};
  for (const sums of all) {
    for (const [measure, amount] of Object.entries(sums)) total[measure] = (total[measure] ?? 0n) + amount;
  }
  return total;
}
