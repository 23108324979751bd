import type { UnitPrices } from '@exchequer/model';
import type { CatalogueModel, ListPrice } from './catalogue.ts';
import { covers } from './span.ts';
import { unitPrices } from './unit.ts';

/** Where a provider is unknown, what the dearest of these would have charged. */
export const majorProviders: readonly string[] = ['anthropic', 'openai', 'google'];

/** Not text models, or priced for a few deep questions and not for volume. */
const outlier =
  /(image|video|audio|realtime|live|tts|transcribe|voice|embed|moderation|deep-research|^ft:|^(gpt|o\d).*-pro)/i;

/** Input prices above this many times the provider's 90th percentile are taken for outliers. */
const outlierTimes = 2n;

/**
 * Conservative unit prices for an unpriced model: per class the highest standard price in force
 * among the provider's text models, long-context prices included. Deprecated models and outliers
 * are left out, so that one $150 model does not put a hundredfold into suspense.
 */
export function ceilingPrices(models: readonly CatalogueModel[], atMs: number): UnitPrices | null {
  const inForce = models
    .filter((m) => !m.deprecated && !outlier.test(m.model))
    .flatMap((m) => m.prices.filter((p) => covers(p, atMs)))
    .filter((p) => p.prices.uncached_input > 0n && p.prices.output > 0n);
  if (inForce.length === 0) return null;
  const limit = percentile90(inForce) * outlierTimes;
  const usual = inForce.filter((p) => p.prices.uncached_input <= limit);
  return highest(usual.map((p) => p.prices));
}

/** Per class the highest of several prices. */
export const highest = (all: readonly UnitPrices[]): UnitPrices =>
  unitPrices(
    (name) =>
      all
        .map((prices): bigint => prices[name])
        .sort(ascending)
        .at(-1) ?? 0n,
  );

const ascending = (a: bigint, b: bigint): number => Number(a > b) - Number(a < b);

function percentile90(prices: readonly ListPrice[]): bigint {
  const sorted = prices.map((p): bigint => p.prices.uncached_input).sort(ascending);
  return sorted[Math.floor((sorted.length - 1) * 0.9)] ?? 0n;
}
