import { type PriceAnswer, type TokenClass, tokenClasses } from '@exchequer/model';
import type { ExplainFacts } from './facts.ts';

/** What a token of each class weighs in the cost of its model, and a web search. */
export type ClassWeights = Readonly<Record<TokenClass | 'web_searches', bigint>>;

/**
 * Relations between classes that hold at the large vendors, for models whose cost is stated and whose prices
 * are not known: they share out a cost that is known, and invent none.
 */
const usual: ClassWeights = {
  uncached_input: 100n,
  cache_read: 10n,
  cache_write_5m: 125n,
  cache_write_30m: 125n,
  cache_write_1h: 200n,
  cache_write_12h: 200n,
  cache_write_unknown: 125n,
  output: 500n,
  web_searches: 0n,
};

/** Weights by provider and model on a day: list prices of the slice then in force, for short contexts. */
export async function classWeights(
  facts: Pick<ExplainFacts, 'prices'>,
  models: readonly { provider: string; model: string }[],
): Promise<(provider: string, model: string, day: string) => ClassWeights> {
  const keyOf = (provider: string, model: string) => `${provider}\n${model}`;
  const distinct = [...new Map(models.map((one) => [keyOf(one.provider, one.model), one])).values()];
  const answers = await facts.prices(
    distinct.map(({ provider, model }) => ({
      provider,
      model,
      service_tier: 'standard',
      speed: 'standard',
      region: '',
    })),
  );
  const known = new Map(distinct.map((one, at) => [keyOf(one.provider, one.model), answers[at]]));
  return (provider, model, day) => weightsAt(known.get(keyOf(provider, model)), day);
}

function weightsAt(answer: PriceAnswer | undefined, day: string): ClassWeights {
  const slices = (answer?.slices ?? []).filter((slice) => slice.contextOver <= 0);
  const inForce = slices.find(
    ({ validFrom, validTo }) =>
      (validFrom === null || validFrom.slice(0, 10) <= day) &&
      (validTo === null || validTo.slice(0, 10) > day),
  );
  const list = (inForce ?? slices.at(-1))?.list;
  if (!list || tokenClasses.every((name) => list[name] === 0n)) return usual;
  return list;
}
