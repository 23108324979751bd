import type { PriceAnswer, PriceQuestion, PriceSlice, UnitPrices } from '@exchequer/model';
import { basePrices } from './base.ts';
import {
  type CatalogueModel,
  type ListPrice,
  type PriceCatalogue,
  type PriceVariant,
  sameVariant,
  standard,
} from './catalogue.ts';
import { ceilingPrices, highest, majorProviders } from './ceiling.ts';
import { companySlices, contractedSlices, type PricedSlice } from './company.ts';
import { mergeHistory } from './history.ts';
import { dearestFactor, variantPrices } from './modifier.ts';
import { type PriceRow, priceRow } from './row.ts';
import type { PriceAlias, PriceDiscount, PriceOverride } from './terms.ts';
import { scaleTokens } from './unit.ts';

/** Everything prices are decided from. */
export interface PriceBookFacts {
  catalogue: PriceCatalogue;
  /** Standard prices the book already holds of a catalogue model; empty for a new one. */
  held(provider: string, model: string): readonly ListPrice[];
  overrides: readonly PriceOverride[];
  discounts: readonly PriceDiscount[];
  aliases: readonly PriceAlias[];
  /** Time at which "current" prices are meant; decides the ceiling alone. */
  nowMs: number;
}

/** An answer with the rows its slices name and the standard rows they were derived from. */
export interface Resolution {
  answer: PriceAnswer;
  rows: PriceRow[];
  /** The names that the rows are filed under; overrides and discounts speak of these. */
  provider: string;
  model: string;
}

/** Answers price questions from one set of facts; remembers ceilings, which are dear to compute. */
export class PriceResolver {
  readonly #facts: PriceBookFacts;
  readonly #ceilings = new Map<string, UnitPrices | null>();

  constructor(facts: PriceBookFacts) {
    this.#facts = facts;
  }

  /** Prices of one question in slices that never overlap. */
  resolve(question: PriceQuestion): Resolution {
    const { catalogue, overrides, discounts } = this.#facts;
    const { provider, model, known } = this.#identify(question);
    const of = { provider, model };
    const variant = this.#payingVariant(provider, catalogue.variantOf(provider, question), of);
    const standardPrices = known ? mergeHistory(this.#facts.held(provider, model), known.prices) : [];
    const listed = variantPrices(standardPrices, catalogue.modifiers, of, variant);
    const mine = overrides.filter((o) => o.provider === provider && o.model === model);
    const terms = { of, variant, overrides: mine, discounts, modifiers: catalogue.modifiers };
    const priced = listed.length > 0 ? contractedSlices(listed, terms) : companySlices(terms);
    const companyBase = basePrices(companySlices({ ...terms, variant: standard }).map((s) => s.row));
    return {
      provider,
      model,
      rows: [...priced.flatMap((s) => s.rows), ...standardPrices.map((p) => priceRow(of, standard, p))],
      answer: {
        question,
        slices: priced.map(sliceOf),
        base: priced.length === 0 ? null : (basePrices(standardPrices) ?? companyBase ?? firstList(priced)),
        ceiling: this.#ceiling(provider, standardPrices, variant),
      },
    };
  }

  #identify(question: PriceQuestion): { provider: string; model: string; known: CatalogueModel | null } {
    const { catalogue, aliases } = this.#facts;
    const alias = aliasOf(aliases, question);
    const provider = alias?.to_provider ?? question.provider;
    const model = alias?.to_model ?? question.model;
    const known = catalogue.find(provider, model);
    return {
      provider: known?.provider ?? catalogue.providerOf(provider, model),
      model: known?.model ?? model,
      known,
    };
  }

  /** A region without a surcharge is the standard one, so that its rows are not told apart. */
  #payingVariant(
    provider: string,
    variant: PriceVariant,
    of: { provider: string; model: string },
  ): PriceVariant {
    if (variant.region === '') return variant;
    const { catalogue, overrides } = this.#facts;
    const named = overrides.some(
      (o) => o.provider === provider && o.model === of.model && o.region === variant.region,
    );
    const paying = catalogue.modifiers.some(
      (m) =>
        m.provider === provider &&
        m.axis === 'region' &&
        m.values.some((v) => prefixOf(v, variant.region)) &&
        m.models.some((pattern) => prefixOf(pattern, of.model)),
    );
    return named || paying ? variant : { ...variant, region: '' };
  }

  #ceiling(provider: string, own: readonly ListPrice[], variant: PriceVariant): UnitPrices {
    const { catalogue } = this.#facts;
    const general = this.#providerCeiling(provider) ?? this.#majorCeiling();
    const top = own.length > 0 ? highest([general, ...own.map((p) => p.prices)]) : general;
    if (sameVariant(variant, standard)) return top;
    return scaleTokens(top, dearestFactor(catalogue.modifiers, provider, variant));
  }

  #majorCeiling(): UnitPrices {
    return highest(majorProviders.flatMap((name) => this.#providerCeiling(name) ?? []));
  }

  #providerCeiling(provider: string): UnitPrices | null {
    const { catalogue, nowMs } = this.#facts;
    const remembered = this.#ceilings.get(provider);
    if (remembered !== undefined) return remembered;
    const ceiling = ceilingPrices(catalogue.models(provider), nowMs);
    this.#ceilings.set(provider, ceiling);
    return ceiling;
  }
}

/** Answers several questions from the same facts. */
export function resolvePrices(facts: PriceBookFacts, questions: readonly PriceQuestion[]): PriceAnswer[] {
  const resolver = new PriceResolver(facts);
  return questions.map((question) => resolver.resolve(question).answer);
}

const prefixOf = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

/** The newest alias of a name; one without provider speaks of the model wherever it is served. */
function aliasOf(aliases: readonly PriceAlias[], question: PriceQuestion): PriceAlias | undefined {
  return aliases
    .filter((a) => a.model === question.model && (a.provider === '' || a.provider === question.provider))
    .sort((a, b) => b.provider.length - a.provider.length || b.recordedAt.localeCompare(a.recordedAt))[0];
}

const firstList = (priced: readonly PricedSlice[]): UnitPrices | null => priced[0]?.list ?? null;

function sliceOf(priced: PricedSlice): PriceSlice {
  const { row, span, list } = priced;
  return {
    priceId: row.id,
    validFrom: span.validFrom,
    validTo: span.validTo,
    contextOver: priced.contextOver,
    contextUpTo: priced.contextUpTo,
    secondsFrom: row.secondsFrom,
    secondsTo: row.secondsTo,
    list,
    contracted: row.prices,
  };
}
