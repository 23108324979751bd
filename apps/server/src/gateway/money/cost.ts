import { sliceFor } from '@exchequer/core/pricing';
import { type NormalisedUsage, type PriceAnswer, type PricedClass, pricedClasses } from '@exchequer/model';

/**
 * What a usage event costs on the company's terms, in 10⁻¹² USD, as booking will reckon it; the
 * ceiling where nothing prices it.
 */
export function costOf(usage: NormalisedUsage, answer: PriceAnswer, atMs: number): bigint {
  const prices = sliceFor(answer.slices, atMs, usage)?.contracted ?? answer.ceiling;
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
