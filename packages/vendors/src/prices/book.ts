import { type PriceBookFacts, resolvePrices } from '@exchequer/core/pricing';
import type { PriceAnswer, PriceQuestion } from '@exchequer/model';
import { loadCatalogue } from './catalogue.ts';

/** A price book of public prices alone: no database, no terms of the company, nothing remembered. */
export interface CatalogueBook {
  answers(questions: readonly PriceQuestion[]): Promise<PriceAnswer[]>;
}

/** Public prices for a reader without a tower, such as the CLI over the logs of one machine. */
export function catalogueBook(now: () => Date): CatalogueBook {
  const catalogue = loadCatalogue();
  return {
    async answers(questions) {
      const facts: PriceBookFacts = {
        catalogue: await catalogue,
        held: () => [],
        overrides: [],
        discounts: [],
        aliases: [],
        nowMs: now().getTime(),
      };
      return resolvePrices(facts, questions);
    },
  };
}
