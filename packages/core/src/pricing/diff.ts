import { type PicoUsd, type PricedClass, pricedClasses } from '@exchequer/model';
import { standard } from './catalogue.ts';
import type { PriceEntry } from './entry.ts';
import { type PriceBookFacts, PriceResolver } from './resolve.ts';
import { covers, startMs } from './span.ts';

/** One class of one model on which two books do not agree. */
export interface PriceDifference {
  provider: string;
  model: string;
  service_tier: string;
  context_over: number;
  priced_class: PricedClass;
  /** Pico-dollars per token in our book. */
  ours: PicoUsd;
  theirs: PicoUsd;
  /** Where theirs was read. */
  source: string;
}

export interface PriceComparison {
  differences: PriceDifference[];
  /** Entries that agree in every class they state. */
  same: number;
  /** Entries of models that our book has no price for. */
  unknown: { provider: string; model: string }[];
}

/** Compares entries of another book with ours, at the time the other one speaks of, else today. */
export function comparePrices(
  facts: PriceBookFacts,
  entries: readonly PriceEntry[],
  book: 'list' | 'contracted',
): PriceComparison {
  const resolver = new PriceResolver(facts);
  const comparison: PriceComparison = { differences: [], same: 0, unknown: [] };
  for (const entry of entries) {
    const question = { ...standard, ...entry };
    const { provider, model, answer } = resolver.resolve({
      provider: question.provider,
      model: question.model,
      service_tier: question.service_tier,
      speed: question.speed,
      region: question.region,
    });
    const at = entry.validFrom && entry.validFrom !== 'always' ? startMs(entry.validFrom) : facts.nowMs;
    const slice = answer.slices.find((s) => covers(s, at) && holdsAbove(s, entry.contextOver));
    if (!slice) {
      comparison.unknown.push({ provider, model });
      continue;
    }
    const found = pricedClasses.flatMap((name) => {
      const theirs = entry.prices[name];
      const ours = slice[book][name];
      if (theirs === undefined || theirs === ours) return [];
      const { service_tier } = entry;
      return [
        {
          provider,
          model,
          service_tier,
          context_over: entry.contextOver,
          priced_class: name,
          ours,
          theirs,
          source: entry.source,
        },
      ];
    });
    comparison.differences.push(...found);
    if (found.length === 0) comparison.same += 1;
  }
  return comparison;
}

const holdsAbove = (
  slice: { contextOver: number; contextUpTo: number | null },
  contextOver: number,
): boolean =>
  slice.contextOver <= contextOver && (slice.contextUpTo === null || contextOver < slice.contextUpTo);
