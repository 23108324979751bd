import { type PicoUsd, type PricedClass, pricedClasses } from '@exchequer/model';
import { type PriceVariant, sameVariant, standard } from './catalogue.ts';
import { type PriceBookFacts, PriceResolver } from './resolve.ts';
import type { PriceOverride } from './terms.ts';

/** A price as someone enters it, by whatever names they use. */
export interface PriceEntry extends PriceVariant {
  provider: string;
  model: string;
  contextOver: number;
  contextUpTo: number | null;
  /** Null lets the rule of {@link enterPrices} choose; 'always' is open on purpose. */
  validFrom: string | 'always' | null;
  validTo: string | null;
  prices: Partial<Record<PricedClass, PicoUsd>>;
  source: string;
}

export type PriceRefusal = 'no-price' | 'no-output-price' | 'no-provider' | 'absurd-price' | 'empty-validity';

/** Why an entry was not taken, in words for the person who made it. */
export interface RefusedEntry {
  refused: PriceRefusal;
  detail: string;
  fix: string;
}

export interface EnteredPrice {
  override: PriceOverride;
  /** True where the model had no price until now: what stands in suspense is re-rated at once. */
  wasUnpriced: boolean;
}

/** No vendor asks a tenth of a dollar for one token; such a price was meant per million. */
const absurdPicoUsd = 100_000_000_000n;

/**
 * Turns an entry into an override under the catalogue's names. Without a start it holds from the
 * beginning of time for a model that had no price, and from today for one that had, since a new
 * contract does not change what was paid before.
 */
export function enterPrice(
  facts: PriceBookFacts,
  entry: PriceEntry,
  entered: { id: string; at: string },
): EnteredPrice | RefusedEntry {
  const question = { ...standard, provider: entry.provider, model: entry.model };
  const resolver = new PriceResolver(facts);
  const named = resolver.resolve(question);
  const variant = facts.catalogue.variantOf(named.provider, { ...question, ...pickVariant(entry) });
  const wasUnpriced = resolver.resolve({ ...question, ...variant }).answer.slices.length === 0;
  const refused = refusalOf(entry, named.provider, wasUnpriced && entry.contextOver < 0);
  if (refused) return refused;
  const today = `${entered.at.slice(0, 10)}T00:00:00.000Z`;
  const { contextOver, contextUpTo, validTo, prices, source } = entry;
  const chosen = entry.validFrom ?? (wasUnpriced ? 'always' : today);
  return {
    wasUnpriced,
    override: {
      id: entered.id,
      provider: named.provider,
      model: named.model,
      ...(sameVariant(variant, standard) ? standard : variant),
      contextOver,
      contextUpTo,
      validFrom: chosen === 'always' ? null : chosen,
      validTo,
      prices,
      source,
      recordedAt: entered.at,
    },
  };
}

const pickVariant = ({ service_tier, speed, region }: PriceVariant): PriceVariant => ({
  service_tier,
  speed,
  region,
});

function refusalOf(entry: PriceEntry, provider: string, needsOutput: boolean): RefusedEntry | null {
  const given = pricedClasses.flatMap((name) =>
    entry.prices[name] === undefined ? [] : [entry.prices[name]],
  );
  if (given.length === 0) {
    return refuse(
      'no-price',
      'no price was given',
      'Give at least --input and --output, in USD per million tokens.',
    );
  }
  if (provider === '') {
    const detail = `nobody knows who serves ${entry.model}`;
    return refuse('no-provider', detail, `Name the provider too, such as anthropic/${entry.model}.`);
  }
  if (needsOutput && (entry.prices.uncached_input === undefined || entry.prices.output === undefined)) {
    const detail = `${provider}/${entry.model} has no price yet, so both input and output are needed`;
    return refuse('no-output-price', detail, 'Give --input and --output; 0 is a price too.');
  }
  if (given.some((price) => price >= absurdPicoUsd)) {
    const detail = 'a price of $100,000 per million tokens or more is taken for a slip';
    return refuse('absurd-price', detail, 'Prices are USD per million tokens, such as --input 3.');
  }
  const { validFrom, validTo } = entry;
  if (
    validTo !== null &&
    validFrom !== null &&
    validFrom !== 'always' &&
    Date.parse(validTo) <= Date.parse(validFrom)
  ) {
    return refuse('empty-validity', 'the price ends before it begins', 'Give a --to later than --from.');
  }
  return null;
}

const refuse = (refused: PriceRefusal, detail: string, fix: string): RefusedEntry => ({
  refused,
  detail,
  fix,
});
