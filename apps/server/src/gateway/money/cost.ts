import { sliceFor } from '@exchequer/core/pricing';
import { type NormalisedUsage, type PriceAnswer, type PricedClass, pricedClasses } from '@exchequer/model';

type Prices = PriceAnswer['ceiling'];

/** The company's prices for a usage event; undefined where nothing prices it. */
export const contractedAt = (usage: NormalisedUsage, answer: PriceAnswer, atMs: number): Prices | undefined =>
  sliceFor(answer.slices, atMs, usage)?.contracted;

/** What a usage event costs at given prices, in 10⁻¹² USD, as booking will reckon it. */
export function costAt(usage: NormalisedUsage, prices: Prices): bigint {
  let cost = 0n;
  for (const name of pricedClasses) {
    const count = billed(name, usage);
    if (count !== 0) cost += prices[name] * BigInt(count);
  }
  return cost;
}

/** Audio and image tokens have prices of their own and are parts of input and output. */
function billed(name: PricedClass, usage: NormalisedUsage): number {
  const count = usage[name] ?? 0;
  if (name === 'uncached_input') return count - (usage.audio_input ?? 0) - (usage.image_input ?? 0);
  if (name === 'output') return count - (usage.audio_output ?? 0) - (usage.image_output ?? 0);
  return count;
}
